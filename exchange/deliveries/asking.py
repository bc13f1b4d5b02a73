"""*May send* and *may read*, asked of a reader's own deliveries before anything leaves. Nothing leaves here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from accounts import acting
from exchange.deliveries.models import Delivery
from exchange.routing import continuing, engine
from exchange.routing.facts import AgreementVersion
from exchange.routing.projection import Element
from exchange.routing.selectors import Snapshot

DECIDED_AGAIN = "decided-again"
CANCELLED = "cancelled"
QUARANTINED = "newer-version-unrouted"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and by which channel (``Disclosure.Channel``); exactly one of person and client is set."""

    organisation: UUID
    person: UUID | None
    client: UUID | None
    channel: str


@dataclass(slots=True)
class Opened:
    """The answer for one delivery: its elements, or the reason why they are not shown.

    ``later``: a newer version is being routed right now; ask again in a moment.
    """

    delivery: Delivery
    elements: list[Element] = field(default_factory=list)
    reason: str = ""
    later: bool = False
    live: tuple[AgreementVersion, ...] = ()

    @property
    def shown(self) -> bool:
        return not self.reason and not self.later


class NoticeState(NamedTuple):
    """Where a notice stands while its row is locked: ``waiting`` is the state of work not routed yet."""

    current: int
    waiting: str | None
    cancelled_at: datetime | None
    first_accepted_at: datetime
    current_routed_at: datetime | None


class Newest(NamedTuple):
    """A recipient's newest delivery of a notice for a purpose, when content of any version first left, and the
    last version that was withdrawn, 0 if none was."""

    n: int
    kind: str
    granted: tuple[UUID, ...]
    first_left: datetime | None
    withdrawn: int


_LOCK = "SELECT * FROM hub_lock_notices(%s::uuid[])"
_NEWEST = """
SELECT d.notice_id, d.purpose, d.n, d.kind, g.agreement_versions,
       min(d.delivered_at) OVER held, coalesce(max(d.n) FILTER (WHERE d.kind = 'withdrawal') OVER held, 0)
FROM deliveries_delivery d LEFT JOIN deliveries_grounds g ON g.id = d.grounds_id
WHERE d.notice_id = ANY(%s::uuid[]) AND d.recipient_id = %s
WINDOW held AS (PARTITION BY d.notice_id, d.purpose)
ORDER BY d.n"""


def judge(
    deliveries: Sequence[Delivery],
    *,
    reader: Reader,
    snapshot: Snapshot,
    at: datetime,
    open_cases: frozenset[UUID],
) -> list[Opened]:
    """Ask of one's own deliveries, in the order given, whether they may be seen; nothing leaves yet.

    Locks their notices until the transaction ends. ``open_cases``: notices on which the reader, an authority,
    has a case of its own open.
    """
    notices = {one.notice_id for one in deliveries}
    states = _lock(notices)
    newest = _newest(notices, reader.organisation)
    return [
        _judge(one, states[one.notice_id], newest, snapshot, at, one.notice_id in open_cases)
        for one in deliveries
    ]


def _judge(
    delivery: Delivery,
    state: NoticeState,
    newest: dict[tuple[UUID, str], Newest],
    snapshot: Snapshot,
    at: datetime,
    open_case: bool,
) -> Opened:
    if delivery.state in (Delivery.State.WITHHELD, Delivery.State.CLOSED):
        return Opened(delivery, reason=delivery.reason)
    if delivery.basis != Delivery.Basis.AGREEMENT:
        reason = continuing.may_hear_reply(snapshot.index, recipient=delivery.recipient_id, moment=at)
        return Opened(delivery, reason="" if reason is None else reason.code)
    granted = _granted(delivery)
    if not has_content(delivery):
        sending = engine.may_send_envelope(
            snapshot.index, kind=delivery.kind, recipient=delivery.recipient_id, granted=granted, moment=at
        )
        return Opened(delivery, reason="" if sending.reason is None else sending.reason.code)
    if delivery.state == Delivery.State.DELIVERED:
        reading = engine.may_read(
            snapshot.index,
            recipient=delivery.recipient_id,
            granted=granted,
            delivered_at=delivery.delivered_at,
            cancelled_at=state.cancelled_at,
            open_case=open_case,
            moment=at,
        )
        return Opened(
            delivery, reason="" if reading.reason is None else reading.reason.code, live=reading.versions
        )
    return _judge_first(delivery, granted, state, newest[delivery.notice_id, delivery.purpose], snapshot, at)


def _judge_first(
    delivery: Delivery,
    granted: tuple[UUID, ...],
    state: NoticeState,
    newest: Newest,
    snapshot: Snapshot,
    at: datetime,
) -> Opened:
    """*May send*, before content leaves for the first time.

    A decision of the engine stands while no fact has changed since. Else the grounds are asked again by rules
    1 to 4, for what conditions and scope said of this version cannot have changed; where they no longer hold as
    they stand, the pipeline decides again, with the content.
    """
    if state.waiting == "pending":
        return Opened(delivery, later=True)
    if state.waiting is not None:
        return Opened(delivery, reason=QUARANTINED)
    if state.cancelled_at is not None:
        return Opened(delivery, reason=CANCELLED)
    if _stands(delivery, granted, state, snapshot, at) or (
        _newest_went_too(state, newest)
        and _still_hold([granted, newest.granted], delivery, state, snapshot, at)
        and not _follows_no_more(delivery, newest, at)
        and not _opened_to_newcomers(delivery, granted, state, newest, snapshot)
    ):
        return Opened(delivery, live=tuple(snapshot.index.versions[one] for one in granted))
    return Opened(delivery, reason=DECIDED_AGAIN)


def _stands(
    delivery: Delivery, granted: tuple[UUID, ...], state: NoticeState, snapshot: Snapshot, at: datetime
) -> bool:
    """Whether the last decision on this delivery knew all that there is to know now."""
    return (
        delivery.stamp == snapshot.stamp
        and delivery.kind == Delivery.Kind.CONTENT
        and (state.current == delivery.n or _knew_the_newest(delivery, state))
        and continuing.steady(
            snapshot.index,
            publisher=delivery.publisher_id,
            recipient=delivery.recipient_id,
            granted=granted,
            since=delivery.decided_at,
            until=at,
        )
    )


def _knew_the_newest(delivery: Delivery, state: NoticeState) -> bool:
    """Whether the last decision came after the newest version was routed.

    The router decides each version by itself, also those that it routes together; and a version may have begun
    to be accepted long before it could be known.
    """
    return state.current_routed_at is not None and state.current_routed_at < delivery.decided_at


def _newest_went_too(state: NoticeState, newest: Newest) -> bool:
    """Whether the notice's newest version went to the same recipient as well, for the same purpose."""
    return newest.n == state.current and newest.kind in (engine.CONTENT, engine.FOLLOW_UP)


def _still_hold(
    entitling: Sequence[tuple[UUID, ...]],
    delivery: Delivery,
    state: NoticeState,
    snapshot: Snapshot,
    at: datetime,
) -> bool:
    return all(
        continuing.still_holds(
            snapshot.index,
            publisher=delivery.publisher_id,
            recipient=delivery.recipient_id,
            granted=granted,
            accepted_at=delivery.accepted_at,
            first_accepted_at=state.first_accepted_at,
            moment=at,
        )
        for granted in entitling
    )


def _opened_to_newcomers(
    delivery: Delivery,
    granted: tuple[UUID, ...],
    state: NoticeState,
    newest: Newest,
    snapshot: Snapshot,
) -> bool:
    """Whether a back-fill may be behind it that opens it no more: it opens the current version, to newcomers alone."""
    is_too_late = state.current > delivery.n or newest.first_left is not None
    return is_too_late and any(
        snapshot.index.versions[one].terms.back_fill_from is not None for one in granted
    )


def _follows_no_more(delivery: Delivery, newest: Newest, at: datetime) -> bool:
    """A follow-up ends with a withdrawal, and 90 days after content of the notice first left."""
    return delivery.kind == Delivery.Kind.FOLLOW_UP and (
        newest.withdrawn > delivery.n
        or (newest.first_left is not None and at >= newest.first_left + timedelta(days=engine.FOLLOW_UP_DAYS))
    )


def has_content(delivery: Delivery) -> bool:
    return delivery.kind in (Delivery.Kind.CONTENT, Delivery.Kind.FOLLOW_UP)


def _granted(delivery: Delivery) -> tuple[UUID, ...]:
    return () if delivery.grounds is None else tuple(delivery.grounds.agreement_versions)


def _lock(notices: Iterable[UUID]) -> dict[UUID, NoticeState]:
    with acting.connection().cursor() as cursor:
        cursor.execute(_LOCK, [[str(one) for one in notices]])
        return {row[0]: NoticeState(*row[1:]) for row in cursor.fetchall()}


def _newest(notices: Iterable[UUID], recipient: UUID) -> dict[tuple[UUID, str], Newest]:
    with acting.connection().cursor() as cursor:
        cursor.execute(_NEWEST, [[str(one) for one in notices], str(recipient)])
        return {
            (notice, purpose): Newest(n, kind, tuple(versions or ()), first_left, withdrawn)
            for notice, purpose, n, kind, versions, first_left, withdrawn in cursor.fetchall()
        }
