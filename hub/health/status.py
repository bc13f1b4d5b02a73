"""What the public is told about the hub: how its parts do, what is announced, how much it worked."""

from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone

from accounts import acting
from accounts.announcements import selectors as announcements
from accounts.announcements.selectors import Board
from hub.health import availability, selectors
from hub.health.availability import Day

# What people notice of a part that is not well, by its name in the report; the worst state first.
STATES = ("disturbed", "starting", "slower", "works")
_UNWELL = {
    "postgres": "disturbed",
    "backlog": "slower",
    "worker": "disturbed",
    "sweeper": "disturbed",
    "redis": "slower",
}


@dataclass(frozen=True, slots=True)
class Status:
    """Of one moment. ``state`` is the worst of the ``parts``; ``board`` is None while the database is away."""

    at: datetime
    state: str
    parts: dict[str, str]
    board: Board | None
    days: list[Day]


def status() -> Status:
    """Everything; says what it can while the database is away."""
    report = selectors.report()
    parts = {name: _state(report[name], unwell) for name, unwell in _UNWELL.items() if name in report}
    state = next(one for one in STATES if one in parts.values())
    try:
        with acting.as_nobody():
            at = acting.transaction_time()
            return Status(at, state, parts, announcements.board(at=at), availability.days(at=at))
    except DatabaseError:
        return Status(timezone.now(), state, parts, None, [])


def _state(found: dict[str, object], unwell: str) -> str:
    if found["ok"]:
        return "works"
    return "starting" if found["starting"] else unwell
