"""Publishing: single and in bulk, amendment and cancellation; one's own notices with their receipts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.errors import Refusal, TooLarge
from exchange import pipeline
from exchange.catalogue import reading
from exchange.deliveries import receipts
from exchange.deliveries.receipts import RecipientReceipt
from exchange.notices import selectors
from exchange.notices.models import Notice, NoticeVersion, RoutingWork
from exchange.notices.submissions import Receipt
from exchange.review import selectors as cases
from exchange.routing import selectors as routing
from exchange.routing.facts import AgreementVersion
from hub.api import problems
from hub.api.v1 import paging, parsing
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import BOOLEAN, MOMENT, UUID_TEXT, Named, array, integer, nullable, obj, one_of, text

REFERENCE = text(most=70, description="The publisher's own reference (LRN), unique for the publisher.")
CONTENT_PLACE = "/content"
NUMBER = text(most=24, description="The hub's notice number.")
CONTENT = {"type": "object", "description": "What the notice says, by the schema of its type."}
DRAFT = Named(
    "Draft",
    obj({"type": text(most=40), "reference": REFERENCE, "content": CONTENT}, mrn=text(most=35, least=0)),
)
FINDING = obj({"place": text(most=400, least=0), "code": text(most=60), "message": text(most=2000)})
RECEIPT = Named(
    "Receipt",
    obj(
        {
            "verdict": one_of("accepted", "repeated"),
            "notice": NUMBER,
            "reference": REFERENCE,
            "version": integer(1),
            "version_id": UUID_TEXT,
            "accepted_at": MOMENT,
            "late": BOOLEAN,
            "warnings": array(FINDING),
        }
    ),
)
NOTICE = Named(
    "Notice",
    obj(
        {
            "notice": NUMBER,
            "type": text(most=40),
            "reference": REFERENCE,
            "mrn": text(most=35, least=0),
            "consignment_key": obj({"kind": text(most=20), "value": text(most=140)}),
            "current": integer(1),
            "accepted_at": MOMENT,
            "cancelled_at": nullable(MOMENT),
            "opened_by_amendment": BOOLEAN,
        }
    ),
)
VERSION = obj(
    {
        "version": integer(1),
        "version_id": UUID_TEXT,
        "kind": one_of(*NoticeVersion.Kind.values),
        "accepted_at": MOMENT,
        "late": BOOLEAN,
        "routing": one_of(*RoutingWork.State.values),
        "content": {"type": ["object", "null"]},
    }
)
WHOLE_NOTICE = Named(
    "NoticeWithVersions", {**NOTICE, "properties": {**NOTICE["properties"], "versions": array(VERSION)}}
)
ELEMENT_GROUND = obj({"path": text(most=400, least=0), "form": text(most=20)})
RECIPIENT = Named(
    "RecipientReceipt",
    obj(
        {
            "organisation": UUID_TEXT,
            "purpose": text(most=32),
            "version": integer(1),
            "kind": text(most=12),
            "basis": text(most=12),
            "state": text(most=12),
            "reason": text(most=40, least=0),
            "agreements": array(obj({"number": integer(1), "version": integer(1), "id": UUID_TEXT})),
            "elements": array(ELEMENT_GROUND),
            "delivered_at": nullable(MOMENT),
            "opened": {
                "type": ["boolean", "null"],
                "description": "Null where it is not the publisher's to know.",
            },
            "acknowledged_at": nullable(MOMENT),
            "replied_at": nullable(MOMENT),
        }
    ),
)
LINE = obj(
    {"line": integer(1), "verdict": one_of("accepted", "repeated", "refused", "conflict")},
    reference={"type": ["string", "null"]},
    receipt=RECEIPT,
    problem={"type": "object"},
)


class Notices(HubView):
    permissions = {"GET": permissions.NOTICES_READ, "POST": permissions.NOTICES_PUBLISH}

    @operation(
        "notices.publish",
        "Publish a notice",
        {201: RECEIPT, 200: RECEIPT},
        body=DRAFT,
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
        return paging.page(request, rows, place, key=lambda row: [row.id], show=_notice)


class BulkNotices(HubView):
    permissions = {"POST": permissions.NOTICES_PUBLISH}
    limits = {"POST": "bulk"}

    @operation(
        "notices.publish_bulk",
        "Publish many notices, each line judged by itself",
        {200: obj({"accepted": integer(), "lines": array(LINE, most=pipeline.MOST_IN_BULK)})},
        body=DRAFT,
        body_types=(parsing.LINES, parsing.JSON),
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


class OneNotice(HubView):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation(
        "notices.read",
        "Read one's own notice with all its versions",
        {200: WHOLE_NOTICE},
        path={"number": NUMBER},
        refusals=(404,),
    )
    def get(self, request: Request, number: str) -> Response:
        with self.acting() as caller:
            notice = selectors.own_notice(publisher=caller.organisation, number=number)
            versions = selectors.versions(notice)
            content = selectors.own_content([one.id for one in versions])
            routing = dict(notice.routing_work.values_list("version_id", "state"))
        shown = [_version(one, content.get(one.id), routing[one.id]) for one in versions]
        return Response({**_notice(notice), "versions": shown})


class Amendments(HubView):
    permissions = {"POST": permissions.NOTICES_PUBLISH}

    @operation(
        "notices.amend",
        "Amend one's own notice",
        {201: RECEIPT, 200: RECEIPT},
        body=obj({"replaces": integer(1), "content": CONTENT}),
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
        path={"number": NUMBER},
        refusals=(403, 404, 409, 422),
    )
    def post(self, request: Request, number: str) -> Response:
        """Ends the notice. Everybody that holds any version is told; a hold on it stays."""
        form = self.form()
        with self.acting() as caller:
            receipt = pipeline.cancel(number=number, replaces=form["replaces"], by=caller)
        return Response(as_receipt(receipt), status=200 if receipt.repeated else 201)


class Receipts(HubView):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation(
        "notices.receipts",
        "Who received one's own notice: which elements, why, and how far it has got",
        {200: obj({"notice": NUMBER, "recipients": array(RECIPIENT, most=10_000)})},
        path={"number": NUMBER},
        refusals=(404,),
    )
    def get(self, request: Request, number: str) -> Response:
        with self.acting() as caller:
            notice = selectors.own_notice(publisher=caller.organisation, number=number)
            found = receipts.for_notice(notice.id)
            versions = routing.current().index.versions
            replied = cases.first_replies(notice=notice.id)
        shown = [_recipient(one, versions, replied.get(one.recipient)) for one in found]
        return Response({"notice": number, "recipients": shown})


def as_draft(form: dict[str, Any]) -> pipeline.Draft:
    return pipeline.Draft(
        form["type"], form["reference"], form["content"], mrn=form.get("mrn", ""), place=CONTENT_PLACE
    )


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
    shape = BulkNotices.post.operation.body_shape
    try:
        return shape.read(reading.read_json(value) if isinstance(value, bytes) else value)
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


def as_receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "verdict": "repeated" if receipt.repeated else "accepted",
        "notice": receipt.number,
        "reference": receipt.reference,
        "version": receipt.n,
        "version_id": str(receipt.version_id),
        "accepted_at": receipt.accepted_at.isoformat(),
        "late": receipt.late,
        "warnings": [{"place": f.place, "code": f.code, "message": f.message} for f in receipt.warnings],
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "notice": notice.number,
        "type": notice.type,
        "reference": notice.reference,
        "mrn": notice.mrn,
        "consignment_key": {"kind": notice.key_kind, "value": notice.key_value},
        "current": notice.current,
        "accepted_at": notice.accepted_at.isoformat(),
        "cancelled_at": notice.cancelled_at and notice.cancelled_at.isoformat(),
        "opened_by_amendment": notice.opened_by_amendment,
    }


def _recipient(
    receipt: RecipientReceipt, versions: Mapping[Any, AgreementVersion], replied_at: datetime | None
) -> dict[str, Any]:
    terms = [versions[one].terms for one in receipt.agreement_versions if one in versions]
    return {
        "organisation": str(receipt.recipient),
        "purpose": receipt.purpose,
        "version": receipt.n,
        "kind": receipt.kind,
        "basis": receipt.basis,
        "state": receipt.state,
        "reason": receipt.reason,
        "agreements": [{"number": one.number, "version": one.version, "id": str(one.id)} for one in terms],
        "elements": [{"path": path, "form": form} for path, form in receipt.elements.items()],
        "delivered_at": receipt.delivered_at and receipt.delivered_at.isoformat(),
        "opened": receipt.opened,
        "acknowledged_at": receipt.acknowledged_at and receipt.acknowledged_at.isoformat(),
        "replied_at": replied_at and replied_at.isoformat(),
    }


def _version(version: NoticeVersion, content: Any, routing: str) -> dict[str, Any]:
    return {
        "version": version.n,
        "version_id": str(version.id),
        "kind": version.kind,
        "accepted_at": version.accepted_at.isoformat(),
        "late": version.late,
        "routing": routing,
        "content": content,
    }


urlpatterns = [
    path("notices", Notices.as_view()),
    path("notices/bulk", BulkNotices.as_view()),
    path("notices/<str:number>", OneNotice.as_view()),
    path("notices/<str:number>/amendments", Amendments.as_view()),
    path("notices/<str:number>/cancellation", Cancellation.as_view()),
    path("notices/<str:number>/receipts", Receipts.as_view()),
]
