"""Leaving signs of life."""

from accounts import acting

_SEEN = """
INSERT INTO health_heartbeat (part, seen_at) VALUES (%s, clock_timestamp())
ON CONFLICT (part) DO UPDATE SET seen_at = excluded.seen_at
"""


def seen(*, part: str) -> None:
    """Note that a part of the hub works."""
    with acting.as_pipeline(), acting.connection().cursor() as cursor:
        cursor.execute(_SEEN, [part])
