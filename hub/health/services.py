"""Leaving signs of life."""

from accounts import acting

_SEEN = """
INSERT INTO health_heartbeat (part, seen_at) VALUES (%s, clock_timestamp())
ON CONFLICT (part) DO UPDATE SET seen_at = excluded.seen_at
"""
# Of several signs in one minute the first counts; a clock that goes back counts nothing twice.
_MEASURED = """
INSERT INTO health_measuredday AS kept (day, first_minute, last_minute, minutes)
SELECT (minute AT TIME ZONE 'UTC')::date, minute, minute, 1
  FROM (SELECT date_trunc('minute', clock_timestamp()) AS minute) now
ON CONFLICT (day) DO UPDATE SET minutes = kept.minutes + 1, last_minute = excluded.last_minute
 WHERE kept.last_minute < excluded.last_minute
"""


def seen(*, part: str) -> None:
    """Note that a part of the hub works."""
    with acting.as_pipeline(), acting.connection().cursor() as cursor:
        cursor.execute(_SEEN, [part])


def worked() -> None:
    """Note that a job went its whole way: the worker's sign of life, and one minute more of availability."""
    with acting.as_pipeline(), acting.connection().cursor() as cursor:
        cursor.execute(_SEEN, ["worker"])
        cursor.execute(_MEASURED)
