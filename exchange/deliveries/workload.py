"""How the pipeline is doing, in figures over time: for the operator, which the database makes sure of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts import acting

MINUTES = 60
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Minute:
    """What was done in one minute. ``failed``: attempts to send to a webhook that did not succeed."""

    at: datetime
    accepted: int
    routed: int
    delivered: int
    failed: int


@dataclass(frozen=True, slots=True)
class TroubledEndpoint:
    """A webhook that does not take what is sent to it; of its address the host alone."""

    organisation: UUID
    host: str
    state: str
    reason: str
    state_at: datetime
    failures: int
    last_success_at: datetime | None
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up after its last attempt."""

    number: str
    n: int
    recipient: UUID
    host: str
    attempts: int
    reason: str
    created_at: datetime


def throughput(*, at: datetime, minutes: int = MINUTES) -> list[Minute]:
    """Each of the last minutes, the oldest first; of what was accepted in the last day."""
    since, of_day = at - timedelta(minutes=minutes), at - _DAY
    with acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT * FROM hub_throughput(%s, %s, %s)", [minutes, _first_of(since), _first_of(of_day)]
        )
        return [Minute(*row) for row in cursor.fetchall()]


def oldest_work() -> dict[str, int]:
    """The age in seconds of the oldest work of each kind; a kind without any is absent."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT name, seconds FROM hub_oldest_work()")
        return dict(cursor.fetchall())


def troubled_endpoints() -> list[TroubledEndpoint]:
    """Those that fail, are disabled or have dead letters, the worst first; at most 200."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT * FROM hub_troubled_endpoints()")
        return [TroubledEndpoint(*row) for row in cursor.fetchall()]


def dead_letters() -> list[DeadLetter]:
    """What was given up, the oldest first; at most 200."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT * FROM hub_dead_letters()")
        return [DeadLetter(*row) for row in cursor.fetchall()]


def _first_of(moment: datetime) -> UUID:
    """The lowest version 7 identifier of a moment: what was made earlier has a lower one."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (0b10 << 62))
