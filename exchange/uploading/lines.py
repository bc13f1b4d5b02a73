"""One notice of an upload as a draft to be published, whatever the kind of file that it stands in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from accounts import sentences
from accounts.errors import Fault, Malformed, Refusal
from exchange.catalogue import reading
from exchange.intake import services as intake
from exchange.intake.columns import REFERENCE
from exchange.intake.documents import Plan
from exchange.intake.models import Upload
from exchange.intake.services import Message
from exchange.intake.services.chunks import Faulty, Line
from exchange.notices.drafts import Draft

_MEMBERS = {"type": str, "reference": str, "content": dict}


@dataclass(slots=True)
class Prepared:
    """A notice of the file: its draft, if it could be read, and what is wrong with it as it was read.

    ``placed`` tells faults by their place in the file.
    """

    row: int
    reference: str
    rows: list[Any]
    draft: Draft | None
    faults: list[dict[str, Any]] = field(default_factory=list)
    placed: Callable[[Iterable[Fault]], list[dict[str, Any]]] = lambda faults: []
    amends: bool = False

    def faulty(self, refusal: Refusal | None) -> Faulty:
        """The notice as one that is not accepted: for what was wrong as it was read, and for this refusal.

        What could not be read is not told once more for being absent.
        """
        found = [] if refusal is None else list(refusal.faults)
        if refusal is not None and not found:
            found = [Fault(f"/{REFERENCE}", refusal.code, refusal.detail)]
        told = {(one["row"], one["column"]) for one in self.faults if one["column"] is not None}
        more = [one for one in self.placed(found) if (one["row"], one["column"]) not in told]
        every = sorted(
            self.faults + more, key=lambda one: (one["row"], one["column"] is None, one["column"] or 0)
        )
        return Faulty(self.row, self.reference, self.rows, every)


def reader_of(upload: Upload) -> Callable[[Line], Prepared]:
    """What makes drafts of the notices of this upload."""
    if upload.kind == Upload.Kind.XML:
        return partial(_declared, upload)
    if upload.kind in (Upload.Kind.JSON, Upload.Kind.NDJSON):
        return _written
    plan = Plan(
        upload.type,
        upload.mapping,
        zone=upload.zone,
        decimal_comma=upload.decimal_comma,
        constants=upload.constants,
    )
    return partial(_tabulated, plan)


def _tabulated(plan: Plan, line: Line) -> Prepared:
    _, rows = line
    built = plan.build(rows)
    draft = Draft(plan.type, built.reference, built.document)
    return Prepared(
        built.first_row,
        built.reference,
        rows,
        draft,
        [one.as_json() for one in built.faults],
        lambda found: [one.as_json() for one in plan.faults(built, found)],
    )


def _written(line: Line) -> Prepared:
    """A line of JSON, in the shape in which the API takes notices."""
    ((row, text),) = line[1]
    placed = partial(_by_pointer, row)
    try:
        value = reading.read_json(text.encode())
    except Malformed as refusal:
        return Prepared(row, "", line[1], None, placed(refusal.faults))
    faults = _misshapen(value)
    if faults:
        named = value.get("reference") if isinstance(value, dict) else None
        return Prepared(row, named if isinstance(named, str) else "", line[1], None, placed(faults))
    draft = Draft(
        value["type"], value["reference"], value["content"], mrn=value.get("mrn", ""), place="/content"
    )
    return Prepared(row, value["reference"], line[1], draft, [], placed)


def _misshapen(value: Any) -> list[Fault]:
    if not isinstance(value, dict) or not value.keys() & _MEMBERS.keys():
        return [
            Fault("", "wrong-type", "Write each notice as one object that has type, reference and content.")
        ]
    faults = [
        Fault(f"/{name}", "missing", "This is required, and is missing: add it.")
        if name not in value
        else Fault(
            f"/{name}",
            "wrong-type",
            "Write an object here." if kind is dict else "Write a text here, in quotation marks.",
        )
        for name, kind in _MEMBERS.items()
        if not isinstance(value.get(name), kind)
    ]
    if not isinstance(value.get("mrn", ""), str):
        faults.append(Fault("/mrn", "wrong-type", "Write a text here, in quotation marks."))
    unknown = value.keys() - _MEMBERS.keys() - {"mrn"}
    return faults + [
        Fault(f"/{name}", "unknown-property", "This is not known here: leave it out, or correct its name.")
        for name in sorted(unknown)
    ]


def _declared(upload: Upload, line: Line) -> Prepared:
    """An entry summary declaration."""
    ((row, text),) = line[1]
    data = text.encode("latin-1")
    try:
        (message,) = intake.read_messages(data)
    except Malformed as refusal:
        return Prepared(row, "", [], None, _by_pointer(row, refusal.faults))
    placed = partial(_by_place, row, message)
    if message.findings:
        return Prepared(row, message.reference, [], None, placed(message.findings))
    amends = message.kind == "amendment"
    draft = Draft(
        message.type,
        message.reference,
        message.document,
        rules=message.rules,
        original=data,
        mrn=message.mrn,
    )
    return Prepared(row, message.reference, [], draft, [], placed, amends)


def _by_pointer(row: int, faults: Iterable[Fault]) -> list[dict[str, Any]]:
    return [_fault(row, one.place, one) for one in faults]


def _by_place(row: int, message: Message, faults: Iterable[Fault]) -> list[dict[str, Any]]:
    return [
        _fault(row, message.place(one.place) if one.place[:1] in ("", "/") else one.place, one)
        for one in faults
    ]


def _fault(row: int, element: str, fault: Fault) -> dict[str, Any]:
    return {
        "row": row,
        "column": None,
        "element": element,
        "code": fault.code,
        **sentences.kept(fault.message),
    }
