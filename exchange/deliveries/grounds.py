"""Interning grounds: one row per recipient, purpose, type and set of entitling agreement versions.

Written sorted and in a committed transaction of its own: inside a routing transaction, two routers that
meet the same new grounds in different orders would deadlock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import orjson

from accounts import acting
from exchange.routing import scope
from exchange.routing.index import Index


@dataclass(frozen=True, slots=True, order=True)
class GroundsKey:
    """What interned grounds are known by; ``versions`` are agreement version ids, sorted."""

    recipient: UUID
    purpose: str
    type: str
    versions: tuple[UUID, ...]


_INSERT = """
INSERT INTO deliveries_grounds (recipient_id, purpose, type, agreement_versions, elements, keys)
SELECT u.recipient, u.purpose, u.type, u.versions::uuid[], u.elements::jsonb, u.keys::text[]
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
    AS u (recipient, purpose, type, versions, elements, keys)
ON CONFLICT DO NOTHING"""

_SELECT = """
SELECT g.recipient_id, g.purpose, g.type, g.agreement_versions, g.id
FROM deliveries_grounds g JOIN unnest(%s::uuid[], %s::text[], %s::text[], %s::text[])
    AS u (recipient, purpose, type, versions)
    ON g.recipient_id = u.recipient AND g.purpose = u.purpose AND g.type = u.type
    AND g.agreement_versions = u.versions::uuid[]"""


def intern(keys: Iterable[GroundsKey], *, index: Index) -> dict[GroundsKey, int]:
    """The ids of these grounds, written where they are new. Opens a transaction of its own."""
    ordered = sorted(keys)
    identity = (
        [str(key.recipient) for key in ordered],
        [key.purpose for key in ordered],
        [key.type for key in ordered],
        [_array(map(str, key.versions)) for key in ordered],
    )
    shown = [_shown(key, index=index) for key in ordered]
    with acting.as_pipeline(), acting.connection().cursor() as cursor:
        cursor.execute(_INSERT, [*identity, [one[0] for one in shown], [one[1] for one in shown]])
        cursor.execute(_SELECT, list(identity))
        return {GroundsKey(r[0], r[1], r[2], tuple(r[3])): r[4] for r in cursor.fetchall()}


def _shown(key: GroundsKey, *, index: Index) -> tuple[str, str]:
    """The element patterns these grounds show, as JSON, and their search key kinds, as an array literal."""
    facts = index.types[key.type]
    versions = [index.versions[version] for version in key.versions]
    elements = {
        pattern: {"form": form, "by": [[str(version), clause] for version, clause in by]}
        for pattern, (form, by) in scope.visible_elements(facts, versions).items()
    }
    kinds = sorted(scope.shown_keys(facts, versions))
    return orjson.dumps(elements, option=orjson.OPT_SORT_KEYS).decode(), _array(kinds)


def _array(values: Iterable[str]) -> str:
    """A PostgreSQL array literal of values that need no quoting."""
    return "{" + ",".join(values) + "}"
