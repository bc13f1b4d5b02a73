"""Standing of traders: granted and kept by authorities, recognised by others."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.accreditation import selectors, services
from accounts.accreditation.models import Recognition, Standing
from accounts.clock import transaction_time
from accounts.organisations import facts
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.organisations import REASON
from hub.api.v1.references import named_organisation
from hub.api.v1.shapes import MOMENT, UUID_TEXT, Named, array, nullable, obj, one_of, text

KIND = one_of(*Standing.Kind.values)
STATE = one_of("granted", "suspended", "revoked", "expired")
STANDING = Named(
    "Standing",
    obj(
        {
            "id": UUID_TEXT,
            "holder": UUID_TEXT,
            "granted_by": UUID_TEXT,
            "kind": KIND,
            "programme": text(least=0),
            "number": text(least=0),
            "granted_at": MOMENT,
            "valid_until": nullable(MOMENT),
            "state": STATE,
        }
    ),
)
PERIOD = {"valid_from": MOMENT, "valid_until": nullable(MOMENT)}
WHOLE_STANDING = Named(
    "StandingWithHistory",
    obj(
        {
            **STANDING["properties"],
            "periods": array(obj({"state": STATE, **PERIOD})),
            "recognitions": array(obj({"recognised_by": UUID_TEXT, **PERIOD})),
        }
    ),
)
_TAKING_ONE = (
    "standing.read",
    "standing.suspend",
    "standing.resume",
    "standing.revoke",
    "standing.recognise",
    "standing.end_recognition",
)
_WHY = {"reason": "Audit of 3 November."}
NEW_STANDING = obj(
    {"holder": UUID_TEXT, "kind": KIND},
    programme=text(most=16, least=0, description="The programme type of an accreditation, for example AEOF."),
    number=text(most=40, least=0, description="The number of the authorisation."),
    valid_until=nullable(MOMENT),
)


class AllStanding(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ, "POST": permissions.STANDING_WRITE}

    @operation(
        "standing.list",
        "List the standing of traders",
        {200: paging.page_schema(STANDING)},
        query={**paging.QUERY, "holder": UUID_TEXT, "granted_by": UUID_TEXT, "kind": KIND, "state": STATE},
    )
    def get(self, request: Request) -> Response:
        query = self.query()
        place = paging.position(query, UUID)
        filters = {name: query[name] for name in ("holder", "granted_by", "kind", "state") if name in query}
        if filters.get("state") == "expired":
            filters["state"] = None
        with self.acting():
            every = selectors.all_standing(at=transaction_time()).filter(**filters)
            rows = paging.cut(every, place, "id")
        return paging.page(
            request,
            rows,
            place,
            key=lambda row: [row.pk],
            show=lambda row: _standing(row, state=row.state or "expired"),
        )

    @operation(
        "standing.grant",
        "Grant a trader standing",
        {201: STANDING},
        body=NEW_STANDING,
        refusals=(409,),
        example={
            "holder": "01932c07-0000-7000-8000-000000000000",
            "kind": "accredited",
            "programme": "AEOF",
            "number": "DEAEOF123456",
        },
        links=[Link(name, {"standing": "$response.body#/id"}) for name in _TAKING_ONE],
    )
    def post(self, request: Request) -> Response:
        """An authority's act, from now on until ``valid_until`` (not included) or until it is revoked."""
        form = self.form()
        with self.acting() as caller:
            at = facts.change_time()
            holder = named_organisation(form.pop("holder"), place="/holder")
            standing = services.grant(holder=holder, by=caller, at=at, **form)
        return Response(_standing(standing, state="granted"), status=201)


class OneStanding(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ}

    @operation("standing.read", "Read one grant, with its history", {200: WHOLE_STANDING})
    def get(self, request: Request, standing: UUID) -> Response:
        """Reasons stand in the trail of the holder and of the authority."""
        with self.acting():
            return Response(_whole(selectors.standing(standing), at=transaction_time()))


class _Step(HubView):
    """One step in the life of a grant."""

    permissions = {"POST": permissions.STANDING_WRITE}

    def _take(self, standing: UUID, step: Callable[..., None]) -> Response:
        reason = self.form()["reason"]
        with self.acting() as caller:
            at = facts.change_time()
            found = selectors.standing(standing)
            step(standing=found, reason=reason, by=caller, at=at)
            return Response(_whole(found, at=at))


class Suspension(_Step):
    @operation(
        "standing.suspend",
        "Suspend a grant",
        {200: WHOLE_STANDING},
        body=REASON,
        refusals=(409,),
        example=_WHY,
    )
    def post(self, request: Request, standing: UUID) -> Response:
        """The granting authority's act."""
        return self._take(standing, services.suspend)


class Resumption(_Step):
    @operation(
        "standing.resume", "Resume a grant", {200: WHOLE_STANDING}, body=REASON, refusals=(409,), example=_WHY
    )
    def post(self, request: Request, standing: UUID) -> Response:
        """The granting authority's act."""
        return self._take(standing, services.resume)


class Revocation(_Step):
    @operation(
        "standing.revoke", "Revoke a grant", {200: WHOLE_STANDING}, body=REASON, refusals=(409,), example=_WHY
    )
    def post(self, request: Request, standing: UUID) -> Response:
        """The granting authority's act, for good."""
        return self._take(standing, services.revoke)


class OwnRecognition(HubView):
    permissions = {"POST": permissions.STANDING_WRITE, "DELETE": permissions.STANDING_WRITE}

    @operation(
        "standing.recognise",
        "Recognise what another authority granted",
        {200: WHOLE_STANDING},
        body=obj(valid_until=nullable(MOMENT)),
        example={"valid_until": None},
        refusals=(409,),
    )
    def post(self, request: Request, standing: UUID) -> Response:
        """An authority's act, under mutual recognition. It counts where an agreement says so."""
        valid_until = self.form().get("valid_until")
        with self.acting() as caller:
            at = facts.change_time()
            found = selectors.standing(standing)
            services.recognise(standing=found, by=caller, at=at, valid_until=valid_until)
            return Response(_whole(found, at=at))

    @operation(
        "standing.end_recognition",
        "Stop recognising what another authority granted",
        {204: None},
        query={"reason": text(most=1000)},
        refusals=(409,),
    )
    def delete(self, request: Request, standing: UUID) -> Response:
        reason = self.query().get("reason", "")
        with self.acting() as caller:
            at = facts.change_time()
            services.end_recognition(standing=selectors.standing(standing), reason=reason, by=caller, at=at)
        return Response(status=204)


def _standing(standing: Standing, *, state: str) -> dict[str, Any]:
    return {
        "id": standing.pk,
        "holder": standing.holder_id,
        "granted_by": standing.granted_by_id,
        "kind": standing.kind,
        "programme": standing.programme,
        "number": standing.number,
        "granted_at": standing.granted_at,
        "valid_until": standing.expires_at,
        "state": state,
    }


def _whole(standing: Standing, *, at: datetime) -> dict[str, Any]:
    shown = _standing(standing, state=selectors.state_at(standing, at))
    shown["periods"] = [
        {"state": row.state, "valid_from": row.valid_from, "valid_until": row.valid_until}
        for row in standing.periods.order_by("valid_from")
    ]
    shown["recognitions"] = [_recognition(row) for row in standing.recognitions.order_by("valid_from")]
    return shown


def _recognition(row: Recognition) -> dict[str, Any]:
    return {
        "recognised_by": row.recognised_by_id,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
    }


_ONE = "standing/<uuid:standing>"
urlpatterns = [
    path("standing", AllStanding.as_view()),
    path(_ONE, OneStanding.as_view()),
    path(f"{_ONE}/suspend", Suspension.as_view()),
    path(f"{_ONE}/resume", Resumption.as_view()),
    path(f"{_ONE}/revoke", Revocation.as_view()),
    path(f"{_ONE}/recognition", OwnRecognition.as_view()),
]
