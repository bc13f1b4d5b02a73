"""The one door by which another organisation's content leaves the hub to a reader at the web.

Ask *may send* or *may read*, mark, write the register row, read, project: in this order, in one transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from accounts import acting
from exchange.deliveries import replies
from exchange.deliveries.hashing import hashed
from exchange.deliveries.models import Delivery
from exchange.ledger import services as ledger
from exchange.ledger.models import Leaf
from exchange.routing import continuing, engine
from exchange.routing.facts import AgreementVersion
from exchange.routing.projection import Element, project
from exchange.routing.selectors import Snapshot

DECIDED_AGAIN = "decided-again"
NEWER_VERSION = "newer-version"
CANCELLED = "cancelled"
QUARANTINED = "newer-version-unrouted"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and by which channel (``Disclosure.Channel``); exactly one of person and client is set."""

    organisation: UUID
    person: UUID | None
    client: UUID | None
    channel: str


@dataclass(slots=True)
class Opened:
    """The answer for one delivery: its elements, or the reason why they are not shown.

    ``later``: a newer version is being routed right now; ask again in a moment.
    """

    delivery: Delivery
    elements: list[Element] = field(default_factory=list)
    reason: str = ""
    later: bool = False
    live: tuple[AgreementVersion, ...] = ()

    @property
    def shown(self) -> bool:
        return not self.reason and not self.later


class NoticeState(NamedTuple):
    """Where a notice stands while its row is locked: ``waiting`` is the state of work not routed yet."""

    current: int
    waiting: str | None
    cancelled_at: datetime | None


class Newest(NamedTuple):
    """A recipient's newest delivery of a notice for a purpose, and when content of any version first left."""

    n: int
    kind: str
    granted: tuple[UUID, ...]
    first_left: datetime | None


_LOCK = "SELECT * FROM hub_lock_notices(%s::uuid[])"
_NEWEST = """
SELECT d.notice_id, d.purpose, d.n, d.kind, g.agreement_versions,
       min(d.delivered_at) OVER (PARTITION BY d.notice_id, d.purpose)
FROM deliveries_delivery d LEFT JOIN deliveries_grounds g ON g.id = d.grounds_id
WHERE d.notice_id = ANY(%s::uuid[]) AND d.recipient_id = %s
ORDER BY d.n"""
_MARK = """
UPDATE deliveries_delivery d SET state = 'delivered', delivered_at = %s, delivered_by = %s, decided_at = %s,
    stamp = %s
FROM unnest(%s::uuid[], %s::text[]) AS u (version_id, purpose)
WHERE d.version_id = u.version_id AND d.purpose = u.purpose AND d.recipient_id = %s AND d.state = 'available'"""
_WITHHOLD = """
UPDATE deliveries_delivery d SET state = 'withheld', reason = u.reason, decided_at = now(), stamp = %s
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS u (version_id, purpose, reason)
WHERE d.version_id = u.version_id AND d.purpose = u.purpose AND d.recipient_id = %s AND d.state = 'available'"""
_DISCLOSE = (
    "SELECT version_id, purpose, text FROM hub_disclose(%s::uuid[], %s::text[], %s::text[], %s, %s, %s)"
)


def judge(
    deliveries: Sequence[Delivery],
    *,
    reader: Reader,
    snapshot: Snapshot,
    at: datetime,
    open_cases: frozenset[UUID],
) -> list[Opened]:
    """Ask of one's own deliveries, in the order given, whether they may be seen; nothing leaves yet.

    Locks their notices until the transaction ends. ``open_cases``: notices on which the reader, an authority,
    has a case of its own open.
    """
    notices = {one.notice_id for one in deliveries}
    states = _lock(notices)
    newest = _newest(notices, reader.organisation)
    return [
        _judge(one, states[one.notice_id], newest, snapshot, at, one.notice_id in open_cases)
        for one in deliveries
    ]


def let_out(judged: Sequence[Opened], *, reader: Reader, snapshot: Snapshot, at: datetime) -> None:
    """Deliver what may leave and withhold what may not, as judged in this very transaction.

    Everything shown stands in the register before this returns.
    """
    first = [one for one in judged if one.delivery.state == Delivery.State.AVAILABLE]
    _mark([one for one in first if one.shown], reader, snapshot, at)
    _withhold([one for one in first if one.reason], reader, snapshot)
    _show([one for one in judged if one.shown and _has_content(one.delivery)], reader, snapshot)


def _judge(
    delivery: Delivery,
    state: NoticeState,
    newest: dict[tuple[UUID, str], Newest],
    snapshot: Snapshot,
    at: datetime,
    open_case: bool,
) -> Opened:
    if delivery.state in (Delivery.State.WITHHELD, Delivery.State.CLOSED):
        return Opened(delivery, reason=delivery.reason)
    if delivery.basis != Delivery.Basis.AGREEMENT:
        reason = continuing.may_hear_reply(snapshot.index, recipient=delivery.recipient_id, moment=at)
        return Opened(delivery, reason="" if reason is None else reason.code)
    granted = _granted(delivery)
    if not _has_content(delivery):
        sending = engine.may_send_envelope(
            snapshot.index, kind=delivery.kind, recipient=delivery.recipient_id, granted=granted, moment=at
        )
        return Opened(delivery, reason="" if sending.reason is None else sending.reason.code)
    if delivery.state == Delivery.State.DELIVERED:
        reading = engine.may_read(
            snapshot.index,
            recipient=delivery.recipient_id,
            granted=granted,
            delivered_at=delivery.delivered_at,
            cancelled_at=state.cancelled_at,
            open_case=open_case,
            moment=at,
        )
        return Opened(
            delivery, reason="" if reading.reason is None else reading.reason.code, live=reading.versions
        )
    return _judge_first(delivery, granted, state, newest[delivery.notice_id, delivery.purpose], snapshot, at)


def _judge_first(
    delivery: Delivery,
    granted: tuple[UUID, ...],
    state: NoticeState,
    newest: Newest,
    snapshot: Snapshot,
    at: datetime,
) -> Opened:
    """*May send*, before content leaves for the first time.

    The grounds are asked again by rules 1 to 4; what conditions and scope said of this version cannot have
    changed. Where they no longer hold as they stand, the pipeline decides again, with the content.
    """
    if state.waiting == "pending":
        return Opened(delivery, later=True)
    if state.waiting is not None:
        return Opened(delivery, reason=QUARANTINED)
    if state.cancelled_at is not None:
        return Opened(delivery, reason=CANCELLED)
    entitling = [granted]
    if state.current > delivery.n:
        if newest.n != state.current or newest.kind not in (engine.CONTENT, engine.FOLLOW_UP):
            return Opened(delivery, reason=NEWER_VERSION)
        entitling.append(newest.granted)
    if not _still_hold(entitling, delivery, snapshot, at) or _followed_too_long(delivery, newest, at):
        return Opened(delivery, reason=DECIDED_AGAIN)
    return Opened(delivery, live=tuple(snapshot.index.versions[one] for one in granted))


def _still_hold(
    entitling: Sequence[tuple[UUID, ...]], delivery: Delivery, snapshot: Snapshot, at: datetime
) -> bool:
    return all(
        continuing.still_holds(
            snapshot.index,
            publisher=delivery.publisher_id,
            recipient=delivery.recipient_id,
            granted=granted,
            accepted_at=delivery.accepted_at,
            moment=at,
        )
        for granted in entitling
    )


def _followed_too_long(delivery: Delivery, newest: Newest, at: datetime) -> bool:
    """A follow-up ends 90 days after content of the notice first left."""
    return (
        delivery.kind == Delivery.Kind.FOLLOW_UP
        and newest.first_left is not None
        and at >= newest.first_left + timedelta(days=engine.FOLLOW_UP_DAYS)
    )


def _has_content(delivery: Delivery) -> bool:
    return delivery.kind in (Delivery.Kind.CONTENT, Delivery.Kind.FOLLOW_UP)


def _granted(delivery: Delivery) -> tuple[UUID, ...]:
    return () if delivery.grounds is None else tuple(delivery.grounds.agreement_versions)


def _lock(notices: Iterable[UUID]) -> dict[UUID, NoticeState]:
    with acting.connection().cursor() as cursor:
        cursor.execute(_LOCK, [[str(one) for one in notices]])
        return {row[0]: NoticeState(*row[1:]) for row in cursor.fetchall()}


def _newest(notices: Iterable[UUID], recipient: UUID) -> dict[tuple[UUID, str], Newest]:
    with acting.connection().cursor() as cursor:
        cursor.execute(_NEWEST, [[str(one) for one in notices], str(recipient)])
        return {
            (notice, purpose): Newest(n, kind, tuple(versions or ()), first_left)
            for notice, purpose, n, kind, versions, first_left in cursor.fetchall()
        }


def _mark(opened: Sequence[Opened], reader: Reader, snapshot: Snapshot, at: datetime) -> None:
    if not opened:
        return
    versions, purposes = _keys(opened)
    values: list[Any] = [at, reader.channel, at, snapshot.stamp, versions, purposes, str(reader.organisation)]
    with acting.connection().cursor() as cursor:
        cursor.execute(_MARK, values)
    left = [[one.delivery.number, one.delivery.n, one.delivery.purpose, one.delivery.kind] for one in opened]
    ledger.append_leaf(
        kind=Leaf.Kind.DELIVERED,
        subject=reader.organisation,
        values={"by": reader.channel, "deliveries": left},
    )
    for one in opened:
        one.delivery.state = Delivery.State.DELIVERED
        one.delivery.delivered_at = at


def _withhold(opened: Sequence[Opened], reader: Reader, snapshot: Snapshot) -> None:
    if not opened:
        return
    versions, purposes = _keys(opened)
    reasons = [one.reason for one in opened]
    with acting.connection().cursor() as cursor:
        cursor.execute(_WITHHOLD, [snapshot.stamp, versions, purposes, reasons, str(reader.organisation)])
    for one in opened:
        one.delivery.state = Delivery.State.WITHHELD
        one.delivery.reason = one.reason


def _show(opened: Sequence[Opened], reader: Reader, snapshot: Snapshot) -> None:
    """Write the register rows, read the contents in the same statement, and project each under its live grounds."""
    if not opened:
        return
    versions, purposes = _keys(opened)
    live = ["{" + ",".join(str(version.id) for version in one.live) + "}" for one in opened]
    with acting.connection().cursor() as cursor:
        cursor.execute(
            _DISCLOSE,
            [versions, purposes, live, reader.channel, _text(reader.person), _text(reader.client)],
        )
        contents = {(version, purpose): text for version, purpose, text in cursor.fetchall()}
    for one in opened:
        content: dict[str, Any] = orjson.loads(contents[one.delivery.version_id, one.delivery.purpose])
        if one.delivery.basis == Delivery.Basis.AGREEMENT:
            one.elements = project(content, snapshot.index.types[one.delivery.type], one.live)
        else:
            one.elements = replies.elements(content, type_id=one.delivery.type, basis=one.delivery.basis)
    shown = hashed([one.elements for one in opened], agreements=snapshot.agreements)
    for one, elements in zip(opened, shown, strict=True):
        one.elements = elements


def _keys(opened: Sequence[Opened]) -> tuple[list[str], list[str]]:
    return [str(one.delivery.version_id) for one in opened], [one.delivery.purpose for one in opened]


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
