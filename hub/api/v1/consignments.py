"""A publisher's consignments: where each stands, what is open on it, and who has received it."""

from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange.review import consignments
from exchange.review.consignments import Consignment, Stage
from hub.api.v1.base import HubView
from hub.api.v1.houses import HOUSE, house
from hub.api.v1.notices.shapes import NUMBER, REFERENCE
from hub.api.v1.operations import operation
from hub.api.v1.shapes import BOOLEAN, MOMENT, UUID_TEXT, Named, array, integer, nullable, obj, one_of, text

_MOST = consignments.LOOKED_AT
_OPEN = obj(
    {
        "case": UUID_TEXT,
        "kind": text(most=20),
        "reference": text(most=70),
        "due_at": nullable(MOMENT),
        "overdue": BOOLEAN,
    }
)
CONSIGNMENT = Named(
    "Consignment",
    obj(
        {
            "consignment_key": obj({"kind": text(most=20), "value": text(most=140)}),
            "stage": one_of(*Stage),
            "notices": array(obj({"notice": NUMBER, "type": text(most=40), "reference": REFERENCE})),
            "open": array(_OPEN),
            "orders": array(obj({"notice": NUMBER, "type": text(most=40), "reference": REFERENCE})),
            "due_at": nullable(MOMENT),
            "houses": array(HOUSE),
            "recipients": array(
                obj({"organisation": UUID_TEXT, "delivered": BOOLEAN, "acknowledged": BOOLEAN})
            ),
        }
    ),
)


class Consignments(HubView):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation(
        "consignments.list",
        "List one's own consignments with their stage, those that press first",
        {200: obj({"items": array(CONSIGNMENT, most=_MOST)})},
        query={"limit": integer(1, _MOST, default=25)},
    )
    def get(self, request: Request) -> Response:
        """The newest, and every one with something open. The stage is the most pressing thing that is true of it;
        no stage says that goods may be loaded: silence is never clearance. ``orders`` are those to others that one was
        told of, and of whose end one was not."""
        limit = self.query()["limit"]
        with self.acting() as caller:
            found = consignments.consignments(
                publisher=caller.organisation, at=transaction_time(), limit=limit
            )
        return Response({"items": [_consignment(one) for one in found]})


def _consignment(one: Consignment) -> dict[str, Any]:
    received: dict[str, dict[str, Any]] = {}
    for arrival in one.arrivals:
        known = received.setdefault(
            str(arrival.recipient),
            {"organisation": str(arrival.recipient), "delivered": False, "acknowledged": False},
        )
        known["delivered"] |= arrival.delivered
        known["acknowledged"] |= arrival.acknowledged
    return {
        "consignment_key": {"kind": one.key_kind, "value": one.key_value},
        "stage": one.stage,
        "notices": [
            {"notice": own.number, "type": own.type, "reference": own.reference} for own in one.notices
        ],
        "open": [
            {
                "case": str(case.pk),
                "kind": case.kind,
                "reference": case.reference,
                "due_at": case.due_at and case.due_at.isoformat(),
                "overdue": getattr(case, "overdue", False),
            }
            for case in one.open
        ],
        "orders": [
            {"notice": order.number, "type": order.type, "reference": order.reference} for order in one.orders
        ],
        "due_at": one.due_at and one.due_at.isoformat(),
        "houses": [house(named) for named in one.houses],
        "recipients": list(received.values()),
    }


urlpatterns = [path("consignments", Consignments.as_view())]
