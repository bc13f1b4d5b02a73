"""What a recipient does with its deliveries beside reading them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts import acting
from accounts.access.permissions import check_may_deliver
from accounts.callers import Caller
from accounts.errors import Conflict
from exchange.deliveries.models import Delivery
from exchange.deliveries.reconsidering import REPLAY_ASKED
from exchange.ledger import services as ledger
from exchange.ledger.models import Leaf

_ACKNOWLEDGE = """
UPDATE deliveries_delivery d SET acknowledged_at = %s, acknowledged_by = %s
FROM unnest(%s::uuid[], %s::text[]) AS u (version_id, purpose)
WHERE d.version_id = u.version_id AND d.recipient_id = %s AND d.purpose = u.purpose
AND d.state = 'delivered' AND d.acknowledged_at IS NULL
RETURNING d.id, d.number, d.n"""

_ASK_AGAIN = """
UPDATE deliveries_delivery d SET reason = %s
FROM unnest(%s::uuid[], %s::text[]) AS u (version_id, purpose)
WHERE d.version_id = u.version_id AND d.recipient_id = %s AND d.purpose = u.purpose AND d.state = 'withheld'
RETURNING d.version_id, d.purpose"""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What became of several deliveries: acknowledged now, acknowledged before, not delivered yet."""

    now: frozenset[UUID]
    before: frozenset[UUID]
    unopened: frozenset[UUID]


def check_may_open(delivery: Delivery, *, by: Caller) -> None:
    """Refuse to deliver by opening to whoever may only read what was delivered: an auditor changes nothing."""
    if delivery.state == Delivery.State.AVAILABLE:
        check_may_deliver(by)


def ask_again(delivery: Delivery) -> None:
    """Have what is withheld decided again; what is lawful by then becomes available at a new position."""
    if delivery.state != Delivery.State.WITHHELD:
        raise Conflict("not-withheld", "Only what is withheld, and not for good, can be decided again.")
    delivery.reason = REPLAY_ASKED
    delivery.save(update_fields=["reason"])


def ask_again_of(deliveries: Iterable[tuple[UUID, str]], *, recipient: UUID) -> set[tuple[UUID, str]]:
    """As ``ask_again``, for those (version, purpose) of the recipient's that are withheld; answer which they are."""
    asked = list(deliveries)
    versions, purposes = [str(version) for version, _ in asked], [purpose for _, purpose in asked]
    with acting.connection().cursor() as cursor:
        cursor.execute(_ASK_AGAIN, [REPLAY_ASKED, versions, purposes, str(recipient)])
        return set(cursor.fetchall())


def acknowledge(delivery: Delivery, *, at: datetime, person: UUID | None = None) -> datetime:
    """Say that a delivered delivery was taken over, and answer when that was first said.

    Once acknowledged it stays so, and asking again answers the same. What has not been delivered cannot be.
    ``person``: who says so, which stays within the recipient.
    """
    if _acknowledge([delivery], at=at, person=person):
        return at
    delivery.refresh_from_db(fields=["state", "acknowledged_at"])
    if delivery.acknowledged_at is None:
        raise Conflict(
            "not-delivered", "Open the delivery, or fetch it from the feed, before acknowledging it."
        )
    return delivery.acknowledged_at


def acknowledge_all(deliveries: Sequence[Delivery], *, at: datetime, person: UUID | None) -> Acknowledged:
    """Acknowledge several deliveries of one recipient; what has not been delivered is passed over, and named."""
    done = _acknowledge(deliveries, at=at, person=person)
    rest = [one for one in deliveries if one.id not in done]
    unopened = frozenset(one.id for one in rest if one.acknowledged_at is None)
    return Acknowledged(done, frozenset(one.id for one in rest) - unopened, unopened)


def _acknowledge(deliveries: Sequence[Delivery], *, at: datetime, person: UUID | None) -> frozenset[UUID]:
    """Mark those that are delivered and not acknowledged, with a leaf each; answer which."""
    if not deliveries:
        return frozenset()
    ordered = sorted(deliveries, key=lambda one: (one.version_id, one.purpose))
    keys = [str(one.version_id) for one in ordered], [one.purpose for one in ordered]
    who = None if person is None else str(person)
    with acting.connection().cursor() as cursor:
        cursor.execute(_ACKNOWLEDGE, [at, who, *keys, str(ordered[0].recipient_id)])
        rows = cursor.fetchall()
    ledger.append(
        ledger.Act(Leaf.Kind.RECEIPT, one, {"notice": number, "version": n, "acknowledged": at.isoformat()})
        for one, number, n in rows
    )
    return frozenset(row[0] for row in rows)
