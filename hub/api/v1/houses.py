"""Missing houses: who was named to file under a master document, and of whose filing the caller knows."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange.deliveries import houses
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.houses import House
from exchange.notices import selectors as notices
from hub.api.v1.base import HubView
from hub.api.v1.notices.shapes import NUMBER
from hub.api.v1.operations import operation
from hub.api.v1.shapes import BOOLEAN, UUID_TEXT, Named, array, nullable, obj, text

HOUSE = Named(
    "House",
    obj(
        {
            "master_document": text(most=70),
            "filer": text(most=35),
            "known": BOOLEAN,
            "delivery": nullable(UUID_TEXT),
        }
    ),
)
_HOUSES = {200: obj({"items": array(HOUSE, most=99)})}


class OfDelivery(HubView):
    permissions = {"GET": permissions.INBOX_READ}

    @operation(
        "houses.of_delivery",
        "Who is named in a delivered notice to file its houses, and whose filing is known",
        _HOUSES,
        path={"delivery": UUID_TEXT},
        refusals=(404,),
    )
    def get(self, request: Request, delivery: UUID) -> Response:
        """Known is what the organisation has opened and may read now, seen plainly. What is not known may still
        have been filed. Nothing is delivered by this; of what was not opened it tells nobody."""
        with self.acting() as caller:
            row = deliveries.one(recipient=caller.organisation, delivery_id=delivery)
            found = houses.of_deliveries([row.id], recipient=caller.organisation, at=transaction_time())
        return Response({"items": [house(one) for one in found.get(row.id, ())]})


class OfNotice(HubView):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation(
        "houses.of_notice",
        "Whom one's own notice names to file its houses, and whether each is due or received",
        _HOUSES,
        path={"number": NUMBER},
        refusals=(404,),
    )
    def get(self, request: Request, number: str) -> Response:
        """Received (`known`): a current filing of theirs under the same master document names the caller in turn,
        as carrier, declarant or representative, or the caller may read it."""
        with self.acting() as caller:
            notice = notices.own_notice(publisher=caller.organisation, number=number)
            found = houses.of_own([notice.id], publisher=caller.organisation, at=transaction_time())
        return Response({"items": [house(one) for one in found.get(notice.id, ())]})


def house(one: House) -> dict[str, Any]:
    return {
        "master_document": one.document,
        "filer": one.filer,
        "known": one.known,
        "delivery": one.delivery and str(one.delivery),
    }


urlpatterns = [
    path("inbox/<uuid:delivery>/houses", OfDelivery.as_view()),
    path("notices/<str:number>/houses", OfNotice.as_view()),
]
