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
from exchange.deliveries.door import Opened
from exchange.deliveries.models import Delivery
from exchange.review.models import Case
from exchange.review.states import REQUESTS

ANSWER = "answer"
PUBLISHER = "publisher"
OPENING = frozenset(Case.Kind.values)
DECIDING = frozenset({"hold", "release", "assessment_complete"})
_DUE = ("due_at", "acknowledge_by")
_POSITION = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that may be sent: about which notice, to whom, and which cases it ends.

    ``opens`` is the kind of case it begins, empty for none; ``closes`` the cases it ends, with their outcome;
    ``notes`` the orders that it answers without ending them.
    """

    notice_id: UUID
    number: str
    n: int
    purpose: str
    addressee: UUID
    informed: tuple[UUID, ...] = ()
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
        opens=type_id if type_id in OPENING else "",
        due_at=_due(document),
        decides=type_id in DECIDING,
        closes=closes,
    )


def from_addressee(document: Mapping[str, Any], *, by: Caller) -> Reply:
    """An addressee's answer to a case: by the authority's reference, on the notice that the answer cites."""
    cited, named = document["cites"], document["answers"]
    found = Case.objects.select_for_update().filter(
        addressee_id=by.organisation, reference=named["reference"], number=cited["notice"]
    )
    if "notice" in named:
        found = found.filter(reply_number=named["notice"])
    case = found.first()
    if case is None:
        fault = Fault("/answers/reference", "unknown-reference", "No request to you on this notice has it.")
        raise Invalid(
            "unknown-reference", "Name the reference of a request that you received.", faults=[fault]
        )
    if case.closed_at is not None:
        raise Conflict(
            "case-closed", f"This was {case.get_outcome_display()} before; nothing is open any more."
        )
    referred = document["outcome"] == Case.Outcome.REFERRED
    outcome = Case.Outcome.REFERRED if referred else Case.Outcome.ANSWERED
    ends = case.kind in REQUESTS
    return Reply(
        notice_id=case.notice_id,
        number=case.number,
        n=case.n,
        purpose=case.purpose,
        addressee=case.authority_id,
        closes=((case, outcome.value),) if ends else (),
        notes=() if ends else (case,),
    )


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
    field = {"release": "lifts", "assessment_complete": "closes"}.get(type_id)
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
    for index, reference in enumerate(references):
        case = cases.get(reference)
        if case is None:
            message = "No open request, do-not-load or hold of yours on this notice has this reference."
            faults.append(Fault(f"/{field}/{index}", "unknown-reference", message))
        elif type_id == "assessment_complete" and case.kind not in REQUESTS:
            message = "A hold or do-not-load is lifted by a release: assessment complete is not release."
            faults.append(Fault(f"/{field}/{index}", "takes-a-release", message))
    return tuple(
        (case, Case.Outcome.CLOSED.value if case.kind in REQUESTS else Case.Outcome.LIFTED.value)
        for case in cases.values()
    )


def _due(document: Mapping[str, Any]) -> datetime | None:
    given = next((document[name] for name in _DUE if name in document), None)
    return None if given is None else datetime.fromisoformat(given)
