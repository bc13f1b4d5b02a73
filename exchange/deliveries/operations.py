"""Where everything stands, in numbers, for the operator."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts import acting

COUNTS = (
    "accepted",
    "unrouted",
    "quarantined",
    "available",
    "delivered",
    "withheld",
    "closed",
    "deciding",
    "backfilling",
    "due",
    "leased",
    "retrying",
    "sent",
    "dead",
    "oldest_unrouted_seconds",
)
# What somebody still has to do. Withheld and dead things rest until something else happens.
_WORK = ("unrouted", "deciding", "backfilling", "due", "leased", "retrying")


def counts() -> dict[str, int]:
    """How much is in each state, all from one snapshot. The database refuses whoever is not the operator."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT name, count FROM hub_operations()")
        return {**dict.fromkeys(COUNTS, 0), **dict(cursor.fetchall())}


def is_quiet(found: dict[str, int]) -> bool:
    """Whether no work is waiting or under way."""
    return not any(found[name] for name in _WORK)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A version that could not be decided, and why. Its content stays with its publisher."""

    number: str
    n: int
    publisher: UUID
    type: str
    accepted_at: datetime
    attempts: int
    fault: str


def quarantined() -> list[Quarantined]:
    """The versions that were given up, the oldest first, at most 500. For the operator."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT * FROM hub_quarantined()")
        return [Quarantined(*row) for row in cursor.fetchall()]


def reprocess(*, number: str) -> int:
    """Have a notice's quarantined versions routed again; answer how many. For the operator."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT hub_reprocess(%s)", [number])
        (changed,) = cursor.fetchone()
    return int(changed)
