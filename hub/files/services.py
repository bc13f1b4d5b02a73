"""Publishing what a file says, message by message, and telling for each what became of it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from accounts import acting
from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Invalid, Malformed, Refusal
from exchange import pipeline
from exchange.intake import services as intake
from exchange.intake.services import Message
from exchange.notices.drafts import is_reference
from exchange.notices.submissions import Receipt
from exchange.uploading import amend_by_mrn

# So many letters of the end of a name that is too long: it tells a person which file is meant.
_KEPT = 44


class Reference(StrEnum):
    """By what name the messages of a file go.

    ``OWN``: their LRN when new; what amends goes to the notice that has its MRN. ``POSITION``: file name and
    position in it, for files that share their numbers; each message opens a notice of its own, and one that
    amends is marked, since its original is not on the hub.
    """

    OWN = "own"
    POSITION = "position"


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    REPEATED = "repeated"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message. ``findings`` are its faults, or the remarks on what was accepted."""

    file: str
    index: int
    verdict: Verdict
    reference: str
    notice: str | None
    version: int | None
    findings: tuple[Fault, ...]
    refusal: Refusal | None = None


def publish_file(data: bytes, *, name: str, by: Caller, reference: Reference) -> list[Outcome]:
    """Publish each message of a file in a transaction of its own, for the caller's organisation.

    Raises ``Malformed`` when the file cannot be read at all.
    """
    messages = intake.read_messages(data)
    return [_publish(message, name=name, original=data, by=by, reference=reference) for message in messages]


def unreadable(malformed: Malformed, *, name: str) -> Outcome:
    """The outcome of a file of which no message could be read."""
    return Outcome(name, 1, Verdict.REFUSED, "", None, None, malformed.faults, malformed)


def _publish(message: Message, *, name: str, original: bytes, by: Caller, reference: Reference) -> Outcome:
    goes_by = message.reference
    if reference == Reference.POSITION:
        goes_by = _by_position(name, message.index)
    draft = pipeline.Draft(
        type=message.type,
        reference=goes_by,
        document=message.document,
        rules=message.rules,
        original=original,
        mrn=message.mrn,
    )
    try:
        if message.findings:
            raise _with_faults(message.findings)
        with acting.as_organisation(by.organisation, person=by.person):
            if message.kind == "original" or reference == Reference.POSITION:
                receipt = _open(replace(draft, opened_by_amendment=message.kind == "amendment"), by=by)
            else:
                receipt = amend_by_mrn(draft, by=by)
    except Refusal as refusal:
        verdict = Verdict.CONFLICT if isinstance(refusal, Conflict) else Verdict.REFUSED
        findings = _placed(refusal.faults or [Fault("", refusal.code, refusal.detail)], message)
        return Outcome(name, message.index, verdict, goes_by, None, None, findings, refusal)
    verdict = Verdict.REPEATED if receipt.repeated else Verdict.ACCEPTED
    remarks = _placed(receipt.warnings, message)
    return Outcome(name, message.index, verdict, receipt.reference, receipt.number, receipt.n, remarks)


def _by_position(name: str, index: int) -> str:
    """File name and position; of a name that cannot be a reference, its hash and its end."""
    whole = f"{name}#{index}"
    if is_reference(whole):
        return whole
    end = "".join(letter for letter in name[-_KEPT:] if letter.isprintable())
    return f"{hashlib.sha256(name.encode(errors='surrogateescape')).hexdigest()[:16]}~{end}#{index}"


def _open(draft: pipeline.Draft, *, by: Caller) -> Receipt:
    (answer,) = pipeline.publish([draft], by=by)
    if isinstance(answer, Refusal):
        raise answer
    return answer


def _with_faults(faults: tuple[Fault, ...]) -> Invalid:
    return Invalid("message-has-faults", "Mend what is listed and send the file again.", faults=faults)


def _placed(faults: Iterable[Fault], message: Message) -> tuple[Fault, ...]:
    """Faults found in the document, told by the place in the file that they come from."""
    return tuple(
        replace(fault, place=message.place(fault.place)) if fault.place[:1] in ("", "/") else fault
        for fault in faults
    )


def as_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome as the command prints it and the API answers it."""
    return {
        "file": outcome.file,
        "index": outcome.index,
        "verdict": outcome.verdict.value,
        "reference": outcome.reference,
        "notice": outcome.notice,
        "version": outcome.version,
        "findings": [
            {"code": fault.code, "place": fault.place, "message": fault.message} for fault in outcome.findings
        ],
    }
