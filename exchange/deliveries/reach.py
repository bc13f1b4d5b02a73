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


def of_agreement(agreement: UUID, *, organisation: UUID, version: UUID | None = None) -> tuple[Reach, Reach]:
    """What of the acting organisation's own notices rests on the agreement; and what of that which it receives.

    ``version``: what rests on this one of its versions, which is all that leaving it touches.
    """
    rows = _rows(agreement, version)
    return _reach(row for row in rows if row.published), _reach(
        row for row in rows if row.recipient == organisation
    )


def by_recipient(agreement: UUID) -> dict[UUID, Reach]:
    """What of the acting organisation's own notices rests on the agreement, for each recipient of any."""
    rows = [row for row in _rows(agreement, None) if row.published]
    recipients = {row.recipient for row in rows}
    return {one: _reach(row for row in rows if row.recipient == one) for one in recipients}


def _rows(agreement: UUID, version: UUID | None) -> list[_Row]:
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT * FROM hub_reach(%s, %s)", [str(agreement), version and str(version)])
        return [_Row(*row) for row in cursor.fetchall()]


def _reach(rows: Iterable[_Row]) -> Reach:
    found = list(rows)
    waiting = (Delivery.State.AVAILABLE, Delivery.State.WITHHELD)
    return Reach(
        recipients=len({row.recipient for row in found if row.state != Delivery.State.CLOSED}),
        undelivered=sum(row.deliveries for row in found if row.alone and row.state in waiting),
        delivered=sum(row.deliveries for row in found if row.alone and row.state == Delivery.State.DELIVERED),
        shared=sum(row.deliveries for row in found if not row.alone and row.state != Delivery.State.CLOSED),
    )
