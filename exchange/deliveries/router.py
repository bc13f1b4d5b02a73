"""The router: claim, decide, write. One transaction a batch; what it does twice it does to the same effect."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError

from accounts import acting
from accounts.organisations import facts
from exchange.deliveries import claims, dispatching, grounds, outcomes, writing
from exchange.deliveries.claims import Claimed
from exchange.deliveries.grounds import GroundsKey, UnknownGrounds
from exchange.deliveries.writing import NewDelivery
from exchange.ledger import services as ledger
from exchange.routing import engine
from exchange.routing import selectors as routing
from exchange.routing.engine import Outcome
from exchange.routing.facts import Held
from exchange.routing.selectors import Snapshot

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 500
MOST_ATTEMPTS = 5
_BACK_OFF = timedelta(seconds=5)

_SETTLE = """
UPDATE notices_routingwork w SET state = 'routed', routed_at = %s, recipients = u.recipients, fault = ''
FROM unnest(%s::uuid[], %s::integer[]) AS u (version_id, recipients)
WHERE w.version_id = u.version_id"""

_FAIL = """
UPDATE notices_routingwork SET attempts = attempts + 1, fault = %(fault)s,
    due_at = now() + %(wait)s * (attempts + 1),
    state = CASE WHEN attempts + 1 >= %(most)s THEN 'quarantined' ELSE 'pending' END
WHERE version_id = %(version)s"""


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
    try:
        return grounds.interning(partial(_route, limit))
    except DatabaseError:
        if limit == 1:
            raise
        # One row that the database refuses must not hold up the others: find it by going one by one.
        log.exception("routing_batch_refused", limit=limit)
        return grounds.interning(partial(_route, 1))


def _route(limit: int) -> int:
    with acting.as_pipeline():
        claimed = claims.claim(limit=limit)
        if not claimed:
            return 0
        stamp, at = facts.hold_stamp_at()
        batch = _Batch(at, routing.current(stamp=stamp))
        _decide(batch, claimed)
        if batch.missing:
            raise UnknownGrounds(batch.missing)
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
            decided = engine.route(
                batch.snapshot.index,
                one.version,
                held=held.get(one.version.notice, ()),
                moment=batch.at,
                subscriptions=batch.snapshot.subscriptions,
            )
            new = [
                outcomes.new_delivery(one, outcome, snapshot=batch.snapshot, missing=batch.missing)
                for outcome in decided
            ]
        except Exception as failure:
            log.exception("routing_failed", version=str(one.version_id))
            batch.failed[one.version_id] = f"{type(failure).__name__}: {failure}"[:500]
            halted.add(one.version.notice)
            continue
        new += [outcomes.reply_delivery(one, *addressee) for addressee in addressees.get(one.version_id, ())]
        batch.deliveries += new
        batch.routed[one.version_id] = len(new)
        batch.acts.append(outcomes.act(one, decided, at=batch.at.isoformat()))
        _remember(held, one, decided)


def _remember(held: dict[UUID, list[Held]], one: Claimed, decided: Sequence[Outcome]) -> None:
    """What was just routed has not left yet, so nobody holds it; who was just told of a withdrawal, was told."""
    notice = one.version.notice
    if decided and notice in held:
        told = {(o.recipient, o.purpose) for o in decided if o.kind == engine.WITHDRAWAL}
        held[notice] = [
            replace(h, withdrawn=True) if (h.recipient, h.purpose) in told else h for h in held[notice]
        ]
        held[notice] += [
            Held(o.recipient, o.purpose, one.version.n, o.versions, None)
            for o in decided
            if o.kind in (engine.CONTENT, engine.FOLLOW_UP)
        ]


def _record(batch: _Batch) -> None:
    """Write what was decided; positions last, since their counters stay locked until commit."""
    ledger.append(batch.acts)
    with acting.connection().cursor() as cursor:
        cursor.execute(_SETTLE, [batch.at, [str(v) for v in batch.routed], list(batch.routed.values())])
        for version, fault in batch.failed.items():
            values: dict[str, Any] = {
                "fault": fault,
                "wait": _BACK_OFF,
                "most": MOST_ATTEMPTS,
                "version": str(version),
            }
            cursor.execute(_FAIL, values)
    if batch.deliveries:
        writing.write(batch.deliveries, at=batch.at, stamp=batch.snapshot.stamp)
        dispatching.enqueue(batch.deliveries)
