"""Replies before they are sent: what they cite, whom they reach, what they open and what they close.

A reply cites a version that its sender holds. Its addressee must act, the informed are told; both are named by
their role in the cited version, as the sender sees that version. An answer goes to the authority that asked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Invalid
from accounts.organisations import selectors as organisations
from exchange.catalogue import types
from exchange.deliveries.asking import Opened
from exchange.deliveries.models import Delivery
from exchange.review import states
from exchange.review.models import Case

ANSWER = states.ANSWER
PUBLISHER = "publisher"
OPENING = frozenset(Case.Kind.values)
DECIDING = frozenset({states.HOLD, states.RELEASE, states.COMPLETE})
_DUE = ("due_at", "acknowledge_by")
_POSITION = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that may be sent: about which notice, to whom, and which cases it ends.

    ``kind`` is the type of an authority's reply, empty for an answer; ``opens`` the kind of case it begins,
    empty for none; ``closes`` the cases it ends, with their outcome; ``notes`` the orders that it answers
    without ending them.
    """

    notice_id: UUID
    number: str
    n: int
    purpose: str
    addressee: UUID
    informed: tuple[UUID, ...] = ()
    kind: str = ""
    opens: str = ""
    due_at: datetime | None = None
    decides: bool = False
    closes: tuple[tuple[Case, str], ...] = ()
    notes: tuple[Case, ...] = ()


def is_reply(type_id: str) -> bool:
    """Whether notices of this type answer others: an authority's replies, and a trader's answer."""
    return type_id == ANSWER or types.get(type_id).is_reply


def from_authority(
    type_id: str, document: Mapping[str, Any], *, cited: Opened, by: Caller, at: datetime
) -> Reply:
    """An authority's reply to a version that it holds, opened just now as ``cited``."""
    faults: list[Fault] = []
    delivery = cited.delivery
    addressee = _reached(document["addressee"], "/addressee", cited, at, faults)
    told = [
        _reached(role, f"/informed/{index}", cited, at, faults)
        for index, role in enumerate(document.get("informed", ()))
    ]
    closes = _closed_by_authority(type_id, document, delivery=delivery, by=by, faults=faults)
    if addressee is None or faults:
        raise Invalid("reply-cannot-be-sent", "Mend what is listed; nothing was sent.", faults=faults)
    informed = {one for one in told if one is not None} - {addressee, by.organisation}
    return Reply(
        notice_id=delivery.notice_id,
        number=delivery.number,
        n=delivery.n,
        purpose=delivery.purpose,
        addressee=addressee,
        informed=tuple(sorted(informed)),
        kind=type_id,
        opens=type_id if type_id in OPENING else "",
        due_at=_due(document),
        decides=type_id in DECIDING,
        closes=closes,
    )


def from_addressee(document: Mapping[str, Any], *, by: Caller) -> Reply:
    """An addressee's answer to a case: by the authority's reference, on the notice that the answer cites."""
    case = _answered(document, by=by)
    referred = document["outcome"] == Case.Outcome.REFERRED
    outcome = states.outcome(case.kind, reply=states.REFERRAL if referred else states.ANSWER)
    return Reply(
        notice_id=case.notice_id,
        number=case.number,
        n=case.n,
        purpose=case.purpose,
        addressee=case.authority_id,
        closes=() if outcome is None else ((case, outcome),),
        notes=(case,) if outcome is None else (),
    )


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
            "case-closed", f"This was {cases[0].get_outcome_display()} before; nothing is open any more."
        )
    return still_open[0]


def _reached(role: str, place: str, cited: Opened, at: datetime, faults: list[Fault]) -> UUID | None:
    """The member with this role in the cited version, as far as the sender sees it."""
    if role == PUBLISHER:
        found: UUID | None = cited.delivery.publisher_id
    else:
        found = _named(role, cited, at)
    if found is None or not organisations.is_active(found, at=at):
        message = (
            f"The {role} of the cited version cannot be reached: it is no active member that you see named."
        )
        faults.append(Fault(place, "cannot-be-reached", message))
        return None
    return found


def _named(role: str, cited: Opened, at: datetime) -> UUID | None:
    patterns = types.get(cited.delivery.type).facets.get(role, ())
    seen = [
        str(one.value)
        for one in cited.elements
        if one.form == "plain" and _POSITION.sub("/*", one.path) in patterns
    ]
    return next((found for value in seen if (found := organisations.holder_of_any(value=value, at=at))), None)


def _closed_by_authority(
    type_id: str, document: Mapping[str, Any], *, delivery: Delivery, by: Caller, faults: list[Fault]
) -> tuple[tuple[Case, str], ...]:
    """The authority's own open cases on this notice that the reply lifts or closes, by their references."""
    field = {states.RELEASE: "lifts", states.COMPLETE: "closes"}.get(type_id)
    references: Sequence[str] = document.get(field, ()) if field else ()
    if not references:
        return ()
    own = Case.objects.select_for_update().filter(
        authority_id=by.organisation,
        notice_id=delivery.notice_id,
        reference__in=list(references),
        closed_at=None,
    )
    cases = {case.reference: case for case in own}
    closes: list[tuple[Case, str]] = []
    for index, reference in enumerate(references):
        case = cases.get(reference)
        if case is None:
            message = "No open request, do-not-load or hold of yours on this notice has this reference."
            faults.append(Fault(f"/{field}/{index}", "unknown-reference", message))
        elif (outcome := states.outcome(case.kind, reply=type_id)) is None:
            message = "A hold or do-not-load is lifted by a release: assessment complete is not release."
            faults.append(Fault(f"/{field}/{index}", "takes-a-release", message))
        else:
            closes.append((case, outcome))
    return tuple(closes)


def _due(document: Mapping[str, Any]) -> datetime | None:
    given = next((document[name] for name in _DUE if name in document), None)
    return None if given is None else datetime.fromisoformat(given)
