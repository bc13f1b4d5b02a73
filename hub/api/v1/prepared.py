"""Prepared replies: where an agreement asks for a second person, one officer prepares and another one releases."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange import pipeline
from exchange.catalogue import selectors as catalogue
from exchange.review import seconding
from exchange.review.models import PreparedReply
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.notices.shapes import DRAFT, RECEIPT, as_draft, as_receipt
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import BOOLEAN, MOMENT, UUID_TEXT, Named, integer, nullable, obj, one_of, text

PREPARED = Named(
    "PreparedReply",
    obj(
        {
            "id": UUID_TEXT,
            "type": text(most=40),
            "reference": text(most=70),
            "content": {"type": "object"},
            "notice": text(most=24),
            "version": integer(1),
            "state": one_of(*PreparedReply.State.values),
            "prepared_by": nullable(UUID_TEXT),
            "prepared_at": MOMENT,
            "decided_by": nullable(UUID_TEXT),
            "decided_at": nullable(MOMENT),
            "reply": text(most=24, least=0),
            "outdated": BOOLEAN,
        }
    ),
)


class Prepared(HubView):
    permissions = {"GET": permissions.REPLIES_SEND, "POST": permissions.REPLIES_SEND}

    @operation(
        "prepared.list",
        "List prepared replies, the newest first",
        {200: paging.page_schema(PREPARED)},
        query={**paging.QUERY, "state": one_of(*PreparedReply.State.values)},
    )
    def get(self, request: Request) -> Response:
        """``outdated``: a newer version of the notice has come since; it can still be released."""
        query = self.query()
        place = paging.position(query, UUID)
        with self.acting():
            rows = seconding.prepared()
            if "state" in query:
                rows = rows.filter(state=query["state"])
            found = paging.cut(rows, place, "id", descending=True)
        return paging.page(request, found, place, key=lambda row: [row.id], show=_prepared)

    @operation(
        "prepared.prepare",
        "Prepare a reply for release by a second person",
        {201: PREPARED},
        body=DRAFT,
        example={"type": "hold", "reference": "HOLD-1", "content": catalogue.sample("hold")},
        refusals=(403, 404, 409, 422),
        links=(Link("prepared.release", {"prepared": "/id"}),),
    )
    def post(self, request: Request) -> Response:
        """Refused as the sending would be, and where no agreement asks for a second person. Nothing is sent."""
        draft = as_draft(self.form())
        with self.acting() as caller:
            found = seconding.one(pipeline.prepare_reply(draft, by=caller).pk)
        return Response(_prepared(found), status=201)


class OnePrepared(HubView):
    permissions = {"GET": permissions.REPLIES_SEND}

    @operation(
        "prepared.read",
        "Read one prepared reply",
        {200: PREPARED},
        path={"prepared": UUID_TEXT},
        refusals=(404,),
    )
    def get(self, request: Request, prepared: UUID) -> Response:
        with self.acting():
            found = seconding.one(prepared)
        return Response(_prepared(found))


class Release(HubView):
    permissions = {"POST": permissions.REPLIES_SEND}

    @operation(
        "prepared.release",
        "Release what a colleague has prepared: it is sent",
        {201: RECEIPT},
        path={"prepared": UUID_TEXT},
        refusals=(403, 404, 409, 422),
    )
    def post(self, request: Request, prepared: UUID) -> Response:
        """It takes a person, and another one than has prepared it."""
        with self.acting() as caller:
            receipt = pipeline.release_reply(prepared, by=caller)
        return Response(as_receipt(receipt), status=201)


class Withdrawal(HubView):
    permissions = {"POST": permissions.REPLIES_SEND}

    @operation(
        "prepared.withdraw",
        "Withdraw a prepared reply: it is never sent",
        {200: PREPARED},
        path={"prepared": UUID_TEXT},
        refusals=(403, 404, 409),
    )
    def post(self, request: Request, prepared: UUID) -> Response:
        with self.acting() as caller:
            seconding.withdraw(prepared, by=caller, at=transaction_time())
            found = seconding.one(prepared)
        return Response(_prepared(found))


def _prepared(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "type": row.type,
        "reference": row.reference,
        "content": row.document,
        "notice": row.number,
        "version": row.n,
        "state": row.state,
        "prepared_by": row.person and str(row.person),
        "prepared_at": row.prepared_at.isoformat(),
        "decided_by": row.decided_by and str(row.decided_by),
        "decided_at": row.decided_at and row.decided_at.isoformat(),
        "reply": row.reply_number,
        "outdated": row.outdated,
    }


urlpatterns = [
    path("prepared-replies", Prepared.as_view()),
    path("prepared-replies/<uuid:prepared>", OnePrepared.as_view()),
    path("prepared-replies/<uuid:prepared>/release", Release.as_view()),
    path("prepared-replies/<uuid:prepared>/withdrawal", Withdrawal.as_view()),
]
