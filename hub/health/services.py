"""Leaving signs of life."""

import json

from accounts import acting

_SEEN = """
INSERT INTO health_heartbeat (part, seen_at, facts) VALUES (%s, clock_timestamp(), %s)
ON CONFLICT (part) DO UPDATE SET seen_at = excluded.seen_at, facts = excluded.facts
"""


def seen(*, part: str, facts: dict[str, object]) -> None:
    """Note that a part of the hub works, with what it found."""
    with acting.as_pipeline(), acting.connection().cursor() as cursor:
        cursor.execute(_SEEN, [part, json.dumps(facts)])
