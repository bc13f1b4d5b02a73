"""Messages as rows of work: put in by the router, claimed with a lease, settled by whoever still holds it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import acting, clock
from exchange.deliveries.channels.webhook import sql
from exchange.deliveries.channels.webhook.message import DeliveryRef

# Longer than any attempt lasts, so that a lease runs out only when its holder is dead or asleep.
LEASE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class NewDispatch:
    """A delivery that a subscription sends to an endpoint. ``key_kind`` and ``key_value``: the consignment key."""

    delivery: DeliveryRef
    delivery_id: UUID
    endpoint: UUID
    key_kind: str
    key_value: str
    position: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in our hands until its lease runs out."""

    delivery: DeliveryRef
    endpoint: UUID
    id: UUID
    delivery_id: UUID | None
    order_key: UUID
    position: int
    attempts: int
    message_id: str
    replaces: str
    digest: bytes | None
    lease: UUID

    @property
    def is_test(self) -> bool:
        return self.delivery_id is None


def enqueue(dispatches: Sequence[NewDispatch]) -> None:
    """Make the messages due. One that was withheld takes its new position; any other stays as it is."""
    if not dispatches:
        return
    rows = [
        (*one.delivery, one.endpoint, clock.uuid7(), one.delivery_id, order_key(one), one.position)
        for one in dispatches
    ]
    _execute(sql.ENQUEUE, _columns(rows))


def order_key(dispatch: NewDispatch) -> UUID:
    """What orders: notices of one consignment key share it. A digest, for the key's value may be hidden."""
    written = f"{dispatch.key_kind}\x1f{dispatch.key_value}".encode()
    return UUID(bytes=hashlib.sha256(written).digest()[:16])


def waiting() -> list[UUID]:
    """The endpoints that may be called and have a message due."""
    return [row[0] for row in _execute(sql.WAITING, [])]


def claim(rooms: Mapping[UUID, int], *, lease_seconds: float = LEASE_SECONDS) -> list[Claimed]:
    """Take up to so many messages for each endpoint, one of each key, in a transaction that holds nothing else."""
    if not rooms:
        return []
    lease = clock.uuid7()
    facts: dict[str, Any] = {
        "endpoints": [str(endpoint) for endpoint in rooms],
        "rooms": list(rooms.values()),
        "lease": lease,
        "seconds": lease_seconds,
    }
    with acting.connection().cursor() as cursor:
        cursor.execute(sql.CLAIM, facts)
        rows = cursor.fetchall()
    return [_claimed(row, lease) for row in rows]


def _claimed(row: tuple[Any, ...], lease: UUID) -> Claimed:
    version, recipient, purpose, endpoint, dispatch, delivery_id, order_key, position, *more = row
    attempts, message_id, replaces, digest = more
    return Claimed(
        delivery=DeliveryRef(version, recipient, purpose),
        endpoint=endpoint,
        id=dispatch,
        delivery_id=delivery_id,
        order_key=order_key,
        position=position,
        attempts=attempts,
        message_id=message_id,
        replaces=replaces,
        digest=None if digest is None else bytes(digest),
        lease=lease,
    )


def _execute(statement: str, columns: list[list[Any]]) -> list[tuple[Any, ...]]:
    with acting.connection().cursor() as cursor:
        cursor.execute(statement, columns)
        return cursor.fetchall() if cursor.description else []


def _columns(rows: Sequence[Sequence[object]]) -> list[list[Any]]:
    """The rows' columns as lists, for ``unnest``; identifiers as text, which PostgreSQL casts as a whole."""
    return [[str(v) if isinstance(v, UUID) else v for v in column] for column in zip(*rows, strict=True)]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a claimed message. ``refund``: the claim counted an attempt that was not made."""

    claimed: Claimed
    state: str
    reason: str = ""
    delay: float | None = None
    refund: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """A message that was still ours when it was settled."""

    first_tried_at: datetime | None
    next_try: datetime
    at: datetime


def settle(settlements: Sequence[Settlement]) -> dict[UUID, Settled]:
    """Let go of the messages; those missing from the answer had been taken over by somebody else."""
    if not settlements:
        return {}
    rows = [
        (
            one.claimed.delivery.version,
            one.claimed.id,
            one.claimed.lease,
            one.state,
            one.reason,
            one.delay,
            int(one.refund),
        )
        for one in settlements
    ]
    settled = _execute(sql.SETTLE, _columns(rows))
    return {dispatch: Settled(tried, next_try, at) for dispatch, tried, next_try, at in settled}


def hold_back(heads: Sequence[tuple[Claimed, datetime]]) -> None:
    """Keep what stands behind failing messages of the same key until their time has come."""
    if heads:
        _execute(sql.HOLD_BACK, _columns([(one.endpoint, one.order_key, at) for one, at in heads]))


def name(messages: Sequence[tuple[Claimed, str, str, bytes]]) -> set[UUID]:
    """Keep the id, the replaced id and the digest under which each message goes out; those still ours."""
    if not messages:
        return set()
    rows = [
        (one.delivery.version, one.id, one.lease, message_id, replaces, digest)
        for one, message_id, replaces, digest in messages
    ]
    return {row[0] for row in _execute(sql.NAME, _columns(rows))}
