"""Replies: an authority's requests, orders, releases; an addressee's answers; and the cases between them."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange import pipeline
from exchange.catalogue import selectors as catalogue
from exchange.review import selectors
from exchange.review.models import Case
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.notices.shapes import DRAFT, RECEIPT, as_draft, as_receipt
from hub.api.v1.operations import operation
from hub.api.v1.shapes import BOOLEAN, MOMENT, UUID_TEXT, Named, array, integer, nullable, obj, one_of, text

CASE = Named(
    "Case",
    obj(
        {
            "case": UUID_TEXT,
            "kind": one_of(*Case.Kind.values),
            "authority": UUID_TEXT,
            "addressee": UUID_TEXT,
            "informed": array(UUID_TEXT, most=4),
            "reference": text(most=70),
            "reply": text(most=24),
            "notice": text(most=24),
            "version": integer(1),
            "purpose": text(most=32),
            "opened_at": MOMENT,
            "due_at": nullable(MOMENT),
            "overdue": BOOLEAN,
            "answered_at": nullable(MOMENT),
            "closed_at": nullable(MOMENT),
            "closed_by": text(most=24, least=0),
            "outcome": {"type": "string", "enum": ["", *Case.Outcome.values]},
        }
    ),
)


class _Reply(HubView):
    def answer(self) -> Response:
        draft = as_draft(self.form())
        with self.acting() as caller:
            receipt = pipeline.reply(draft, by=caller)
        return Response(as_receipt(receipt), status=200 if receipt.repeated else 201)


class Replies(_Reply):
    permissions = {"POST": permissions.REPLIES_SEND}

    @operation(
        "replies.send",
        "Send an authority's reply to a version that it holds",
        {201: RECEIPT, 200: RECEIPT},
        body=DRAFT,
        example={"type": "hold", "reference": "HOLD-1", "content": catalogue.sample("hold")},
        refusals=(403, 404, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """Request for information or screening, do not load, hold, release, assessment complete. The content
        cites notice and version, and names its addressee and the informed by their role in that version.
        Nothing is sent when somebody named cannot be reached: the faults say who."""
        return self.answer()


class Answers(_Reply):
    permissions = {"POST": permissions.NOTICES_PUBLISH}

    @operation(
        "answers.send",
        "Answer an authority's request",
        {201: RECEIPT, 200: RECEIPT},
        body=DRAFT,
        example={"type": "answer", "reference": "ANS-1", "content": catalogue.sample("answer")},
        refusals=(403, 404, 409, 422),
    )
    def post(self, request: Request) -> Response:
        """The content names the reference of the request that it answers. "Cannot answer, ask X" is an answer.
        An answer passes whatever has become of the agreement and of the trader's standing."""
        return self.answer()


class Cases(HubView):
    permissions = {"GET": permissions.INBOX_READ}

    @operation(
        "cases.list",
        "List cases that the caller opened or must act on, the newest first",
        {200: paging.page_schema(CASE)},
        query={
            **paging.QUERY,
            "open": BOOLEAN,
            "overdue": BOOLEAN,
            "kind": one_of(*Case.Kind.values),
            "notice": text(most=24),
        },
    )
    def get(self, request: Request) -> Response:
        query = self.query()
        place = paging.position(query, UUID)
        with self.acting():
            rows = selectors.cases(at=transaction_time()).filter(**_filters(query))
            found = paging.cut(rows, place, "id", descending=True)
        return paging.page(request, found, place, key=lambda row: [row.id], show=_case)


class OneCase(HubView):
    permissions = {"GET": permissions.INBOX_READ}

    @operation("cases.read", "Read one case", {200: CASE}, path={"case": UUID_TEXT}, refusals=(404,))
    def get(self, request: Request, case: UUID) -> Response:
        with self.acting():
            found = selectors.case(case, at=transaction_time())
        return Response(_case(found))


def _filters(query: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: query[name] for name in ("overdue", "kind") if name in query}
    if "notice" in query:
        found["number"] = query["notice"]
    if "open" in query:
        found["closed_at__isnull"] = query["open"]
    return found


def _case(row: Any) -> dict[str, Any]:
    return {
        "case": str(row.id),
        "kind": row.kind,
        "authority": str(row.authority_id),
        "addressee": str(row.addressee_id),
        "informed": [str(one) for one in row.informed],
        "reference": row.reference,
        "reply": row.reply_number,
        "notice": row.number,
        "version": row.n,
        "purpose": row.purpose,
        "opened_at": row.opened_at.isoformat(),
        "due_at": row.due_at and row.due_at.isoformat(),
        "overdue": row.overdue,
        "answered_at": row.answered_at and row.answered_at.isoformat(),
        "closed_at": row.closed_at and row.closed_at.isoformat(),
        "closed_by": row.closed_by,
        "outcome": row.outcome,
    }


urlpatterns = [
    path("replies", Replies.as_view()),
    path("answers", Answers.as_view()),
    path("cases", Cases.as_view()),
    path("cases/<uuid:case>", OneCase.as_view()),
]
