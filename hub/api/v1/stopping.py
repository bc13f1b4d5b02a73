"""What a weighty act would stop, asked before it: of a member, of a grant of standing."""

from dataclasses import asdict
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.accreditation import selectors as accreditation
from accounts.clock import transaction_time
from accounts.organisations import selectors as organisations
from exchange.deliveries import stopping
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import array, integer, obj

_COUNT = integer(0, 2**63 - 1)
_NUMBERS = array(integer(1), most=100_000)
MEMBER = obj(
    {
        "agreements": _NUMBERS,
        "deliveries_to": _COUNT,
        "deliveries_from": _COUNT,
        "people": _COUNT,
        "clients": _COUNT,
        "endpoints": _COUNT,
    }
)
STANDING = obj({"agreements": _NUMBERS, "deliveries_to": _COUNT})


class WithMember(HubView):
    permissions = {"GET": permissions.ACCOUNTS_WRITE}

    @operation(
        "organisations.stops",
        "Count what suspending or removing a member would stop",
        {200: MEMBER},
        refusals=(403, 404),
    )
    def get(self, request: Request, organisation: UUID) -> Response:
        """The operator's question. Deliveries are those that have not left."""
        with self.acting() as caller:
            found = organisations.organisation(organisation)
            stops = stopping.with_member(organisation=found.pk, by=caller, at=transaction_time())
        return Response(asdict(stops))


class WithStanding(HubView):
    permissions = {"GET": permissions.STANDING_WRITE}

    @operation(
        "standing.stops",
        "Count what suspending or revoking a grant would stop",
        {200: STANDING},
        refusals=(403, 404),
    )
    def get(self, request: Request, standing: UUID) -> Response:
        """The granting authority's question, about the agreements in force that it may read."""
        with self.acting() as caller:
            found = accreditation.standing(standing)
            stops = stopping.with_standing(standing=found, by=caller, at=transaction_time())
        return Response(asdict(stops))


urlpatterns = [
    path("organisations/<uuid:organisation>/stops", WithMember.as_view()),
    path("standing/<uuid:standing>/stops", WithStanding.as_view()),
]
