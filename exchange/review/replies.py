"""Replies before they are sent: what they cite, whom they reach, what they open and what they close.

A reply cites a version that its sender holds. Its addressee must act, the informed are told; both are named by
their role in the cited version, as the sender sees that version. An answer goes to the authority that asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Invalid
from accounts.sentences import Sentence
from exchange.catalogue import types
from exchange.deliveries.asking import Opened
from exchange.deliveries.models import Delivery
from exchange.notices import selectors as notices
from exchange.review import states
from exchange.review.models import Case
from exchange.review.reaching import WHY, YOURSELF, Reach, reach

ANSWER = states.ANSWER
OPENING = frozenset(Case.Kind.values)
DECIDING = frozenset({states.HOLD, states.RELEASE, states.COMPLETE})
SAYS_NOTHING = "says-nothing"
_CARRYING = ("documents", "files", "screening")
_DUE = ("due_at", "acknowledge_by")
# When it was decided, of what ends cases by that; and how far its sender's clock may be ahead of the hub's.
_DECIDED = ("released_at", "completed_at")
_AHEAD = timedelta(minutes=5)
_GIVEN = {
    "answered": states.ANSWER,
    "acknowledged": states.ACKNOWLEDGEMENT,
    Case.Outcome.REFERRED: states.REFERRAL,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that may be sent: about which notice, to whom, and which cases it ends.

    ``type`` is the reply's own; ``kind`` the same for an authority's, empty for an answer; ``opens`` the kind of
    case it begins, empty for none; ``closes`` the cases it ends, with their outcome; ``notes`` the orders that
    it answers without ending them; ``parts`` the cases that it touches and no more: it releases a part of them,
    or confirms that they have arrived; ``partial``: it is a release of a part only; ``second_person``: it takes
    one to release it.
    """

    notice_id: UUID
    number: str
    n: int
    purpose: str
    addressee: UUID
    type: str
    informed: tuple[UUID, ...] = ()
    kind: str = ""
    opens: str = ""
    due_at: datetime | None = None
    decides: bool = False
    closes: tuple[tuple[Case, str], ...] = ()
    notes: tuple[Case, ...] = ()
    parts: tuple[Case, ...] = ()
    partial: bool = False
    second_person: bool = False


def is_reply(type_id: str) -> bool:
    """Whether notices of this type answer others: an authority's replies, and a trader's answer."""
    return type_id == ANSWER or types.get(type_id).is_reply


def reference_taken(reference: str, held: Conflict) -> Conflict:
    """The refusal of a reply under a reference that its sender has used, for whatever notice that was."""
    message = Sentence(
        "Your reference %(reference)s is in use already, for notice %(number)s. Give this one a reference of its own.",
        reference=reference,
        number=held.facts["notice"],
    )
    return Conflict(held.code, message, notice=held.facts["notice"], current=held.facts["current"])


def from_authority(
    type_id: str, document: Mapping[str, Any], *, cited: Opened, by: Caller, at: datetime
) -> Reply:
    """An authority's reply to a version that it holds, opened just now as ``cited``."""
    faults: list[Fault] = []
    delivery = cited.delivery
    wanted = [document["addressee"], *document.get("informed", ())]
    first, *others = reach(cited, sender=by.organisation, at=at, roles=wanted)
    addressee = _reached(first, "/addressee", faults)
    told = [_told(one, f"/informed/{index}", faults) for index, one in enumerate(others)]
    closes, parts = _ended(type_id, document, delivery=delivery, by=by, faults=faults)
    faults += _still_to_come(document, at)
    if addressee is None or faults:
        raise Invalid("reply-cannot-be-sent", "Mend what is listed; nothing was sent.", faults=faults)
    informed = {one for one in told if one is not None} - {addressee}
    return Reply(
        notice_id=delivery.notice_id,
        number=delivery.number,
        n=delivery.n,
        purpose=delivery.purpose,
        addressee=addressee,
        informed=tuple(sorted(informed)),
        type=type_id,
        kind=type_id,
        opens=type_id if type_id in OPENING else "",
        due_at=_due(document),
        decides=type_id in DECIDING,
        closes=closes,
        parts=parts,
        partial="partial_quantity" in document,
    )


def from_addressee(document: Mapping[str, Any], *, by: Caller) -> Reply:
    """An addressee's answer to a case: by the authority's reference, on the notice that the answer cites."""
    case = _answered(document, by=by)
    given = _GIVEN[document["outcome"]]
    outcome = states.outcome(case.kind, reply=given)
    if outcome == states.ANSWERED and not _says_something(document, case=case, by=by):
        message = _("Say what you answer: give a statement, a document or a file; or amend the notice first.")
        fault = Fault("/statements", SAYS_NOTHING, message)
        raise Invalid("reply-cannot-be-sent", "Mend what is listed; nothing was sent.", faults=[fault])
    asked = states.outcome(case.kind, reply=states.ANSWER) is not None
    confirms = asked and given == states.ACKNOWLEDGEMENT
    return Reply(
        notice_id=case.notice_id,
        number=case.number,
        n=case.n,
        purpose=case.purpose,
        addressee=case.authority_id,
        type=ANSWER,
        closes=() if outcome is None else ((case, outcome),),
        notes=(case,) if outcome is None and not confirms else (),
        parts=(case,) if confirms else (),
    )


def _says_something(document: Mapping[str, Any], *, case: Case, by: Caller) -> bool:
    """Whether an answer carries what was asked for: in itself, or in its sender's amendment, which it then cites."""
    said = (text for one in document.get("statements", ()) for text in one.values())
    if any(text.strip() for text in said) or any(name in document for name in _CARRYING):
        return True
    version = document["cites"]["version"]
    own = notices.own_notices(publisher=by.organisation).filter(number=case.number, cancelled_at=None)
    return version > case.n and own.filter(current__gte=version).exists()


def _answered(document: Mapping[str, Any], *, by: Caller) -> Case:
    """The case that an answer names, locked. References are each authority's own, so that two may be alike."""
    named = document["answers"]
    found = Case.objects.select_for_update().filter(
        addressee_id=by.organisation, reference=named["reference"], number=document["cites"]["notice"]
    )
    if "notice" in named:
        found = found.filter(reply_number=named["notice"])
    cases = list(found.order_by("pk"))
    if not cases:
        fault = Fault("/answers/reference", "unknown-reference", "No request to you on this notice has it.")
        raise Invalid(
            "unknown-reference", "Name the reference of a request that you received.", faults=[fault]
        )
    still_open = [case for case in cases if case.closed_at is None]
    if len(still_open) > 1:
        fault = Fault(
            "/answers/notice", "ambiguous-reference", "Name the notice number of the one you answer."
        )
        raise Invalid(
            "ambiguous-reference",
            "Several authorities asked you under this reference: say in answers.notice which notice you answer.",
            faults=[fault],
        )
    if not still_open:
        raise Conflict(
            "case-closed",
            Sentence(
                "This was %(outcome)s before; nothing is open any more.",
                outcome=Sentence(cases[0].get_outcome_display()),
            ),
        )
    return still_open[0]


def _told(one: Reach, place: str, faults: list[Fault]) -> UUID | None:
    """The same for who is informed: whoever sends it knows, and need not be told."""
    return None if one.reason == YOURSELF else _reached(one, place, faults)


def _reached(one: Reach, place: str, faults: list[Fault]) -> UUID | None:
    """The member with this role in the cited version; else a fault that says why it is nobody."""
    if one.organisation is None:
        message = Sentence(
            "The %(role)s of the cited version cannot be reached: %(why)s.",
            role=Sentence(one.role),
            why=Sentence(WHY[one.reason]),
        )
        faults.append(Fault(place, "cannot-be-reached", message))
    return one.organisation


def _ended(
    type_id: str, document: Mapping[str, Any], *, delivery: Delivery, by: Caller, faults: list[Fault]
) -> tuple[tuple[tuple[Case, str], ...], tuple[Case, ...]]:
    """The authority's own open cases on this notice that the reply lifts or closes, by their references.

    And those of which it releases a part: they stay open, for silence about the rest is never clearance.
    """
    field = {states.RELEASE: "lifts", states.COMPLETE: "closes"}.get(type_id)
    references: Sequence[str] = document.get(field, ()) if field else ()
    if not references:
        return (), ()
    act = states.PARTIAL if "partial_quantity" in document else type_id
    own = Case.objects.select_for_update().filter(
        authority_id=by.organisation,
        notice_id=delivery.notice_id,
        reference__in=list(references),
        closed_at=None,
    )
    cases = {case.reference: case for case in own}
    closes: list[tuple[Case, str]] = []
    parts: list[Case] = []
    for index, reference in enumerate(references):
        case = cases.get(reference)
        if case is None:
            message = _("No open request, do-not-load or hold of yours on this notice has this reference.")
            faults.append(Fault(f"/{field}/{index}", "unknown-reference", message))
        elif act == states.PARTIAL:
            parts.append(case)
        elif (outcome := states.outcome(case.kind, reply=act)) is None:
            message = _("A hold or do-not-load is lifted by a release: assessment complete is not release.")
            faults.append(Fault(f"/{field}/{index}", "takes-a-release", message))
        else:
            closes.append((case, outcome))
    return tuple(closes), tuple(parts)


def _still_to_come(document: Mapping[str, Any], at: datetime) -> list[Fault]:
    """What has yet to be decided lifts nothing now, when it is accepted: so it is not sent before its time."""
    message = _("This time is still to come, but sending it takes effect at once: write a time up to now.")
    return [
        Fault(f"/{name}", "still-to-come", message)
        for name in _DECIDED
        if name in document and datetime.fromisoformat(document[name]) > at + _AHEAD
    ]


def _due(document: Mapping[str, Any]) -> datetime | None:
    given = next((document[name] for name in _DUE if name in document), None)
    return None if given is None else datetime.fromisoformat(given)
