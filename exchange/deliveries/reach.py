"""How much rests on an agreement: what stopping it would withhold, and what stays readable."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from accounts import acting
from exchange.deliveries.models import Delivery


@dataclass(frozen=True, slots=True)
class Reach:
    """Deliveries that rest on one agreement alone, by what has become of them.

    ``recipients``: how many organisations they are for. ``shared``: deliveries that other agreements carry, too.
    """

    recipients: int
    undelivered: int
    delivered: int
    shared: int


class _Row(NamedTuple):
    published: bool
    recipient: UUID
    state: str
    alone: bool
    deliveries: int


def of_agreement(agreement: UUID, *, organisation: UUID) -> tuple[Reach, Reach]:
    """What of the acting organisation's own notices rests on the agreement; and what of that which it receives."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT * FROM hub_reach(%s)", [str(agreement)])
        rows = [_Row(*row) for row in cursor.fetchall()]
    return _reach(row for row in rows if row.published), _reach(
        row for row in rows if row.recipient == organisation
    )


def _reach(rows: Iterable[_Row]) -> Reach:
    found = list(rows)
    waiting = (Delivery.State.AVAILABLE, Delivery.State.WITHHELD)
    return Reach(
        recipients=len({row.recipient for row in found if row.state != Delivery.State.CLOSED}),
        undelivered=sum(row.deliveries for row in found if row.alone and row.state in waiting),
        delivered=sum(row.deliveries for row in found if row.alone and row.state == Delivery.State.DELIVERED),
        shared=sum(row.deliveries for row in found if not row.alone and row.state != Delivery.State.CLOSED),
    )
