"""What a publisher hands in, and everything that is wrong with it, told at once."""

from dataclasses import dataclass, replace
from typing import Any

from accounts.callers import Caller
from accounts.errors import Fault, Forbidden, Invalid, Refusal
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
        _check_reference(draft)
    except Refusal as refusal:
        return refusal
    try:
        findings = catalogue.check(notice_type.id, draft.document, rules=draft.rules)
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
            f"Notices of type {notice_type.id} are not published by organisations of your kind.",
        )


def _check_reference(draft: Draft) -> None:
    reference = draft.reference
    if (
        not reference
        or len(reference) > _REFERENCE_LENGTH
        or not reference.isprintable()
        or reference != reference.strip()
    ):
        fault = Fault("/reference", "bad-reference", "1 to 70 printable characters, without space around.")
        raise Invalid("bad-reference", "Give the notice a reference of your own (LRN).", faults=[fault])
