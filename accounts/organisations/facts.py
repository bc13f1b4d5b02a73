"""The facts' stamp: how routing and the changes that it depends on stay out of each other's way.

Whoever changes a fact (membership, standing, a group, an agreement) takes its time from ``change_time``;
whoever decides holds the stamp while deciding. So a change is either seen by a decision or later than it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from accounts import acting

_CHANGING = """
SELECT EXISTS (
    SELECT 1 FROM pg_locks
    WHERE pid = pg_backend_pid() AND locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted AND objsubid = 1
    AND (classid::bigint << 32 | objid::bigint) = hub_stamp_lock()
)"""


def change_time() -> datetime:
    """Lock the stamp until the transaction ends, then read the database's clock."""
    moment: datetime = _one("SELECT hub_change_time()")
    return moment


def stamp() -> int:
    """The stamp as it is now: facts loaded under the same value are still the facts."""
    value: int = _one("SELECT value FROM organisations_factstamp WHERE id = 1")
    return value


def changing() -> bool:
    """Whether this very transaction may have changed facts: what it knows of them may never come to be."""
    held: bool = _one(_CHANGING)
    return held


def hold_stamp() -> int:
    """Keep every fact as it is until the transaction ends, together with others that hold it."""
    value: int = _one("SELECT hub_hold_stamp()")
    return value


def hold_stamp_at() -> tuple[int, datetime]:
    """``hold_stamp``, with the database's clock read once it is held: the moment to decide at."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT hub_hold_stamp(), clock_timestamp()")
        value, moment = cursor.fetchone()
    return value, moment


@contextmanager
def held_by_pipeline() -> Iterator[tuple[int, datetime]]:
    """Act as the pipeline with every fact held from the beginning; gives the stamp and the moment.

    The stamp comes before any other lock, everywhere: whoever holds a row and waits for the stamp could wait for
    a change that waits for somebody who waits for the row.
    """
    with acting.as_pipeline():
        yield hold_stamp_at()


def _one(sql: str) -> Any:
    with acting.connection().cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
