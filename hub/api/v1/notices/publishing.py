"""Publishing: single and in bulk, amendment and cancellation."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.errors import Refusal, TooLarge
from exchange import pipeline
from exchange.catalogue import reading
from exchange.notices import selectors
from exchange.notices.models import RoutingWork
from exchange.notices.submissions import Receipt
from hub.api import problems
from hub.api.v1 import paging, parsing
from hub.api.v1.base import HubView
from hub.api.v1.notices.shapes import (
    CONTENT,
    CONTENT_PLACE,
    DRAFT,
    EXAMPLE,
    LINE,
    NOTICE,
    NUMBER,
    RECEIPT,
    as_draft,
    as_receipt,
    notice_json,
)
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import Shape, array, integer, obj, text

_LINE_SHAPE = Shape(DRAFT)


class Notices(HubView):
    permissions = {"GET": permissions.NOTICES_READ, "POST": permissions.NOTICES_PUBLISH}
    limits = {"POST": "publish"}

    @operation(
        "notices.publish",
        "Publish a notice",
        {201: RECEIPT, 200: RECEIPT},
        body=DRAFT,
        example=EXAMPLE,
        refusals=(403, 409, 422),
        links=(Link("notices.read", {"number": "/notice"}),),
    )
    def post(self, request: Request) -> Response:
        """Accepted (201) means durable. The same reference with the same content again answers 200 with the
        first receipt; with other content 409. An amendment has its own address."""
        form = self.form()
        draft = as_draft(form)
        with self.acting() as caller:
            (answer,) = pipeline.publish([draft], by=caller)
        if isinstance(answer, Refusal):
            raise answer
        return Response(as_receipt(answer), status=200 if answer.repeated else 201)

    @operation(
        "notices.list",
        "List one's own notices, the newest first",
        {200: paging.page_schema(NOTICE)},
        query={**paging.QUERY, "type": text(most=40), "reference": text(most=70)},
    )
    def get(self, request: Request) -> Response:
        query = self.query()
        place = paging.position(query, str)
        filters = {name: query[name] for name in ("type", "reference") if name in query}
        with self.acting() as caller:
            own = selectors.own_notices(publisher=caller.organisation).filter(**filters)
            rows = paging.cut(own, place, "id", descending=True)
        return paging.page(request, rows, place, key=lambda row: [row.id], show=notice_json)


class BulkNotices(HubView):
    permissions = {"POST": permissions.NOTICES_PUBLISH}
    limits = {"POST": "bulk"}

    @operation(
        "notices.publish_bulk",
        "Publish many notices, each line judged by itself",
        {200: obj({"accepted": integer(), "lines": array(LINE, most=pipeline.MOST_IN_BULK)})},
        body=array(DRAFT, most=pipeline.MOST_IN_BULK),
        lines=DRAFT,
        example=[EXAMPLE],
        refusals=(413, 415, 422),
    )
    def post(self, request: Request) -> Response:
        """NDJSON (one notice a line) or a JSON array, at most 500 notices in one request. The line is the unit:
        good lines are accepted though others are refused, and the answer has one result per line."""
        lines = _bulk_lines(request)
        drafts = [form if isinstance(form, Refusal) else as_draft(form) for _, form in lines]
        with self.acting() as caller:
            good = [one for one in drafts if isinstance(one, pipeline.Draft)]
            answers = iter(pipeline.publish(good, by=caller, lane=RoutingWork.Lane.BULK))
            results = [next(answers) if isinstance(one, pipeline.Draft) else one for one in drafts]
        shown = [
            _line(number, form, result, request.request_id)  # type: ignore[attr-defined]
            for (number, form), result in zip(lines, results, strict=True)
        ]
        accepted = sum(1 for one in shown if one["verdict"] in ("accepted", "repeated"))
        return Response({"accepted": accepted, "lines": shown})


class Amendments(HubView):
    permissions = {"POST": permissions.NOTICES_PUBLISH}

    @operation(
        "notices.amend",
        "Amend one's own notice",
        {201: RECEIPT, 200: RECEIPT},
        body=obj({"replaces": integer(1), "content": CONTENT}),
        example={"replaces": 1, "content": EXAMPLE["content"]},
        path={"number": NUMBER},
        refusals=(403, 404, 409, 422),
    )
    def post(self, request: Request, number: str) -> Response:
        """``replaces`` is the version this one is made from; when another amendment came first, 409 says so."""
        form = self.form()
        with self.acting() as caller:
            notice = selectors.own_notice(publisher=caller.organisation, number=number)
            draft = pipeline.Draft(notice.type, notice.reference, form["content"], place=CONTENT_PLACE)
            receipt = pipeline.amend(draft, replaces=form["replaces"], by=caller, number=number)
        return Response(as_receipt(receipt), status=200 if receipt.repeated else 201)


class Cancellation(HubView):
    permissions = {"POST": permissions.NOTICES_PUBLISH}

    @operation(
        "notices.cancel",
        "Cancel one's own notice",
        {201: RECEIPT, 200: RECEIPT},
        body=obj({"replaces": integer(1)}),
        example={"replaces": 1},
        path={"number": NUMBER},
        refusals=(403, 404, 409, 422),
    )
    def post(self, request: Request, number: str) -> Response:
        """Ends the notice. Everybody that holds any version is told; a hold on it stays."""
        form = self.form()
        with self.acting() as caller:
            receipt = pipeline.cancel(number=number, replaces=form["replaces"], by=caller)
        return Response(as_receipt(receipt), status=200 if receipt.repeated else 201)


def _bulk_lines(request: Request) -> list[tuple[int, Any]]:
    """Each line's number, with its form or with the refusal that says why it is none."""
    if parsing.media_type(request) == parsing.JSON:
        values = parsing.read_json_array(request)
        lines: list[tuple[int, Any]] = list(enumerate(values, start=1))
    else:
        lines = [(line.number, line.raw) for line in parsing.read_lines(request)]
    if len(lines) > pipeline.MOST_IN_BULK:
        raise TooLarge(
            "too-many-lines", f"Send at most {pipeline.MOST_IN_BULK} notices in one request.", sent=len(lines)
        )
    return [(number, _form(value)) for number, value in lines]


def _form(value: Any) -> Any:
    try:
        return _LINE_SHAPE.read(reading.read_json(value) if isinstance(value, bytes) else value)
    except Refusal as refusal:
        return refusal


def _line(number: int, form: Any, result: Receipt | Refusal, request_id: str) -> dict[str, Any]:
    reference = form["reference"] if isinstance(form, dict) else None
    if isinstance(result, Receipt):
        verdict = "repeated" if result.repeated else "accepted"
        return {"line": number, "verdict": verdict, "reference": reference, "receipt": as_receipt(result)}
    verdict = "conflict" if result.status == 409 else "refused"
    problem = problems.body(result, instance="/api/v1/notices/bulk", request_id=request_id)
    return {"line": number, "verdict": verdict, "reference": reference, "problem": problem}
