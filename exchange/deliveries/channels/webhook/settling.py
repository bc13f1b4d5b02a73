"""After the attempts: what was learnt, written down in one transaction."""

import logging
import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any
from uuid import UUID

from accounts import acting, clock
from exchange.deliveries.channels.webhook import schedule, sql, states, work
from exchange.deliveries.channels.webhook.posting import Answer
from exchange.deliveries.channels.webhook.preparing import Decisions, Ready
from exchange.deliveries.channels.webhook.schedule import VERDICTS, Outcome
from exchange.deliveries.channels.webhook.work import Settled, Settlement

_log = logging.getLogger("exchange.webhooks")
GIVEN_UP = "given-up"
# Attempts in a row without success after which an endpoint counts as failing: one may be chance.
FAILING_AFTER = 3


@dataclass(frozen=True, slots=True)
class Result:
    """One attempt and how it ended."""

    ready: Ready
    answer: Answer


class Successes:
    """When each endpoint's success was last written: not for every message, but often enough to show life."""

    EVERY_SECONDS = 5.0

    def __init__(self) -> None:
        self._written: dict[UUID, float] = {}

    def to_write(self, succeeded: Collection[UUID], failed: Collection[UUID]) -> set[UUID]:
        """Those whose success is to be written now; a failure in between makes the next one due."""
        now = time.monotonic()
        due = {one for one in succeeded if now - self._written.get(one, -inf) > self.EVERY_SECONDS}
        self._written |= dict.fromkeys(due, now)
        for endpoint in failed:
            self._written.pop(endpoint, None)
        return due


def settle(
    results: Sequence[Result], decisions: Decisions, *, delays: Sequence[float], successes: Successes
) -> None:
    """Log the attempts, move the messages on, count for the endpoints, and disable those that are past hope."""
    _count(results, successes)
    settlements = [settlement_of(result, delays=delays) for result in results]
    settled = work.settle(settlements)
    _write_log(results, settled)
    for result in results:
        if result.ready.claimed.id not in settled:
            _log.warning("attempt ended after its lease", extra={"dispatch": str(result.ready.claimed.id)})
    arrived = [
        result.ready.claimed.delivery
        for result in results
        if result.answer.outcome is Outcome.DELIVERED and not result.ready.claimed.is_test
    ]
    if arrived:
        # Also what another worker has taken over meanwhile: content has left, whoever settles the message.
        decisions.delivered(list(dict.fromkeys(arrived)), at=clock.transaction_time())
    work.hold_back(
        [
            (one.claimed, settled[one.claimed.id].next_try)
            for one in settlements
            if one.state == states.RETRYING and one.claimed.id in settled
        ]
    )
    _stop_the_hopeless(results, settlements, settled)


def settlement_of(result: Result, *, delays: Sequence[float]) -> Settlement:
    """What an attempt means for its message."""
    claimed, answer = result.ready.claimed, result.answer
    if answer.outcome is Outcome.DELIVERED:
        return Settlement(claimed, states.SENT)
    if VERDICTS[answer.outcome].permanent:
        return Settlement(claimed, states.DEAD, answer.outcome)
    wait = schedule.delay(claimed.attempts, schedule=delays, retry_after=answer.retry_after)
    if wait is None:
        return Settlement(claimed, states.DEAD, GIVEN_UP)
    return Settlement(claimed, states.RETRYING, answer.outcome, wait)


def _count(results: Sequence[Result], successes: Successes) -> None:
    """Count for the endpoints. Their rows are locked first, in one order, so that nobody deadlocks."""
    succeeded = {one.ready.claimed.endpoint for one in results if one.answer.outcome is Outcome.DELIVERED}
    failed = Counter(
        one.ready.claimed.endpoint
        for one in results
        if one.answer.outcome not in (Outcome.DELIVERED, Outcome.INTERNAL)
    )
    touched = sorted(successes.to_write(succeeded, failed) | failed.keys())
    if not touched:
        return
    with acting.connection().cursor() as cursor:
        cursor.execute(sql.LOCK_ENDPOINTS, [[str(endpoint) for endpoint in touched]])
        cursor.execute(
            sql.COUNT,
            {
                "ids": [str(endpoint) for endpoint in touched],
                "succeeded": [endpoint in succeeded for endpoint in touched],
                "failed": [failed[endpoint] for endpoint in touched],
                "events": [str(clock.uuid7()) for _ in touched],
                "often": FAILING_AFTER,
            },
        )


def _write_log(results: Sequence[Result], settled: dict[UUID, Settled]) -> None:
    rows = [
        (
            str(result.ready.claimed.delivery.version),
            str(clock.uuid7()),
            str(result.ready.claimed.id),
            str(result.ready.claimed.endpoint),
            str(result.ready.claimed.delivery.recipient),
            result.ready.at,
            str(result.answer.outcome),
            result.answer.status,
            round(result.answer.seconds * 1000),
            result.ready.message_id,
            ",".join(key.id for key in result.ready.keys),
            result.ready.claimed.id not in settled,
        )
        for result in results
    ]
    with acting.connection().cursor() as cursor:
        cursor.execute(sql.LOG, [list(column) for column in zip(*rows, strict=True)])


def _stop_the_hopeless(
    results: Sequence[Result], settlements: Sequence[Settlement], settled: dict[UUID, Settled]
) -> None:
    """Disable what asked for it (410), and what has answered nothing with 2xx for a message's whole schedule."""
    reasons: dict[UUID, tuple[str, datetime | None]] = {}
    for result, settlement in zip(results, settlements, strict=True):
        claimed = settlement.claimed
        if VERDICTS[result.answer.outcome].disables:
            reasons[claimed.endpoint] = (result.answer.outcome, None)
        elif _is_hopeless(result, settlement) and claimed.id in settled:
            reasons.setdefault(claimed.endpoint, ("failing", settled[claimed.id].first_tried_at))
    with acting.connection().cursor() as cursor:
        for endpoint in sorted(reasons):
            reason, since = reasons[endpoint]
            facts: dict[str, Any] = {
                "endpoint": endpoint,
                "reason": str(reason),
                "since": since,
                "event": clock.uuid7(),
            }
            cursor.execute(sql.DISABLE, facts)
            if cursor.rowcount:
                _log.warning("webhook disabled", extra={"endpoint": str(endpoint), "reason": str(reason)})


def _is_hopeless(result: Result, settlement: Settlement) -> bool:
    # What the hub itself could not make says nothing about the receiver.
    return settlement.reason in (GIVEN_UP, Outcome.BLOCKED) and result.answer.outcome is not Outcome.INTERNAL
