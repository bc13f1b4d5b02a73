"""A consignment's timeline: everything that the caller may see of notices about the same goods, and of replies."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Reader
from exchange.disclosures.models import Disclosure
from exchange.notices import selectors as notices
from exchange.timeline import selectors
from exchange.timeline.differing import WHAT
from exchange.timeline.entries import Entry
from exchange.timeline.selectors import Told
from hub.api.v1.base import HubView
from hub.api.v1.notices.shapes import NUMBER
from hub.api.v1.operations import operation
from hub.api.v1.shapes import BOOLEAN, MOMENT, UUID_TEXT, Named, array, integer, nullable, obj, one_of, text

ENTRY = Named(
    "TimelineEntry",
    obj(
        {
            "what": one_of("version", "reply"),
            "at": MOMENT,
            "notice": NUMBER,
            "version": integer(1),
            "type": text(most=40),
            "publisher": UUID_TEXT,
            "kind": text(most=12, least=0),
            "reference": text(most=70, least=0),
            "own": BOOLEAN,
            "delivery": nullable(UUID_TEXT),
            "case": nullable(UUID_TEXT),
            "outcome": text(most=16, least=0),
            "due_at": nullable(MOMENT),
            "links": array(obj({"kind": text(most=20), "value": text(most=140)}), most=100),
            "said": array(
                obj(
                    {
                        "path": text(most=400),
                        "value": {"type": ["string", "integer", "boolean"]},
                        "form": text(most=20),
                    }
                ),
                most=20,
            ),
        }
    ),
)
CONTRADICTION = Named(
    "Contradiction",
    obj(
        {
            "notice": NUMBER,
            "version": integer(1),
            "publisher": UUID_TEXT,
            "delivery": nullable(UUID_TEXT),
            "differences": array(
                obj({"what": one_of(*WHAT), "here": text(most=100_000), "there": text(most=100_000)})
            ),
        }
    ),
)
TIMELINE = Named(
    "Timeline", obj({"entries": array(ENTRY, most=100_000), "contradictions": array(CONTRADICTION)})
)


class OfDelivery(HubView):
    permissions = {"GET": permissions.INBOX_READ}

    @operation(
        "timeline.of_delivery",
        "Everything known about the consignment of a delivered notice, the newest first",
        {200: TIMELINE},
        path={"delivery": UUID_TEXT},
        refusals=(404,),
    )
    def get(self, request: Request, delivery: UUID) -> Response:
        """Notices about the same goods are those that share a UCR, container, transport document, MRN or parcel
        which the caller sees plainly in both, now; ``links`` says which. They entitle nobody: what the caller
        may not read leaves no sign. Reading this delivers nothing. ``contradictions``: where notices of the same
        consignment say otherwise than this one, compared as far as both are seen plainly for one purpose."""
        with self.acting() as caller:
            row = deliveries.one(recipient=caller.organisation, delivery_id=delivery)
            found = selectors.around_delivery(row, reader=_reader(caller), at=transaction_time())
        return Response(_told(found))


class OfNotice(HubView):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation(
        "timeline.of_notice",
        "Everything known about the consignment of one's own notice, the newest first",
        {200: TIMELINE},
        path={"number": NUMBER},
        refusals=(404,),
    )
    def get(self, request: Request, number: str) -> Response:
        """One's own notices about the same goods, and what others let the caller see of them."""
        with self.acting() as caller:
            notice = notices.own_notice(publisher=caller.organisation, number=number)
            found = selectors.around_own(notice, reader=_reader(caller), at=transaction_time())
        return Response(_told(found))


def _reader(caller: Caller) -> Reader:
    return Reader(caller.organisation, caller.person, caller.client, Disclosure.Channel.INBOX)


def _told(found: Told) -> dict[str, Any]:
    return {
        "entries": [_entry(one) for one in found.entries],
        "contradictions": [
            {
                "notice": one.other.number,
                "version": one.other.n,
                "publisher": str(one.other.publisher),
                "delivery": one.other.delivery and str(one.other.delivery),
                "differences": [said._asdict() for said in one.differences],
            }
            for one in found.contradictions
        ],
    }


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "what": one.what,
        "at": one.at.isoformat(),
        "notice": one.number,
        "version": one.n,
        "type": one.type,
        "publisher": str(one.publisher),
        "kind": one.kind,
        "reference": one.reference,
        "own": one.own,
        "delivery": one.delivery and str(one.delivery),
        "case": one.case and str(one.case),
        "outcome": one.outcome,
        "due_at": one.due_at and one.due_at.isoformat(),
        "links": [{"kind": link.kind, "value": link.value} for link in one.links],
        "said": [{"path": said.path, "value": said.value, "form": said.form} for said in one.said],
    }


urlpatterns = [
    path("inbox/<uuid:delivery>/timeline", OfDelivery.as_view()),
    path("notices/<str:number>/timeline", OfNotice.as_view()),
]
