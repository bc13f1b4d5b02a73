"""Where everything stands, in numbers, for the operator."""

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
    "due",
    "leased",
    "retrying",
    "sent",
    "dead",
    "oldest_unrouted_seconds",
)
# What somebody still has to do. Withheld and dead things rest until something else happens.
_WORK = ("unrouted", "deciding", "due", "leased", "retrying")


def counts() -> dict[str, int]:
    """How much is in each state, all from one snapshot. The database refuses whoever is not the operator."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT name, count FROM hub_operations()")
        return {**dict.fromkeys(COUNTS, 0), **dict(cursor.fetchall())}


def is_quiet(found: dict[str, int]) -> bool:
    """Whether no work is waiting or under way."""
    return not any(found[name] for name in _WORK)
