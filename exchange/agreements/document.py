"""Terms as a document: the JSON that the API takes and shows, and whose digest is signed and logged."""

from datetime import UTC, datetime
from typing import Any

from exchange.agreements.models import (
    Direction,
    Form,
    ItemScope,
    OnwardSharing,
    Purpose,
    Responsibility,
    RetentionStart,
    StandingKind,
    TransferMechanism,
)
from exchange.agreements.terms import Clause, LegalBasis, Retention, Side, Terms
from exchange.catalogue import canonical

Document = dict[str, Any]


def from_document(document: Document) -> Terms:
    """Read a document whose shape has been checked, with identifiers and times already parsed."""
    retention = document.get("retention")
    plain = {
        name: document[name]
        for name in (
            "title",
            "conditions",
            "recognised",
            "objection_days",
            "follow_up",
            "back_fill_from",
            "receipts_opened",
            "effective_from",
            "effective_until",
        )
        if name in document
    }
    onward = document.get("onward_sharing", {"rule": OnwardSharing.NONE})
    return Terms(
        purpose=Purpose(document["purpose"]),
        providers=_side(document.get("providers", {})),
        recipients=_side(document.get("recipients", {})),
        types=tuple(document.get("types", ())),
        items=ItemScope(document.get("items", ItemScope.WHOLE)),
        scope=tuple(Clause(line["path"], Form(line["form"])) for line in document.get("scope", ())),
        standing=tuple(StandingKind(kind) for kind in document.get("standing", (StandingKind.ACCREDITED,))),
        retention=retention and Retention(retention["days"], RetentionStart(retention["from"])),
        legal_basis=tuple(_basis(entry) for entry in document.get("legal_basis", ())),
        onward_sharing=OnwardSharing(onward["rule"]),
        onward_groups=tuple(onward.get("groups", ())),
        second_person=tuple(document.get("second_person", ())),
        **plain,
    )


def to_document(terms: Terms) -> Document:
    """The same terms as plain JSON, every member present."""
    return {
        "purpose": terms.purpose.value,
        "title": terms.title,
        "providers": _show_side(terms.providers),
        "recipients": _show_side(terms.recipients),
        "types": list(terms.types),
        "conditions": list(terms.conditions),
        "items": terms.items.value,
        "scope": [{"path": line.path, "form": line.form.value} for line in terms.scope],
        "standing": [kind.value for kind in terms.standing],
        "recognised": terms.recognised,
        "objection_days": terms.objection_days,
        "follow_up": terms.follow_up,
        "back_fill_from": _moment(terms.back_fill_from),
        "retention": terms.retention and {"days": terms.retention.days, "from": terms.retention.start.value},
        "legal_basis": [
            {
                "party": str(basis.party),
                "direction": basis.direction.value,
                "law": basis.law,
                "article": basis.article,
                "role": basis.responsibility.value,
                "transfer_mechanism": basis.transfer_mechanism.value,
            }
            for basis in terms.legal_basis
        ],
        "onward_sharing": {
            "rule": terms.onward_sharing.value,
            "groups": [str(group) for group in terms.onward_groups],
        },
        "receipts_opened": terms.receipts_opened,
        "second_person": list(terms.second_person),
        "effective_from": _moment(terms.effective_from),
        "effective_until": _moment(terms.effective_until),
    }


def digest(terms: Terms, *, statement: str) -> str:
    """SHA-256 (hex) of the canonical document with the statement that stands in every version."""
    text = canonical.canonical({**to_document(terms), "statement": statement})
    return canonical.digest(text).hex()


def _side(side: Document) -> Side:
    return Side(tuple(side.get("organisations", ())), tuple(side.get("groups", ())))


def _show_side(side: Side) -> Document:
    return {"organisations": [str(o) for o in side.organisations], "groups": [str(g) for g in side.groups]}


def _basis(entry: Document) -> LegalBasis:
    return LegalBasis(
        party=entry["party"],
        direction=Direction(entry["direction"]),
        law=entry["law"],
        article=entry["article"],
        responsibility=Responsibility(entry["role"]),
        transfer_mechanism=TransferMechanism(entry.get("transfer_mechanism", TransferMechanism.NONE)),
    )


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
