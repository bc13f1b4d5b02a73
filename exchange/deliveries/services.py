"""What a recipient does with its deliveries beside reading them."""

from collections.abc import Iterable
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
UPDATE deliveries_delivery SET acknowledged_at = %s
WHERE version_id = %s AND recipient_id = %s AND purpose = %s AND state = 'delivered' AND acknowledged_at IS NULL"""

_ASK_AGAIN = """
UPDATE deliveries_delivery d SET reason = %s
FROM unnest(%s::uuid[], %s::text[]) AS u (version_id, purpose)
WHERE d.version_id = u.version_id AND d.recipient_id = %s AND d.purpose = u.purpose AND d.state = 'withheld'
RETURNING d.version_id, d.purpose"""


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


def acknowledge(delivery: Delivery, *, at: datetime) -> datetime:
    """Say that a delivered delivery was taken over, and answer when that was first said.

    Once acknowledged it stays so, and asking again answers the same. What has not been delivered cannot be.
    """
    with acting.connection().cursor() as cursor:
        cursor.execute(
            _ACKNOWLEDGE, [at, str(delivery.version_id), str(delivery.recipient_id), delivery.purpose]
        )
        acknowledged = cursor.rowcount == 1
    if acknowledged:
        values = {"notice": delivery.number, "version": delivery.n, "acknowledged": at.isoformat()}
        ledger.append_leaf(kind=Leaf.Kind.RECEIPT, subject=delivery.id, values=values)
        return at
    delivery.refresh_from_db(fields=["state", "acknowledged_at"])
    if delivery.acknowledged_at is None:
        raise Conflict(
            "not-delivered", "Open the delivery, or fetch it from the feed, before acknowledging it."
        )
    return delivery.acknowledged_at
