"""Claiming notices to route: whole notices, their pending versions in order, invisible to other routers."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import OperationalError

from accounts import acting, arrays
from exchange.notices.models import RoutingWork
from exchange.routing.facts import Held, NoticeVersion

# Notices are locked, not versions: whoever holds a notice routes all that is pending of it, in order. A
# version that failed holds back its successors: put off, or for good until somebody has looked at it.
_DUE = """
SELECT n.id FROM notices_routingwork w JOIN notices_notice n ON n.id = w.notice_id
WHERE w.state = 'pending' AND w.due_at <= now() AND NOT EXISTS (
    SELECT 1 FROM notices_routingwork q
    WHERE q.notice_id = w.notice_id AND q.n < w.n AND (q.state = 'quarantined' OR q.due_at > now())
    AND q.state <> 'routed'
)
ORDER BY w.lane, w.version_id LIMIT %s
FOR NO KEY UPDATE OF n"""
_CLAIM = f"{_DUE} SKIP LOCKED"
_PATIENCE = "SET LOCAL lock_timeout = '250ms'"
_LOCK_NOT_AVAILABLE = "55P03"

_VERSIONS = """
SELECT w.version_id, w.n, v.kind, w.attempts, n.id, n.number, n.type, n.publisher_id, n.key_kind, n.current,
       n.cancelled_at, n.accepted_at, v.accepted_at, c.text, n.reference, n.key_value, w.lane
FROM {source}
JOIN notices_noticeversion v ON v.id = w.version_id
LEFT JOIN notices_content c ON c.version_id = w.version_id
"""
_WORK = "notices_notice n JOIN notices_routingwork w ON w.notice_id = n.id"
# How many are pending changes faster than the planner hears of it, so it is left no choice: each claimed notice
# is looked up by its key (OFFSET keeps the look-ups apart), and never found among all that are pending.
_CLAIMED_WORK = """unnest(%s::uuid[]) AS u (id)
CROSS JOIN LATERAL (SELECT * FROM notices_notice n WHERE n.id = u.id OFFSET 0) n
CROSS JOIN LATERAL (
    SELECT * FROM notices_routingwork w WHERE w.notice_id = u.id AND w.state || '' = 'pending' OFFSET 0
) w"""
_PENDING = _VERSIONS.format(source=_CLAIMED_WORK) + "ORDER BY n.id, w.n"
_ROUTED = (
    _VERSIONS.format(source=_WORK)
    + "WHERE w.version_id = ANY(%s::uuid[]) AND w.state = 'routed' ORDER BY n.id, w.n"
)
_NEWEST = _VERSIONS.format(source=_WORK) + "WHERE n.id = ANY(%s::uuid[]) AND w.n = n.current"
_SUCCESSORS = """
SELECT w.version_id FROM notices_notice n JOIN notices_routingwork w ON w.notice_id = n.id AND w.n = n.current
WHERE n.id = ANY(%s::uuid[]) AND n.current > 1"""
_LOCK = "SELECT id FROM notices_notice WHERE id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE"

_HELD = """
SELECT d.notice_id, d.recipient_id, d.purpose, d.n, d.kind, d.delivered_at, g.agreement_versions
FROM deliveries_delivery d LEFT JOIN deliveries_grounds g ON g.id = d.grounds_id
WHERE d.notice_id = ANY(%s::uuid[]) AND d.basis = 'agreement'
ORDER BY d.notice_id, d.recipient_id, d.purpose, d.n"""

_ADDRESSEES = """
SELECT a.version_id, a.recipient_id, a.purpose, a.basis FROM deliveries_addressee a
JOIN notices_noticeversion v ON v.id = a.version_id AND v.publisher_id = a.publisher_id
WHERE a.version_id = ANY(%s::uuid[]) ORDER BY a.recipient_id"""


@dataclass(slots=True)
class Claimed:
    """One pending version of a notice that this transaction has to itself."""

    version_id: UUID
    attempts: int
    number: str
    reference: str
    key_kind: str
    key_value: str
    is_bulk: bool
    version: NoticeVersion


def claim(*, limit: int) -> list[Claimed]:
    """Lock up to ``limit`` notices with pending versions and read those versions, each notice's in order."""
    with acting.connection().cursor() as cursor:
        cursor.execute(_CLAIM, [limit])
        notices = list({row[0] for row in cursor.fetchall()})
        if not notices:
            return []
        cursor.execute(_PENDING, [arrays.plain(notices)])
        return [_claimed(row) for row in cursor.fetchall()]


def came_free() -> bool:
    """Whether a notice with pending versions was locked by somebody who has let it go within a moment.

    Claiming passes over what a reader is just opening, and nobody would announce it again. To be asked in no
    other transaction: it waits for a lock.
    """
    try:
        with acting.as_pipeline(), acting.connection().cursor() as cursor:
            cursor.execute(_PATIENCE)
            cursor.execute(_DUE, [1])
            return cursor.fetchone() is not None
    except OperationalError as failure:
        if getattr(failure.__cause__, "pgcode", "") != _LOCK_NOT_AVAILABLE:
            raise
        return False


def routed(versions: Sequence[UUID]) -> list[Claimed]:
    """Versions that were routed before, to be looked at again; their notices should be locked."""
    with acting.connection().cursor() as cursor:
        cursor.execute(_ROUTED, [arrays.plain(versions)])
        return [_claimed(row) for row in cursor.fetchall()]


def newest(notices: Iterable[UUID]) -> dict[UUID, Claimed]:
    """The newest version of each notice, routed or not, by notice."""
    wanted = list(notices)
    if not wanted:
        return {}
    with acting.connection().cursor() as cursor:
        cursor.execute(_NEWEST, [arrays.plain(wanted)])
        found = [_claimed(row) for row in cursor.fetchall()]
    return {one.version.notice: one for one in found}


def successors(notices: Iterable[UUID]) -> list[UUID]:
    """The newest version of each notice of which there is more than one."""
    with acting.connection().cursor() as cursor:
        cursor.execute(_SUCCESSORS, [arrays.plain(notices)])
        return [row[0] for row in cursor.fetchall()]


def lock(notices: Iterable[UUID]) -> None:
    """Keep these notices from being routed, opened or amended until the transaction ends."""
    with acting.connection().cursor() as cursor:
        cursor.execute(_LOCK, [[str(one) for one in notices]])


def held_deliveries(notices: Sequence[UUID]) -> dict[UUID, list[Held]]:
    """What recipients were given of these notices, by notice; with whether it was withdrawn since."""
    found: dict[UUID, list[Held]] = defaultdict(list)
    if not notices:
        return found
    with acting.connection().cursor() as cursor:
        cursor.execute(_HELD, [[str(one) for one in notices]])
        rows = cursor.fetchall()
    withdrawn: dict[tuple[UUID, UUID, str], int] = {}
    for notice, recipient, purpose, n, kind, _delivered_at, _versions in rows:
        if kind == "withdrawal":
            withdrawn[notice, recipient, purpose] = n
    for notice, recipient, purpose, n, kind, delivered_at, versions in rows:
        if kind in ("content", "follow_up"):
            since = withdrawn.get((notice, recipient, purpose), 0) > n
            found[notice].append(Held(recipient, purpose, n, tuple(versions), delivered_at, since))
    return found


def addressees(versions: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, str, str]]]:
    """To whom these replies go, whatever agreements say: (recipient, purpose, basis) by version."""
    found: dict[UUID, list[tuple[UUID, str, str]]] = defaultdict(list)
    if not versions:
        return found
    with acting.connection().cursor() as cursor:
        cursor.execute(_ADDRESSEES, [arrays.plain(versions)])
        for version, recipient, purpose, basis in cursor.fetchall():
            found[version].append((recipient, purpose, basis))
    return found


def _claimed(row: tuple[Any, ...]) -> Claimed:
    version_id, n, kind, attempts, notice, number, type_id, publisher, key_kind, current = row[:10]
    cancelled_at, first_accepted_at, accepted_at, text, reference, key_value, lane = row[10:]
    version = NoticeVersion(
        notice=notice,
        publisher=publisher,
        type=type_id,
        n=n,
        kind=kind,
        accepted_at=accepted_at,
        first_accepted_at=first_accepted_at,
        content={} if text is None else orjson.loads(text),
        current=n == current,
        cancelled_at=cancelled_at,
    )
    is_bulk = lane == RoutingWork.Lane.BULK
    return Claimed(version_id, attempts, number, reference, key_kind, key_value, is_bulk, version)
