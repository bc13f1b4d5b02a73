"""A publisher's consignments, and where each stands: may it be loaded, what must be answered, what is held or free.

A consignment is what shares one key (UCR, house document, parcel); a notice without one stands alone. All of it is
read in a fixed number of queries, however many there are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from exchange.catalogue import types
from exchange.deliveries import houses, receipts
from exchange.deliveries.houses import House
from exchange.deliveries.receipts import Arrival
from exchange.notices import selectors as notices
from exchange.notices.models import Notice, RoutingWork
from exchange.review import selectors, states
from exchange.review.models import Case
from exchange.review.selectors import ReplyAbout

# The newest notices that are looked at; those with something open are looked at whatever their age.
LOOKED_AT = 60
_DECISIONS = frozenset({states.RELEASE, states.COMPLETE})

Told = TypeVar("Told", Case, ReplyAbout)


class Stage(StrEnum):
    """Where a consignment stands: the first of these that is true of it, the most pressing first."""

    DO_NOT_LOAD = "do_not_load"
    OVERDUE = "overdue"
    HELD = "held"
    ASKED = "asked"
    SET_ASIDE = "set_aside"
    ROUTING = "routing"
    CANCELLED = "cancelled"
    RELEASED = "released"
    RELEASED_IN_PART = "released_in_part"
    ASSESSED = "assessed"
    HOUSES_DUE = "houses_due"
    RECEIVED = "received"
    SENT = "sent"
    NOBODY = "nobody"


# What somebody of the publisher's should look at now.
PRESSING = frozenset({Stage.DO_NOT_LOAD, Stage.OVERDUE, Stage.HELD, Stage.ASKED, Stage.SET_ASIDE})


@dataclass(frozen=True, slots=True)
class Consignment:
    """One consignment of the publisher's: its own notices about it, the newest first, and what came of them.

    ``open`` are the cases that stand, the most urgent first; ``decided`` what authorities told of their decisions;
    ``orders`` those to others that it was told of and that stand; ``houses`` who was named to file houses of it.
    """

    key_kind: str
    key_value: str
    notices: tuple[Notice, ...]
    stage: Stage
    open: tuple[Case, ...]
    decided: tuple[ReplyAbout, ...]
    arrivals: tuple[Arrival, ...]
    houses: tuple[House, ...] = ()
    orders: tuple[ReplyAbout, ...] = ()

    @property
    def in_the_way(self) -> frozenset[str]:
        """The kinds of what stands: one's own cases, and the orders to others."""
        return _in_the_way(self.open, self.orders)

    @property
    def newest(self) -> Notice:
        return self.notices[0]

    @property
    def due_at(self) -> datetime | None:
        """By when something must be answered."""
        return min((one.due_at for one in self.open if one.due_at is not None), default=None)


def consignments(*, publisher: UUID, at: datetime, limit: int) -> list[Consignment]:
    """The publisher's consignments, those that press first, then the newest."""
    own = notices.own_notices(publisher=publisher).exclude(type__in=_replies())
    open_cases = list(selectors.cases(at=at).filter(closed_at=None))
    newest = list(own.order_by("-id").values_list("id", flat=True)[:LOOKED_AT])
    wanted = Q(pk__in=newest) | Q(pk__in={one.notice_id for one in open_cases})
    found = list(own.filter(wanted).prefetch_related("routing_work").order_by("-id"))
    identifiers = [one.id for one in found]
    told = selectors.replies_about(identifiers)
    replies = [one for one in told if one.type in _DECISIONS]
    orders = [one for one in told if one.standing]
    arrived = receipts.arrivals(identifiers)
    named = houses.of_own(identifiers, publisher=publisher, at=at)
    gathered: dict[tuple[str, str], list[Notice]] = defaultdict(list)
    for one in found:
        gathered[one.key_kind, one.key_value].append(one)
    made = [
        _consignment(
            key,
            together,
            _about(together, open_cases, lambda case: case.notice_id),
            _about(together, replies, lambda reply: reply.notice),
            [arrival for one in together for arrival in arrived.get(one.id, ())],
            [house for one in together for house in named.get(one.id, ())],
            _about(together, orders, lambda order: order.notice),
        )
        for key, together in gathered.items()
    ]
    return sorted(made, key=_pressing_first)[:limit]


def _consignment(
    key: tuple[str, str],
    together: Sequence[Notice],
    cases: Sequence[Case],
    decided: Sequence[ReplyAbout],
    arrivals: Sequence[Arrival],
    named: Sequence[House],
    orders: Sequence[ReplyAbout],
) -> Consignment:
    return Consignment(
        key_kind=key[0],
        key_value=key[1],
        notices=tuple(together),
        stage=_stage(together, cases, decided, arrivals, named, orders),
        open=tuple(sorted(cases, key=lambda one: (one.due_at is None, one.due_at or one.opened_at))),
        decided=tuple(sorted(decided, key=lambda one: one.sent_at, reverse=True)),
        arrivals=tuple(arrivals),
        houses=tuple(dict.fromkeys(named)),
        orders=tuple(orders),
    )


def _stage(
    together: Sequence[Notice],
    cases: Sequence[Case],
    decided: Sequence[ReplyAbout],
    arrivals: Sequence[Arrival],
    named: Sequence[House],
    orders: Sequence[ReplyAbout],
) -> Stage:
    kinds = _in_the_way(cases, orders)
    routing = {work.state for one in together for work in one.routing_work.all()}
    told = {one.type for one in decided}
    whole = any(one.type == states.RELEASE and not one.partial for one in decided)
    true = {
        Stage.DO_NOT_LOAD: states.DO_NOT_LOAD in kinds,
        Stage.OVERDUE: any(getattr(one, "overdue", False) for one in cases),
        Stage.HELD: states.HOLD in kinds,
        Stage.ASKED: bool(cases),
        Stage.SET_ASIDE: RoutingWork.State.QUARANTINED in routing,
        Stage.ROUTING: RoutingWork.State.PENDING in routing,
        Stage.CANCELLED: all(one.cancelled_at is not None for one in together),
        Stage.RELEASED: whole,
        Stage.RELEASED_IN_PART: states.RELEASE in told,
        Stage.ASSESSED: states.COMPLETE in told,
        Stage.HOUSES_DUE: any(not one.known for one in named),
        Stage.RECEIVED: any(one.delivered for one in arrivals),
        Stage.SENT: bool(arrivals),
    }
    return next((stage for stage, holds in true.items() if holds), Stage.NOBODY)


def _in_the_way(cases: Iterable[Case], orders: Iterable[ReplyAbout]) -> frozenset[str]:
    return frozenset((*(one.kind for one in cases), *(one.type for one in orders)))


def _pressing_first(one: Consignment) -> tuple[bool, int, float]:
    pressing = one.stage in PRESSING
    order = list(Stage).index(one.stage) if pressing else 0
    return (not pressing, order, -one.newest.accepted_at.timestamp())


def _replies() -> list[str]:
    """The types that are about another notice, and so no consignment of their own."""
    return [states.ANSWER, *(one.id for one in types.every() if one.is_reply)]


def _about(
    together: Sequence[Notice], found: Iterable[Told], notice_of: Callable[[Told], UUID]
) -> list[Told]:
    mine = {one.id for one in together}
    return [one for one in found if notice_of(one) in mine]
