"""Who may see what, and why: the one place that decides. A pure function of facts, content and a moment.

*May receive* is asked when routing, *may send* before each attempt, *may read* at each page, read and export.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime

from exchange.routing import holdings, rules
from exchange.routing.answers import (
    CANCELLATION,
    CONTENT,
    FOLLOW_UP,
    WITHDRAWAL,
    WITHHELD,
    Outcome,
    Pair,
    Reading,
    Sending,
)
from exchange.routing.content import Facets
from exchange.routing.facts import (
    AgreementVersion,
    Held,
    Id,
    NoticeVersion,
    Organisation,
    Subscription,
)
from exchange.routing.holdings import FOLLOW_UP_DAYS, Holding
from exchange.routing.index import Index
from exchange.routing.periods import covers
from exchange.routing.reasons import Reason
from exchange.routing.wishes import wanted

__all__ = [
    "CANCELLATION",
    "CONTENT",
    "FOLLOW_UP",
    "FOLLOW_UP_DAYS",
    "WITHDRAWAL",
    "WITHHELD",
    "Entitled",
    "Outcome",
    "Pair",
    "Reading",
    "Sending",
    "entitled",
    "may_read",
    "may_send",
    "may_send_envelope",
    "route",
]

# Who is entitled, for which purpose, and by which versions.
Entitled = dict[Pair, list[AgreementVersion]]


def route(
    index: Index,
    notice: NoticeVersion,
    *,
    held: Iterable[Held] = (),
    moment: datetime,
    subscriptions: Mapping[Id, Sequence[Subscription]],
) -> list[Outcome]:
    """Who gets this version, for which purpose, and as what. Ordered by recipient and purpose.

    Who already holds an earlier version hears of every later one; others by their subscriptions. ``held`` are
    the notice's deliveries of content so far. A recipient absent from ``subscriptions`` wants everything.
    """
    left = holdings.left_by(held, moment)
    earlier = holdings.before(notice, left)
    if notice.kind == CANCELLATION:
        return _in_order(_cancellation(index, pair, holding, moment) for pair, holding in earlier.items())
    if _is_cancelled(notice, moment):
        return []
    kind = index.types[notice.type]
    facets = Facets(kind.facets, notice.content)
    holders = {(one.recipient, one.purpose) for one in left if one.n != notice.n}
    now, once_resumed = entitled(index, notice, moment, facets=facets, holders=holders)
    outcomes = [
        Outcome(*pair, CONTENT, _ids(versions))
        for pair, versions in now.items()
        if pair in earlier or wanted(subscriptions.get(pair[0]), pair[1], notice, kind, versions)
    ]
    outcomes += [
        Outcome(*pair, WITHHELD, _ids(versions), Reason.SUSPENDED)
        for pair, versions in once_resumed.items()
        if pair not in now
        and pair not in earlier
        and wanted(subscriptions.get(pair[0]), pair[1], notice, kind, versions)
    ]
    for pair, holding in earlier.items():
        if pair not in now:
            outcomes += _afterwards(index, notice, pair, holding, facets, moment)
    return _in_order(outcomes)


def entitled(
    index: Index, notice: NoticeVersion, moment: datetime, *, facets: Facets, holders: Set[Pair]
) -> tuple[Entitled, Entitled]:
    """Everybody whom some version entitles, per purpose; and whom one would but for a suspension now.

    Says the same as asking ``rules.may_receive`` of every version and every organisation. ``holders`` have
    another version of the notice.
    """
    facts, kind = index.facts, index.types[notice.type]
    publisher = facts.organisations[notice.publisher]
    now: Entitled = {}
    once_resumed: Entitled = {}
    for version in index.candidates(notice, facets, moment):
        reach = index.reach(version, publisher, moment)
        if (
            not reach.recipients
            or rules.conditions_hold(version, facets)
            or not index.shows_something(version, kind, facets)
        ):
            continue
        # Nothing that rules 1 to 4 ask about has changed since acceptance: they held then as they hold now.
        settled = reach.standing and not reach.suspended and reach.since <= notice.accepted_at < reach.until
        found = once_resumed if reach.suspended else now
        for receiver in reach.recipients:
            pair = (receiver.id, version.terms.purpose)
            if receiver.kind in kind.admits and (
                settled
                or not (
                    rules.publishing_member(facts, version, publisher, notice, moment)
                    or rules.then_too(facts, version, publisher, receiver, notice, holds=pair in holders)
                )
            ):
                found.setdefault(pair, []).append(version)
    return now, once_resumed


def may_send(
    index: Index,
    notice: NoticeVersion,
    *,
    recipient: Id,
    purpose: str,
    granted: Sequence[Id],
    held: Iterable[Held],
    moment: datetime,
    newest: NoticeVersion | None = None,
) -> Sending:
    """Whether this version's content may leave to the recipient at this moment, and under which grounds now.

    ``granted`` are the grounds under which it was routed; ``newest`` the notice's newest version of content,
    where that is another: what the recipient may not receive as it stands now is not sent in an older form.
    """
    if _is_cancelled(notice, moment):
        return Sending(None, (), Reason.CANCELLED)
    receiver = index.facts.organisations[recipient]
    left = holdings.left_by(held, moment)
    kind, versions = _receives(index, notice, receiver, purpose, left, moment)
    if kind is None:
        return Sending(None, (), _why_not(index, notice, receiver, granted, moment))
    if newest is not None and newest.n > notice.n:
        still, _ = _receives(index, newest, receiver, purpose, left, moment)
        if still is None:
            return Sending(None, (), Reason.NEWER_VERSION)
    return Sending(kind, _ids(versions), None)


def may_send_envelope(
    index: Index, *, kind: str, recipient: Id, granted: Sequence[Id], moment: datetime
) -> Sending:
    """Whether a withdrawal or a cancellation may leave: to an active member; a withdrawal, with standing."""
    receiver = index.facts.organisations[recipient]
    if not covers(receiver.active, moment):
        return Sending(None, (), Reason.RECIPIENT_INACTIVE)
    if kind == WITHDRAWAL and not holdings.in_good_standing(index, receiver, granted, moment):
        return Sending(None, (), Reason.RECIPIENT_STANDING)
    return Sending(kind, tuple(granted), None)


def may_read(
    index: Index,
    *,
    recipient: Id,
    granted: Sequence[Id],
    delivered_at: datetime | None,
    cancelled_at: datetime | None,
    open_case: bool,
    moment: datetime,
) -> Reading:
    """Whether a delivered delivery may be read now, and by which of the grounds under which it was delivered.

    ``open_case``: the recipient, an authority, has a case of its own open on the notice.
    """
    receiver = index.facts.organisations[recipient]
    if delivered_at is None or moment < delivered_at:
        return Reading((), Reason.NOT_DELIVERED)
    if not covers(receiver.active, moment):
        return Reading((), Reason.RECIPIENT_INACTIVE)
    excused = open_case and receiver.kind == "authority"
    verdicts = []
    for version in (index.versions[one] for one in granted if one in index.versions):
        receipt = version.terms.retention_from == "receipt"
        since = delivered_at if receipt else cancelled_at
        verdicts.append((version, rules.lapsed(index.facts, version, receiver, since, excused, moment)))
    live = tuple(version for version, lapsed in verdicts if lapsed is None)
    return Reading(live, None if live else _nearest(lapsed for _, lapsed in verdicts))


def _is_cancelled(notice: NoticeVersion, moment: datetime) -> bool:
    return notice.cancelled_at is not None and notice.cancelled_at <= moment


def _cancellation(index: Index, pair: Pair, holding: Holding, moment: datetime) -> Outcome:
    """Everybody that holds any version is told; of who is not an active member, it is kept back."""
    active = covers(index.facts.organisations[pair[0]].active, moment)
    return Outcome(*pair, CANCELLATION, holding.versions, None if active else Reason.RECIPIENT_INACTIVE)


def _afterwards(
    index: Index, notice: NoticeVersion, pair: Pair, holding: Holding, facets: Facets, moment: datetime
) -> list[Outcome]:
    """What a holder gets that is not entitled to the new version: follow-up, withdrawal, or nothing more."""
    receiver = index.facts.organisations[pair[0]]
    following = holdings.following(index, notice, receiver, holding, moment, facets=facets)
    if following:
        return [Outcome(*pair, FOLLOW_UP, _ids(following))]
    if holding.withdrawn or not holdings.in_good_standing(index, receiver, holding.versions, moment):
        return []
    return [Outcome(*pair, WITHDRAWAL, holding.versions)]


def _receives(
    index: Index,
    notice: NoticeVersion,
    receiver: Organisation,
    purpose: str,
    left: Sequence[Held],
    moment: datetime,
) -> tuple[str | None, list[AgreementVersion]]:
    """Whether one recipient gets one version for one purpose: by entitlement, else by follow-up."""
    kind = index.types[notice.type]
    facets = Facets(kind.facets, notice.content)
    pair = (receiver.id, purpose)
    holds = any((one.recipient, one.purpose) == pair and one.n != notice.n for one in left)
    versions = [
        version
        for version in index.candidates(notice, facets, moment)
        if version.terms.purpose == purpose
        and not rules.may_receive(
            index.facts, kind, version, notice, receiver, moment, facets=facets, holds=holds
        )
    ]
    if versions:
        return CONTENT, versions
    holding = holdings.before(notice, left).get(pair)
    if holding is not None:
        versions = holdings.following(index, notice, receiver, holding, moment, facets=facets)
    return (FOLLOW_UP if versions else None), versions


def _why_not(
    index: Index, notice: NoticeVersion, receiver: Organisation, granted: Sequence[Id], moment: datetime
) -> Reason:
    """Of the agreements under which it was routed, in all their versions, the refusal nearest to a yes."""
    kind = index.types[notice.type]
    facets = Facets(kind.facets, notice.content)
    numbers = {index.versions[one].terms.number for one in granted}
    return _nearest(
        rules.may_receive(index.facts, kind, version, notice, receiver, moment, facets=facets, holds=True)
        for number in sorted(numbers)
        for version in index.facts.agreements[number]
    )


def _nearest(reasons: Iterable[Reason | None]) -> Reason:
    """The refusal to tell of: of those that may pass, the one of the highest rule."""
    given = [one for one in reasons if one is not None]
    return max(given, key=lambda one: (not one.final, one.rule), default=Reason.NO_GROUNDS)


def _ids(versions: Iterable[AgreementVersion]) -> tuple[Id, ...]:
    return tuple(sorted(one.id for one in versions))


def _in_order(outcomes: Iterable[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda one: (str(one.recipient), one.purpose))
