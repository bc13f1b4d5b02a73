"""The shapes of notices in requests and answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from exchange import pipeline
from exchange.catalogue import selectors as catalogue
from exchange.deliveries.receipts import RecipientReceipt
from exchange.notices.models import Notice, NoticeVersion, RoutingWork
from exchange.notices.submissions import Receipt
from exchange.routing.facts import AgreementVersion
from hub.api.v1.shapes import BOOLEAN, MOMENT, UUID_TEXT, Named, array, integer, nullable, obj, one_of, text

REFERENCE = text(most=70, description="The publisher's own reference (LRN), unique for the publisher.")
CONTENT_PLACE = "/content"
NUMBER = text(most=24, description="The hub's notice number.")
CONTENT = {"type": "object", "description": "What the notice says, by the schema of its type."}
EXAMPLE = {
    "type": "advance_cargo",
    "reference": "LRN-2026-000123",
    "content": catalogue.sample("advance_cargo"),
}
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


def as_draft(form: dict[str, Any]) -> pipeline.Draft:
    return pipeline.Draft(
        form["type"], form["reference"], form["content"], mrn=form.get("mrn", ""), place=CONTENT_PLACE
    )


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


def notice_json(notice: Notice) -> dict[str, Any]:
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


def version_json(version: NoticeVersion, content: Any, routing: str) -> dict[str, Any]:
    return {
        "version": version.n,
        "version_id": str(version.id),
        "kind": version.kind,
        "accepted_at": version.accepted_at.isoformat(),
        "late": version.late,
        "routing": routing,
        "content": content,
    }


def recipient_json(
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
