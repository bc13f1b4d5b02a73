"""What a publisher hands in, and everything that is wrong with it, told at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from accounts.callers import Caller
from accounts.errors import Fault, Forbidden, Invalid, Refusal
from accounts.sentences import Sentence
from exchange.catalogue import services as catalogue
from exchange.catalogue import types
from exchange.catalogue.canonical import canonical
from exchange.catalogue.services import RuleSet
from exchange.catalogue.types import NoticeType
from exchange.notices.submissions import Submission

_REFERENCE_LENGTH = 70


@dataclass(frozen=True, slots=True)
class Draft:
    """What a publisher hands in as plain data, before anything is known about it.

    ``rules`` are those of the source it was read from; ``original`` the bytes of the file, where it was one.
    ``place`` is where the document stands in what was sent, so that faults are told from there.
    """

    type: str
    reference: str
    document: dict[str, Any]
    rules: RuleSet = catalogue.NATIVE
    original: bytes | None = None
    mrn: str = ""
    opened_by_amendment: bool = False
    place: str = ""


def checked(draft: Draft, *, by: Caller) -> Submission | Refusal:
    """The draft as a submission, or the refusal that lists everything wrong with it."""
    try:
        notice_type = types.get(draft.type)
        _check_publisher(notice_type, by=by)
    except Refusal as refusal:
        return refusal
    findings = catalogue.check(notice_type.id, draft.document, rules=draft.rules)
    if not is_reference(draft.reference):
        return _bad_reference(draft, findings.errors)
    try:
        findings.refuse_errors()
        text = canonical(draft.document)
    except Refusal as refusal:
        return _within(draft.place, refusal)
    return Submission(
        type=notice_type,
        reference=draft.reference,
        document=draft.document,
        text=text,
        original=draft.original,
        mrn=draft.mrn,
        opened_by_amendment=draft.opened_by_amendment,
        warnings=findings.warnings,
    )


def _within(place: str, refusal: Refusal) -> Refusal:
    """The refusal with the places of its faults told from where the document stands."""
    if not place:
        return refusal
    faults = [replace(fault, place=place + fault.place) for fault in refusal.faults]
    return type(refusal)(refusal.code, refusal.detail, faults=faults, **refusal.facts)


def _check_publisher(notice_type: NoticeType, *, by: Caller) -> None:
    if by.kind not in notice_type.publishers:
        raise Forbidden(
            "not-your-type",
            Sentence(
                "Notices of type %(type_id)s are not published by organisations of your kind.",
                type_id=notice_type.id,
            ),
        )


def is_reference(text: str) -> bool:
    """Whether a text can be a publisher's reference."""
    return 0 < len(text) <= _REFERENCE_LENGTH and text.isprintable() and text == text.strip()


def _bad_reference(draft: Draft, others: Sequence[Fault]) -> Refusal:
    """The fault of the reference, and those of the document with it."""
    fault = Fault("/reference", "bad-reference", "Write 1 to 70 printable characters, without space around.")
    within = [replace(one, place=draft.place + one.place) for one in others]
    return Invalid("bad-reference", "Give the notice a reference of your own (LRN).", faults=[fault, *within])
