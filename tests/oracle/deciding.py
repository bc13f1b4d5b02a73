"""What one question turns on: who is entitled, who follows, who must hear of a withdrawal, which grounds are
live."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.oracle import life
from tests.oracle.facts import Doc, is_active, kind_of, moment, within
from tests.oracle.rules import (
    Case,
    current_version,
    first_failed,
    held,
    only_conditions_may_forbid,
    recipient_has_needed_standing,
)
from tests.oracle.tallying import note
from tests.oracle.typetable import TypeTable

FOLLOW_UP_DAYS = 90


@dataclass
class Asked:
    """One question about one version of one notice at one moment; `tally` counts what decided."""

    doc: Doc
    tables: dict[str, TypeTable]
    notice: dict[str, Any]
    version: dict[str, Any]
    t: datetime
    tally: Counter[str] = field(default_factory=Counter)


def entitled_by(asked: Asked, recipient: str, purpose: str) -> list[Case]:
    """The agreement versions of this purpose under which R may receive V at t."""
    found = []
    for case in cases_of(asked, recipient, purpose):
        failed = first_failed(case, asked.t)
        note(asked.tally, case, failed, asked.t)
        if failed is None:
            found.append(case)
    if len(found) > 1:
        asked.tally["union of agreements"] += 1
    return found


def followed_by(asked: Asked, recipient: str, purpose: str, *, told_until: int) -> list[Case]:
    """The *follow-up* clause: 'while that agreement version is in force, it goes on receiving successors
    under the same grounds, until the notice is cancelled or 90 days have passed since its first delivery'.

    Over once it was told of a withdrawal; `told_until` is the last version that can have told of one.
    """
    everything = held(asked.doc, asked.notice, recipient, purpose, asked.t)
    earlier = held_earlier(asked, recipient, purpose)
    if not earlier or is_cancelled(asked) or _is_withdrawn(asked, earlier, told_until):
        return []
    first_left = min(moment(delivery["first_left"]) for delivery in everything)
    if asked.t >= first_left + timedelta(days=FOLLOW_UP_DAYS):
        return []
    found = []
    for case in cases_of(asked, recipient, purpose):
        clause = case.terms["follow_up"]
        if clause is None:
            clause = kind_of(asked.doc, recipient) == "authority"
        if clause and _is_ground_of(case, earlier[-1]) and only_conditions_may_forbid(case, asked.t):
            found.append(case)
    return found


def withdrawal_is_due(asked: Asked, recipient: str, purpose: str) -> bool:
    """'A recipient that holds an earlier version for a purpose and may not receive the new one gets a
    withdrawal ... but only an active member with standing', once."""
    earlier = held_earlier(asked, recipient, purpose)
    if not earlier or _is_withdrawn(asked, earlier, asked.version["version"] - 1):
        return False
    if not is_active(asked.doc, recipient, asked.t):
        return False
    return any(recipient_has_needed_standing(case, asked.t) for case in grounds_of(asked, earlier[-1]))


def is_cancelled(asked: Asked) -> bool:
    """The notice's cancellation was accepted by t."""
    return current_version(asked.notice, asked.t)["kind"] == "cancellation"


def is_live(case: Case, delivery: dict[str, Any], t: datetime) -> bool:
    """'Its retention runs (the last instant excluded, as everywhere), its agreement is not suspended and, if
    R is a trader, R has the standing that it needs.'"""
    days = timedelta(days=case.terms["retention"]["days"])
    if case.terms["retention"]["from"] == "receipt":
        ends = moment(delivery["first_left"]) + days
        if t >= ends:
            return False
    else:
        for version in case.notice["versions"]:
            if version["kind"] == "cancellation" and t >= moment(version["accepted_at"]) + days:
                return False
    if is_closed(case, t) and not has_open_case(case, t):
        return False
    return recipient_has_needed_standing(case, t)


def is_closed(case: Case, t: datetime) -> bool:
    """Suspended now, or when the agreement ended."""
    if life.is_suspended(case.agreement, t):
        return True
    return life.is_closed_for_good(case.doc, case.agreement, case.terms, t)


def has_open_case(case: Case, t: datetime) -> bool:
    """'Closed, except to an authority with an open case of its own on the notice'."""
    return kind_of(case.doc, case.recipient) == "authority" and any(
        one["notice"] == case.notice["id"]
        and one["organisation"] == case.recipient
        and within(one["open"], t)
        for one in case.doc.get("cases", [])
    )


def cases_of(asked: Asked, recipient: str, purpose: str) -> list[Case]:
    """Each agreement version of the purpose, in the order of the numbers. 'Different purposes never mix.'"""
    found = []
    for agreement in sorted(asked.doc["agreements"], key=lambda agreement: agreement["number"]):
        for terms in sorted(agreement["versions"], key=lambda terms: terms["version"]):
            if terms["purpose"] == purpose:
                case = Case(asked.doc, asked.tables, agreement, terms, asked.notice, asked.version, recipient)
                found.append(case)
    return found


def grounds_of(asked: Asked, delivery: dict[str, Any]) -> list[Case]:
    """The agreement versions under which the delivery was made."""
    cases = cases_of(asked, delivery["recipient"], delivery["purpose"])
    return [case for case in cases if _is_ground_of(case, delivery)]


def _is_ground_of(case: Case, delivery: dict[str, Any]) -> bool:
    return [case.agreement["number"], case.terms["version"]] in delivery["agreements"]


def held_earlier(asked: Asked, recipient: str, purpose: str) -> list[dict[str, Any]]:
    """What R holds of the versions before V, oldest first."""
    everything = held(asked.doc, asked.notice, recipient, purpose, asked.t)
    return [delivery for delivery in everything if delivery["version"] < asked.version["version"]]


def _is_withdrawn(asked: Asked, earlier: list[dict[str, Any]], told_until: int) -> bool:
    """A withdrawal was made for what R holds, and no content has left since."""
    latest = earlier[-1]
    return any(
        delivery.get("kind") == "withdrawal"
        and all(delivery[name] == latest[name] for name in ("notice", "recipient", "purpose"))
        and latest["version"] < delivery["version"] <= told_until
        for delivery in asked.doc["deliveries"]
    )
