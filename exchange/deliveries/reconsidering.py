"""Later deliveries: after a resumption, on replay, by back-fill, and to whom content had just left.

A version is routed once. What was withheld is decided again when the facts have changed; what was never made
is made only for the pairs named here.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts import acting
from accounts.organisations import facts
from exchange.deliveries import claims, deciding, dispatching, grounds, outcomes, writing
from exchange.deliveries.grounds import GroundsKey, UnknownGrounds
from exchange.deliveries.models import Delivery
from exchange.deliveries.writing import NewDelivery
from exchange.ledger import services as ledger
from exchange.notices.models import RoutingWork
from exchange.routing import engine
from exchange.routing import selectors as routing
from exchange.routing.engine import Outcome, Sending
from exchange.routing.selectors import Snapshot

MOST_AT_ONCE = 200
REPLAY_ASKED = "replay-asked"
# Withheld for these reasons, a delivery is looked at again without being asked for; for any other, on replay.
PASSING = ("suspended", "decided-again", "newer-version-unrouted", REPLAY_ASKED)

Pair = tuple[UUID, str]

_STILL = """
UPDATE deliveries_delivery d SET state = u.state, reason = u.reason, decided_at = %s, stamp = %s
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[])
    AS u (version_id, recipient_id, purpose, state, reason)
WHERE d.version_id = u.version_id AND d.recipient_id = u.recipient_id AND d.purpose = u.purpose
AND d.state = 'withheld'"""


def reconsider_withheld(*, limit: int = MOST_AT_ONCE) -> int:
    """Decide again what is withheld for a passing reason and was decided under other facts; answer how many."""
    return grounds.interning(partial(_reconsider, limit))


def make_up(versions: Sequence[UUID], *, pairs: Iterable[Pair]) -> int:
    """Make the deliveries of these routed versions that the pairs (recipient, purpose) are owed and have not got.

    Runs within a pipeline transaction that holds the notices' locks; raises ``UnknownGrounds`` to be run again.
    """
    wanted = set(pairs)
    stamp, at = facts.hold_stamp_at()
    snapshot = routing.current(stamp=stamp)
    routed = claims.routed(versions)
    held = claims.held_deliveries([one.version.notice for one in routed])
    made = _made(versions)
    missing: set[GroundsKey] = set()
    new: list[NewDelivery] = []
    acts = []
    for one in routed:
        decided = engine.route(
            snapshot.index,
            one.version,
            held=held[one.version.notice],
            moment=at,
            subscriptions=snapshot.subscriptions,
        )
        owed = [
            outcome
            for outcome in decided
            if (pair := (outcome.recipient, outcome.purpose)) in wanted
            and (one.version_id, *pair) not in made
        ]
        new += [outcomes.new_delivery(one, outcome, snapshot=snapshot, missing=missing) for outcome in owed]
        if owed:
            acts.append(outcomes.act(one, owed, at=at.isoformat()))
    if missing:
        raise UnknownGrounds(missing)
    ledger.append(acts)
    if new:
        writing.write(new, at=at, stamp=stamp)
        dispatching.enqueue(new)
    return len(new)


def _made(versions: Sequence[UUID]) -> set[tuple[UUID, UUID, str]]:
    rows = Delivery.objects.filter(version_id__in=versions)
    return set(rows.values_list("version_id", "recipient_id", "purpose"))


def _reconsider(limit: int) -> int:
    with facts.held_by_pipeline() as (stamp, at):
        deliveries = _changed(stamp, limit)
        if not deliveries:
            return 0
        snapshot = routing.current(stamp=stamp)
        missing: set[GroundsKey] = set()
        again: list[NewDelivery] = []
        still: list[tuple[Delivery, Sending]] = []
        for subject in deciding.subjects(deliveries):
            sending = deciding.may_send(subject, snapshot=snapshot, at=at)
            if sending.allowed:
                again.append(_again(subject, sending, snapshot=snapshot, missing=missing))
            else:
                still.append((subject.delivery, sending))
        if missing:
            raise UnknownGrounds(missing)
        _keep_back(still, at=at, snapshot=snapshot)
        writing.make_available(again, at=at, stamp=stamp)
        dispatching.enqueue(again)
    return len(deliveries)


def _changed(stamp: int, limit: int) -> list[Delivery]:
    """Withheld deliveries to decide again, their notices locked before they are read: each is decided once.

    What waits for a newer version to be routed waits on while any of its notice is unrouted.
    """
    unrouted = RoutingWork.objects.filter(notice_id=OuterRef("notice_id")).exclude(state="routed")
    waiting = (
        Delivery.objects.filter(state=Delivery.State.WITHHELD, reason__in=PASSING)
        .exclude(stamp=stamp, reason="suspended")
        .exclude(Exists(unrouted))
        .order_by("version_id", "recipient_id", "purpose")
    )
    claims.lock(set(waiting.values_list("notice_id", flat=True)[:limit]))
    return list(waiting.select_related("grounds").defer("grounds__elements")[:limit])


def _again(
    subject: deciding.Subject, sending: Sending, *, snapshot: Snapshot, missing: set[GroundsKey]
) -> NewDelivery:
    delivery = subject.delivery
    if delivery.basis != Delivery.Basis.AGREEMENT:
        return outcomes.reply_delivery(
            subject.version, delivery.recipient_id, delivery.purpose, delivery.basis
        )
    kind = sending.kind or delivery.kind
    outcome = Outcome(delivery.recipient_id, delivery.purpose, kind, sending.versions)
    return outcomes.new_delivery(subject.version, outcome, snapshot=snapshot, missing=missing)


def _keep_back(still: Sequence[tuple[Delivery, Sending]], *, at: datetime, snapshot: Snapshot) -> None:
    if not still:
        return
    rows = [
        (
            str(delivery.version_id),
            str(delivery.recipient_id),
            delivery.purpose,
            Delivery.State.CLOSED.value if reason.final else Delivery.State.WITHHELD.value,
            reason.code,
        )
        for delivery, sending in still
        if (reason := sending.reason) is not None
    ]
    with acting.connection().cursor() as cursor:
        cursor.execute(_STILL, [at, snapshot.stamp, *(list(column) for column in zip(*rows, strict=True))])
