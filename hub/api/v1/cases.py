"""Cases: what authorities asked or ordered, as both sides see them, with their threads."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange.review import selectors
from exchange.review.models import Case, CaseStep
from hub.api.v1 import paging
from hub.api.v1.base import HubView
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


STEP = obj(
    {
        "reply": text(most=24),
        "type": text(most=40),
        "reference": text(most=70),
        "sender": UUID_TEXT,
        "outcome": {"type": "string", "enum": ["", *Case.Outcome.values]},
        "at": MOMENT,
    }
)
CASE_WITH_STEPS = Named("CaseWithSteps", obj({**CASE["properties"], "steps": array(STEP, most=10_000)}))


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

    @operation(
        "cases.read",
        "Read one case with its thread",
        {200: CASE_WITH_STEPS},
        path={"case": UUID_TEXT},
        refusals=(404,),
    )
    def get(self, request: Request, case: UUID) -> Response:
        """The thread names the replies in their order; what each says is read where it was delivered."""
        with self.acting():
            found = selectors.case(case, at=transaction_time())
            steps = selectors.steps([case])
        return Response({**_case(found), "steps": [_step(one) for one in steps]})


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


def _step(row: CaseStep) -> dict[str, Any]:
    return {
        "reply": row.reply_number,
        "type": row.type,
        "reference": row.reference,
        "sender": str(row.sender_id),
        "outcome": row.outcome,
        "at": row.at.isoformat(),
    }


urlpatterns = [
    path("cases", Cases.as_view()),
    path("cases/<uuid:case>", OneCase.as_view()),
]
