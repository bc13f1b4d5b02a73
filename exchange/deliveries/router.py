"""The router: claim, decide, write. One transaction a batch; what it does twice it does to the same effect."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.db import DataError, IntegrityError

from accounts import acting, arrays
from accounts.organisations import facts
from exchange.catalogue import types
from exchange.deliveries import claims, dispatching, grounds, outcomes, writing
from exchange.deliveries.claims import Claimed
from exchange.deliveries.grounds import GroundsKey, UnknownGrounds
from exchange.deliveries.line import Line
from exchange.deliveries.writing import NewDelivery
from exchange.ledger import services as ledger
from exchange.routing import engine
from exchange.routing import selectors as routing
from exchange.routing.engine import Outcome
from exchange.routing.facts import Held
from exchange.routing.reasons import Reason
from exchange.routing.selectors import Snapshot

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 5
_BACK_OFF = timedelta(seconds=5)
_WAITS = 4
_ANSWER = "answer"

_SETTLE = """
UPDATE notices_routingwork w SET state = 'routed', routed_at = %s, recipients = u.recipients, fault = ''
FROM unnest(%s::uuid[], %s::integer[]) AS u (version_id, recipients)
WHERE w.version_id = u.version_id"""

_FAIL = """
UPDATE notices_routingwork SET attempts = attempts + 1, fault = %(fault)s,
    due_at = now() + %(wait)s * (attempts + 1),
    state = CASE WHEN attempts + 1 >= %(most)s THEN 'quarantined' ELSE 'pending' END
WHERE version_id = %(version)s"""


class _Refused(Exception):
    """The database took offence at what some of these versions came to."""

    def __init__(self, claimed: Sequence[Claimed]) -> None:
        super().__init__(f"{len(claimed)} versions")
        self.versions = [one.version_id for one in claimed]
        self.notices = len({one.version.notice for one in claimed})


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
    cancelled: list[UUID] = field(default_factory=list)


def route_pending(line: Line) -> int:
    """``route_batch``, and again where it found only what readers were opening at that moment."""
    routed = route_batch(line)
    for _ in range(_WAITS):
        if routed or not claims.came_free():
            break
        routed = route_batch(line)
    return routed


def route_batch(line: Line) -> int:
    """Route all pending versions of the next notices in the line; answer how many versions were settled.

    A version that cannot be decided is put off, and quarantined after ``MOST_ATTEMPTS``; it fails nobody else.
    """
    try:
        return grounds.interning(partial(_route, line))
    except _Refused as refused:
        log.error("routing_batch_refused", versions=len(refused.versions))
        if refused.notices > 1:
            # One row that the database refuses must not hold up the others: find it by going one by one.
            return route_batch(Line(few=1))
        with acting.as_pipeline():
            _put_off(dict.fromkeys(refused.versions[:1], type(refused.__cause__).__name__))
        return 1


def _route(line: Line) -> int:
    claimed: list[Claimed] = []
    try:
        with facts.held_by_pipeline() as (stamp, at):
            claimed += claims.claim(limit=line.limit)
            if not claimed:
                return 0
            batch = _Batch(at, routing.current(stamp=stamp))
            _decide(batch, claimed)
            if batch.missing:
                raise UnknownGrounds(batch.missing)
            _record(batch)
    except (DataError, IntegrityError) as failure:
        raise _Refused(claimed) from failure
    line.took(claimed)
    return len(batch.routed) + len(batch.failed)


def _decide(batch: _Batch, claimed: Sequence[Claimed]) -> None:
    """Decide every claimed version, each notice's in order, so that each sees what its predecessors did."""
    later = {one.version.notice for one in claimed if one.version.n > 1}
    held = claims.held_deliveries(sorted(later))
    addressed = [one.version_id for one in claimed if _is_addressed(one.version.type)]
    addressees = claims.addressees(addressed)
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
            direct = addressees.get(one.version_id, ())
            decided = _without(decided, direct)
            new = [
                outcomes.new_delivery(one, outcome, snapshot=batch.snapshot, missing=batch.missing)
                for outcome in decided
            ]
        except Exception as failure:  # noqa: BLE001 - what a poisonous notice raises is its own affair
            # Not the exception's text, nor its traceback's: they may quote what the notice says.
            batch.failed[one.version_id] = fault = _fault(failure)
            log.error("routing_failed", version=str(one.version_id), fault=fault)
            halted.add(one.version.notice)
            continue
        new += [outcomes.reply_delivery(one, *addressee) for addressee in direct]
        if one.version.kind == engine.CANCELLATION:
            batch.cancelled.append(one.version.notice)
        batch.deliveries += new
        batch.routed[one.version_id] = len(new)
        batch.acts.append(outcomes.act(one, decided, at=batch.at.isoformat()))
        _remember(held, one, decided)


def _without(decided: Sequence[Outcome], direct: Sequence[tuple[UUID, str, str]]) -> list[Outcome]:
    """What agreements give beside the reply itself: whom it addresses or informs has it by that already."""
    pairs = {(recipient, purpose) for recipient, purpose, _basis in direct}
    return [one for one in decided if (one.recipient, one.purpose) not in pairs]


def _fault(failure: Exception) -> str:
    """What went wrong and where in the code: an exception's text may quote what the notice says."""
    last = traceback.extract_tb(failure.__traceback__)[-1]
    return f"{type(failure).__name__} in {last.name}, {Path(last.filename).name}:{last.lineno}"


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


def _is_addressed(type_id: str) -> bool:
    """Whether such notices go to somebody named: authorities' replies, and the answers to them."""
    return type_id == _ANSWER or types.get(type_id).is_reply


def _record(batch: _Batch) -> None:
    """Write what was decided; positions last, since their counters stay locked until commit."""
    ledger.append(batch.acts)
    with acting.connection().cursor() as cursor:
        settled = [arrays.plain(batch.routed), arrays.plain(batch.routed.values())]
        cursor.execute(_SETTLE, [batch.at, *settled])
    _put_off(batch.failed)
    if batch.deliveries:
        _withhold_cancelled(batch)
        writing.write(batch.deliveries, at=batch.at, stamp=batch.snapshot.stamp)
        dispatching.enqueue(batch.deliveries)
    writing.close(batch.cancelled, at=batch.at, stamp=batch.snapshot.stamp)


def _withhold_cancelled(batch: _Batch) -> None:
    """A version routed together with its notice's cancellation takes no place in any inbox."""
    cancelled = set(batch.cancelled)
    for one in batch.deliveries:
        if one.notice_id in cancelled and one.kind in (engine.CONTENT, engine.FOLLOW_UP):
            one.reason = Reason.CANCELLED.code


def _put_off(failed: Mapping[UUID, str]) -> None:
    """Try these versions again later, with what went wrong; past the last attempt they are quarantined."""
    with acting.connection().cursor() as cursor:
        for version, fault in failed.items():
            values: dict[str, Any] = {
                "fault": fault,
                "wait": _BACK_OFF,
                "most": MOST_ATTEMPTS,
                "version": str(version),
            }
            cursor.execute(_FAIL, values)
