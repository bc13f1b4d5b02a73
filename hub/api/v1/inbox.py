"""Inbox and feed: what was delivered to the caller's organisation, and what it may see of it."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Malformed
from exchange import pipeline
from exchange.deliveries import selectors, services
from exchange.deliveries.asking import Opened, Reader
from exchange.deliveries.models import Delivery
from exchange.disclosures.models import Disclosure
from exchange.review import searching
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import (
    BOOLEAN,
    FORMS_TOLD,
    MOMENT,
    UUID_TEXT,
    Named,
    array,
    described,
    integer,
    nullable,
    obj,
    one_of,
    text,
)

PURPOSE = text(most=32)
ENVELOPE: dict[str, Any] = {
    "delivery": UUID_TEXT,
    "position": {"type": ["integer", "null"], "minimum": 1},
    "notice": text(most=24),
    "version": integer(1),
    "version_id": UUID_TEXT,
    "type": text(most=40),
    "kind": one_of(*Delivery.Kind.values),
    "purpose": PURPOSE,
    "basis": one_of(*Delivery.Basis.values),
    "reference": text(most=70, least=0),
    "publisher": UUID_TEXT,
    "consignment_key": text(most=20),
    "accepted_at": MOMENT,
    "available_at": nullable(MOMENT),
    "delivered_at": nullable(MOMENT),
    "acknowledged_at": nullable(MOMENT),
    "state": one_of(*Delivery.State.values),
    "reason": text(most=40, least=0),
    "current": BOOLEAN,
}
ITEM = Named("InboxItem", obj(ENVELOPE))
GROUND = obj({"agreement": integer(1), "version": integer(1), "clause": text(most=400, least=0)})
ELEMENT = obj(
    {
        "path": text(most=400),
        "value": {"type": ["string", "integer", "boolean"]},
        "form": described(one_of("plain", "truncated", "country_only", "hashed"), FORMS_TOLD),
        "grounds": array(GROUND),
    }
)
OPENED = Named("OpenedDelivery", obj({**ENVELOPE, "elements": array(ELEMENT, most=1_000_000)}))
# By what the list is cut into pages. What is withheld has no position of its own: the newest version goes first.
_ORDER: dict[str, type] = {"position": int}
_WITHHELD_ORDER: dict[str, type] = {"version_id": UUID, "purpose": str}
_LAST_POSITION = 2**63 - 1
FEED = obj({"items": array(OPENED, most=100), "cursor": integer(0, _LAST_POSITION), "more": BOOLEAN})


class Inbox(HubView):
    permissions = {"GET": permissions.INBOX_READ}

    @operation(
        "inbox.list",
        "List deliveries, the newest first, as envelopes",
        {200: paging.page_schema(ITEM)},
        query={
            **paging.QUERY,
            "type": text(most=40),
            "purpose": PURPOSE,
            "state": one_of(*Delivery.State.values),
            "publisher": UUID_TEXT,
            "notice": text(most=24),
            "key": text(most=140),
            "acknowledged": BOOLEAN,
        },
        links=(Link("inbox.open", {"delivery": "/items/0/delivery"}),),
    )
    def get(self, request: Request) -> Response:
        """Envelopes only: listing delivers nothing. ``key`` finds a UCR, container, bill, MRN or parcel that
        the caller sees plainly. Open one, or read the feed, for the elements. With ``state=withheld`` those
        that never became available are among them; have one decided again at its ``replay``."""
        query = self.query()
        withheld = query.get("state") == Delivery.State.WITHHELD
        order = _WITHHELD_ORDER if withheld else _ORDER
        place = paging.position(query, *order.values())
        with self.acting() as caller:
            listed = selectors.withheld if withheld else selectors.inbox
            rows = listed(recipient=caller.organisation).filter(**_filters(query))
            if "key" in query:
                found_by_key = searching.deliveries_with_key(query["key"], by=caller, at=transaction_time())
                rows = rows.filter(id__in=found_by_key)
            found = paging.cut(rows, place, *order, descending=True)
            old = selectors.superseded(found)
        return paging.page(
            request,
            found,
            place,
            key=lambda row: [getattr(row, column) for column in order],
            show=lambda row: envelope(row, current=row.id not in old),
        )


class OneDelivery(HubView):
    permissions = {"GET": permissions.INBOX_READ}

    @operation(
        "inbox.open",
        "Open one delivery: its envelope and every element that may be seen",
        {200: OPENED},
        path={"delivery": UUID_TEXT},
        refusals=(403, 404),
        links=(Link("inbox.acknowledge", {"delivery": "/delivery"}),),
    )
    def get(self, request: Request, delivery: Any) -> Response:
        """Opening is delivering: the publisher's receipt says so; an auditor opens only what was delivered
        before. What may no longer be seen has its reason instead of elements."""
        with self.acting() as caller:
            row = selectors.one(recipient=caller.organisation, delivery_id=delivery)
            services.check_may_open(row, by=caller)
            (opened,) = pipeline.open_deliveries([row], reader=_reader(caller, Disclosure.Channel.INBOX))
            old = selectors.superseded([row])
        return Response(_opened(opened, current=row.id not in old))


class Acknowledgement(HubView):
    permissions = {"POST": permissions.INBOX_ACKNOWLEDGE}

    @operation(
        "inbox.acknowledge",
        "Acknowledge a delivered delivery",
        {200: obj({"delivery": UUID_TEXT, "acknowledged_at": MOMENT})},
        path={"delivery": UUID_TEXT},
        refusals=(404, 409),
    )
    def post(self, request: Request, delivery: Any) -> Response:
        """Acknowledged once; again answers the same."""
        with self.acting() as caller:
            row = selectors.one(recipient=caller.organisation, delivery_id=delivery)
            at = services.acknowledge(row, at=transaction_time(), person=caller.person)
        return Response({"delivery": str(row.id), "acknowledged_at": at.isoformat()})


class Again(HubView):
    permissions = {"POST": permissions.INBOX_ACKNOWLEDGE}

    @operation(
        "inbox.decide_again",
        "Have a withheld delivery decided again",
        {202: obj({"delivery": UUID_TEXT})},
        path={"delivery": UUID_TEXT},
        refusals=(404, 409),
    )
    def post(self, request: Request, delivery: Any) -> Response:
        """What may be sent by then becomes available at a new position; else its reason says why not."""
        with self.acting() as caller:
            row = selectors.one(recipient=caller.organisation, delivery_id=delivery)
            pipeline.ask_again(row)
        return Response({"delivery": str(row.id)}, status=202)


class Feed(HubView):
    permissions = {"GET": permissions.INBOX_OPEN}

    @operation(
        "feed.read",
        "Pull the deliveries after a cursor, in order, with their elements",
        {200: FEED},
        query={
            "cursor": integer(
                0, _LAST_POSITION, default=0, description="The last position that was read; 0 to begin."
            ),
            "limit": integer(1, 100, default=100),
        },
    )
    def get(self, request: Request) -> Response:
        """Each delivery stands at exactly one position and positions have no gaps, so a reader that keeps the
        answered cursor never misses one. Fetching is delivering. The answer stops before a delivery whose
        notice is being routed anew; ask again with the answered cursor."""
        query = self.query()
        with self.acting() as caller:
            rows = selectors.after(
                recipient=caller.organisation, position=query["cursor"], limit=query["limit"]
            )
            if not rows and query["cursor"] > selectors.last_position(recipient=caller.organisation):
                # Made up, or of a hub that has gone back to an older state: an empty page would hide what comes.
                raise Malformed("cursor-ahead", "Begin again at a cursor from before: none has come so far.")
            ready = pipeline.read_on(rows, reader=_reader(caller, Disclosure.Channel.FEED))
            old = selectors.superseded(rows)
        cursor = ready[-1].delivery.position if ready else query["cursor"]
        more = len(rows) == query["limit"] or len(ready) < len(rows)
        items = [_opened(one, current=one.delivery.id not in old) for one in ready]
        return Response({"items": items, "cursor": cursor, "more": more})


def _filters(query: dict[str, Any]) -> dict[str, Any]:
    columns = {
        "type": "type",
        "purpose": "purpose",
        "state": "state",
        "publisher": "publisher_id",
        "notice": "number",
    }
    found = {column: query[name] for name, column in columns.items() if name in query}
    if "acknowledged" in query:
        found["acknowledged_at__isnull"] = not query["acknowledged"]
    return found


def _reader(caller: Caller, channel: str) -> Reader:
    return Reader(caller.organisation, caller.person, caller.client, channel)


def envelope(row: Delivery, *, current: bool) -> dict[str, Any]:
    """A delivery without its content."""
    return {
        "delivery": str(row.id),
        "position": row.position,
        "notice": row.number,
        "version": row.n,
        "version_id": str(row.version_id),
        "type": row.type,
        "kind": row.kind,
        "purpose": row.purpose,
        "basis": row.basis,
        "reference": row.reference,
        "publisher": str(row.publisher_id),
        "consignment_key": row.key_kind,
        "accepted_at": row.accepted_at.isoformat(),
        "available_at": row.available_at and row.available_at.isoformat(),
        "delivered_at": row.delivered_at and row.delivered_at.isoformat(),
        "acknowledged_at": row.acknowledged_at and row.acknowledged_at.isoformat(),
        "state": row.state,
        "reason": row.reason,
        "current": current,
    }


def _opened(opened: Opened, *, current: bool) -> dict[str, Any]:
    elements = [
        {
            "path": element.path,
            "value": element.value,
            "form": element.form,
            "grounds": [
                {"agreement": ground.agreement, "version": ground.version, "clause": ground.clause}
                for ground in element.grounds
            ],
        }
        for element in opened.elements
    ]
    reason = opened.reason or ("being-routed" if opened.later else "")
    return {**envelope(opened.delivery, current=current), "reason": reason, "elements": elements}


urlpatterns = [
    path("inbox", Inbox.as_view()),
    path("inbox/<uuid:delivery>", OneDelivery.as_view()),
    path("inbox/<uuid:delivery>/acknowledgement", Acknowledgement.as_view()),
    path("inbox/<uuid:delivery>/replay", Again.as_view()),
    path("feed", Feed.as_view()),
]
