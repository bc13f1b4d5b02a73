"""The router: claim, decide, write. One transaction a batch; what it does twice it does to the same effect."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import DatabaseError

from accounts import acting
from accounts.organisations import facts
from exchange.deliveries import claims, dispatching, writing
from exchange.deliveries.claims import Claimed
from exchange.deliveries.grounds import GroundsKey, intern
from exchange.deliveries.models import Delivery
from exchange.deliveries.writing import NewDelivery
from exchange.ledger import services as ledger
from exchange.ledger.models import Leaf
from exchange.routing import engine
from exchange.routing import selectors as routing
from exchange.routing.engine import Outcome
from exchange.routing.facts import Held
from exchange.routing.selectors import Snapshot

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 500
MOST_ATTEMPTS = 5
_BACK_OFF = timedelta(seconds=5)

# Grounds are never changed or removed while a delivery needs them, so what was interned once stays known.
_interned: dict[GroundsKey, int] = {}

_SETTLE = """
UPDATE notices_routingwork w SET state = 'routed', routed_at = %s, recipients = u.recipients, fault = ''
FROM unnest(%s::uuid[], %s::integer[]) AS u (version_id, recipients)
WHERE w.version_id = u.version_id"""

_FAIL = """
UPDATE notices_routingwork SET attempts = attempts + 1, fault = %(fault)s,
    due_at = now() + %(wait)s * (attempts + 1),
    state = CASE WHEN attempts + 1 >= %(most)s THEN 'quarantined' ELSE 'pending' END
WHERE version_id = %(version)s"""


class _UnknownGrounds(Exception):
    """Grounds met for the first time: interned in a transaction of their own, then the batch begins again."""

    def __init__(self, keys: set[GroundsKey]) -> None:
        super().__init__(f"{len(keys)} grounds to intern")
        self.keys = keys


@dataclass(slots=True)
class _Batch:
    """What one routing transaction decided."""

    at: datetime
    snapshot: Snapshot
    routed: dict[UUID, int] = field(default_factory=dict)
    failed: dict[UUID, str] = field(default_factory=dict)
    deliveries: list[NewDelivery] = field(default_factory=list)
    missing: set[GroundsKey] = field(default_factory=set)
    acts: list[ledger.Act] = field(default_factory=list)


def route_batch(*, limit: int = MOST_AT_ONCE) -> int:
    """Route all pending versions of up to ``limit`` notices; answer how many versions were settled.

    A version that cannot be decided is put off, and quarantined after ``MOST_ATTEMPTS``; it fails nobody else.
    """
    while True:
        try:
            return _route(limit)
        except _UnknownGrounds as unknown:
            with acting.as_pipeline():
                index = routing.current().index
            _interned.update(intern(unknown.keys, index=index))
        except DatabaseError:
            if limit == 1:
                raise
            # One row that the database refuses must not hold up the others: find it by going one by one.
            log.exception("routing_batch_refused", limit=limit)
            limit = 1


def _route(limit: int) -> int:
    with acting.as_pipeline():
        claimed = claims.claim(limit=limit)
        if not claimed:
            return 0
        stamp, at = facts.hold_stamp_at()
        batch = _Batch(at, routing.current(stamp=stamp))
        _decide(batch, claimed)
        if batch.missing:
            raise _UnknownGrounds(batch.missing)
        _record(batch)
    return len(batch.routed) + len(batch.failed)


def _decide(batch: _Batch, claimed: Sequence[Claimed]) -> None:
    """Decide every claimed version, each notice's in order, so that each sees what its predecessors did."""
    later = {one.version.notice for one in claimed if one.version.n > 1}
    held = claims.held_deliveries(sorted(later))
    addressees = claims.addressees([one.version_id for one in claimed])
    halted: set[UUID] = set()
    for one in claimed:
        if one.version.notice in halted:
            continue
        try:
            outcomes = engine.route(
                batch.snapshot.index,
                one.version,
                held=held.get(one.version.notice, ()),
                moment=batch.at,
                subscriptions=batch.snapshot.subscriptions,
            )
            new = [_new_delivery(batch, one, outcome) for outcome in outcomes]
        except Exception as failure:
            log.exception("routing_failed", version=str(one.version_id))
            batch.failed[one.version_id] = f"{type(failure).__name__}: {failure}"[:500]
            halted.add(one.version.notice)
            continue
        new += [_reply_delivery(one, *addressee) for addressee in addressees.get(one.version_id, ())]
        batch.deliveries += new
        batch.routed[one.version_id] = len(new)
        batch.acts.append(_act(one, outcomes, batch.at))
        _remember(held, one, outcomes)


def _remember(held: dict[UUID, list[Held]], one: Claimed, outcomes: Sequence[Outcome]) -> None:
    """What was just routed has not left yet: nobody holds it, so the next version owes it nothing."""
    if outcomes and one.version.notice in held:
        held[one.version.notice] += [
            Held(o.recipient, o.purpose, one.version.n, o.versions, None)
            for o in outcomes
            if o.kind in (engine.CONTENT, engine.FOLLOW_UP)
        ]


def _new_delivery(batch: _Batch, one: Claimed, outcome: Outcome) -> NewDelivery:
    key = GroundsKey(outcome.recipient, outcome.purpose, one.version.type, outcome.versions)
    grounds_id = _interned.get(key)
    if grounds_id is None:
        batch.missing.add(key)
    kind = engine.CONTENT if outcome.kind == engine.WITHHELD else outcome.kind
    reason = "" if outcome.reason is None else outcome.reason.code
    return _delivery(
        one, outcome.recipient, outcome.purpose, kind, Delivery.Basis.AGREEMENT, grounds_id, reason
    )


def _reply_delivery(one: Claimed, recipient: UUID, purpose: str, basis: str) -> NewDelivery:
    return _delivery(one, recipient, purpose, engine.CONTENT, basis, None, "")


def _delivery(
    one: Claimed, recipient: UUID, purpose: str, kind: str, basis: str, grounds_id: int | None, reason: str
) -> NewDelivery:
    version = one.version
    return NewDelivery(
        version_id=one.version_id,
        recipient=recipient,
        purpose=purpose,
        kind=kind,
        basis=basis,
        grounds_id=grounds_id,
        notice_id=version.notice,
        number=one.number,
        type=version.type,
        n=version.n,
        reference="" if basis == Delivery.Basis.AGREEMENT else one.reference,
        publisher=version.publisher,
        key_kind=one.key_kind,
        accepted_at=version.accepted_at,
        reason=reason,
    )


def _act(one: Claimed, outcomes: Sequence[Outcome], at: datetime) -> ledger.Act:
    """The decision as the ledger keeps it: to whom, for what, and by which agreement versions."""
    values = {
        "notice": one.number,
        "version": one.version.n,
        "at": at.isoformat(),
        "recipients": [
            [str(o.recipient), o.purpose, o.kind, [str(version) for version in o.versions]] for o in outcomes
        ],
    }
    return ledger.Act(Leaf.Kind.ROUTED, one.version_id, values)


def _record(batch: _Batch) -> None:
    """Write what was decided; positions last, since their counters stay locked until commit."""
    ledger.append(batch.acts)
    with acting.connection().cursor() as cursor:
        cursor.execute(_SETTLE, [batch.at, [str(v) for v in batch.routed], list(batch.routed.values())])
        for version, fault in batch.failed.items():
            values = {"fault": fault, "wait": _BACK_OFF, "most": MOST_ATTEMPTS, "version": str(version)}
            cursor.execute(_FAIL, values)
    dispatching.enqueue(batch.deliveries, at=batch.at)
    if batch.deliveries:
        writing.write(batch.deliveries, at=batch.at, stamp=batch.snapshot.stamp)
