"""Interning grounds: one row per recipient, purpose, type and set of entitling agreement versions.

Written sorted and in a committed transaction of its own: inside a routing transaction, two routers that
meet the same new grounds in different orders would deadlock.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

import orjson

from accounts import acting
from exchange.routing import scope
from exchange.routing import selectors as routing
from exchange.routing.index import Index

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, order=True)
class GroundsKey:
    """What interned grounds are known by; ``versions`` are agreement version ids, sorted."""

    recipient: UUID
    purpose: str
    type: str
    versions: tuple[UUID, ...]


class UnknownGrounds(Exception):
    """Grounds met for the first time: to be interned in a transaction of their own before going on."""

    def __init__(self, keys: set[GroundsKey]) -> None:
        super().__init__(f"{len(keys)} grounds to intern")
        self.keys = keys


# Grounds are never changed or removed while a delivery needs them, so what was committed once stays known.
_interned: dict[GroundsKey, int] = {}
# What the present transaction wrote is known to it alone: it may yet be rolled back, by a crash as well.
_uncommitted: ContextVar[Mapping[GroundsKey, int]] = ContextVar(
    "hub_uncommitted_grounds", default=MappingProxyType({})
)

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


def known(key: GroundsKey) -> int | None:
    """The id of grounds that this process has met before."""
    return _interned.get(key) or _uncommitted.get().get(key)


def interning(act: Callable[[], Result]) -> Result:
    """Run a transaction; where it meets unknown grounds, intern those and run it again from the beginning."""
    while True:
        try:
            return act()
        except UnknownGrounds as unknown:
            with acting.as_pipeline():
                found = _intern(unknown.keys)
            _interned.update(found)


@contextmanager
def interned_here(keys: Iterable[GroundsKey]) -> Iterator[None]:
    """Intern within the transaction that needs them, where it cannot be run again; known inside alone."""
    outer = _uncommitted.set(_intern(keys))
    try:
        yield
    finally:
        _uncommitted.reset(outer)


def _intern(keys: Iterable[GroundsKey]) -> dict[GroundsKey, int]:
    """Write these grounds where they are new, in order, and answer their ids."""
    index = routing.current().index
    ordered = sorted(keys)
    identity = (
        [str(key.recipient) for key in ordered],
        [key.purpose for key in ordered],
        [key.type for key in ordered],
        [_array(map(str, key.versions)) for key in ordered],
    )
    shown = [_shown(key, index=index) for key in ordered]
    with acting.connection().cursor() as cursor:
        cursor.execute(_INSERT, [*identity, [one[0] for one in shown], [one[1] for one in shown]])
        cursor.execute(_SELECT, list(identity))
        return {
            GroundsKey(recipient, purpose, type_id, tuple(versions)): grounds_id
            for recipient, purpose, type_id, versions, grounds_id in cursor.fetchall()
        }


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
