"""The facts as the database has them, compiled for the engine and kept for as long as their stamp stands."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts import acting
from accounts.accreditation import selectors as accreditation
from accounts.groups import selectors as groups
from accounts.organisations import facts
from accounts.organisations import selectors as organisations
from exchange.agreements import selectors as agreements
from exchange.agreements.models import AgreementVersion as Row
from exchange.agreements.models import ItemScope
from exchange.routing import compiling, types
from exchange.routing.compiling import periods_of
from exchange.routing.facts import (
    AgreementVersion,
    Facts,
    Filter,
    Grant,
    Group,
    GroupRule,
    History,
    Organisation,
    Recognition,
    Subscription,
    Terms,
)
from exchange.routing.index import Index
from exchange.routing.scope import compile_scope
from exchange.routing.terms import compile_conditions
from exchange.subscriptions import selectors as subscriptions
from exchange.subscriptions.models import Channel
from exchange.subscriptions.selectors import SubscriptionFacts, Subscriptions

_MOST_KEPT = 64
_READ_AT_ONCE = 2000
_NEVER = -1


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All facts under one stamp, as far as the acting context may know them.

    ``subscriptions`` lists the wishes of everybody who wrote any; whoever is absent wishes for everything.
    ``pushes`` are those of them that name the webhook; whoever is absent is pushed nothing.
    ``agreements`` gives each agreement's id by its number.
    """

    stamp: int
    index: Index
    subscriptions: Mapping[UUID, Sequence[Subscription]]
    pushes: Mapping[UUID, Sequence[Subscription]]
    agreements: Mapping[int, UUID]


# Whose facts they are: the login, and the organisation it acts for.
Viewer = tuple[str, UUID | None]

_kept: OrderedDict[Viewer, Snapshot] = OrderedDict()
_keeping = threading.Lock()


def current(*, stamp: int | None = None) -> Snapshot:
    """The facts as they are now. ``stamp``: theirs, where the caller holds it already.

    An organisation knows the agreements that it is a party of, the pipeline all; each context has its own.
    """
    stamp = facts.stamp() if stamp is None else stamp
    viewer = acting.alias(), acting.organisation()
    kept = _last(viewer)
    if kept is None or kept.stamp != stamp:
        kept = _load(stamp, kept)
        # What this transaction itself has changed may be rolled back, and its stamp then be that of other facts.
        if not facts.changing():
            _keep(viewer, kept)
    return kept


def as_drafted(row: Row) -> AgreementVersion:
    """A version as the engine would see it, be it only a draft: never in force yet."""
    written = agreements.terms_of(row)
    header, by_item = compile_conditions(written.conditions)
    terms = Terms(
        id=row.id,
        number=row.agreement.number,
        version=row.version or 0,
        purpose=written.purpose.value,
        types=frozenset(written.types),
        provider_organisations=frozenset(written.providers.organisations),
        provider_groups=written.providers.groups,
        recipient_organisations=frozenset(written.recipients.organisations),
        recipient_groups=written.recipients.groups,
        scope=compile_scope(tuple((clause.path, clause.form.value) for clause in written.scope)),
        header_conditions=header,
        item_conditions=by_item,
        matching_items=written.items == ItemScope.MATCHING,
        standing=frozenset(kind.value for kind in written.standing),
        recognised=written.recognised,
        objection_days=written.objection_days,
        mask_key=None,
    )
    named = [*written.providers.groups, *written.recipients.groups]
    keepers = frozenset(group.keeper for group in current().index.facts.groups.values() if group.id in named)
    return AgreementVersion(id=row.id, terms=terms, history=History(), force=None, keepers=keepers)


def _last(viewer: Viewer) -> Snapshot | None:
    with _keeping:
        if viewer in _kept:
            _kept.move_to_end(viewer)
        return _kept.get(viewer)


def _keep(viewer: Viewer, snapshot: Snapshot) -> None:
    with _keeping:
        _kept[viewer] = snapshot
        _kept.move_to_end(viewer)
        if len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)


def _load(stamp: int, earlier: Snapshot | None) -> Snapshot:
    """Load until the stamp is the same before and after: only then do the facts belong together.

    Of ``earlier`` facts the agreements are taken over of which nothing has changed.
    """
    while True:
        loaded = _read(stamp, _directory(stamp), earlier)
        now = facts.stamp()
        if now == stamp:
            return loaded
        stamp = now


def _directory(stamp: int) -> tuple[Mapping[UUID, Organisation], Mapping[UUID, Group]]:
    """Members and groups, the same for everybody: taken over from another viewer's facts of this stamp."""
    with _keeping:
        known = list(_kept.values())
    for one in known:
        if one.stamp == stamp:
            return one.index.facts.organisations, one.index.facts.groups
    return _organisations(), _groups()


def _read(
    stamp: int,
    directory: tuple[Mapping[UUID, Organisation], Mapping[UUID, Group]],
    earlier: Snapshot | None,
) -> Snapshot:
    wishes = subscriptions.decision_facts()
    members, named_groups = directory
    ids, versions = _agreements(None if earlier is None or earlier.stamp > stamp else earlier)
    known = Facts(organisations=members, groups=named_groups, agreements=versions)
    return Snapshot(
        stamp=stamp,
        index=Index(known, types.every(), earlier=None if earlier is None else earlier.index),
        subscriptions={who: tuple(map(_subscription, wishes.of(who))) for who in wishes.written},
        pushes=_pushes(wishes),
        agreements=ids,
    )


def _agreements(
    earlier: Snapshot | None,
) -> tuple[dict[int, UUID], dict[int, tuple[AgreementVersion, ...]]]:
    """The agreements by number: their ids, and their versions. Those that have not changed stay what they were.

    The others are read some at a time: what is read takes more room than what is made of it.
    """
    ids: dict[int, UUID] = {}
    versions: dict[int, tuple[AgreementVersion, ...]] = {}
    if earlier is None:
        changed = agreements.changed_since(_NEVER, {})
    else:
        seen = {one.id: earlier.agreements[one.terms.number] for one in earlier.index.versions.values()}
        changed = agreements.changed_since(earlier.stamp, seen)
        ids = {number: one for number, one in earlier.agreements.items() if one not in changed}
        versions = {number: earlier.index.facts.agreements[number] for number in ids}
    waiting = sorted(changed)
    for begin in range(0, len(waiting), _READ_AT_ONCE):
        some = waiting[begin : begin + _READ_AT_ONCE]
        keys = agreements.mask_keys(some) if acting.alias() == acting.PIPELINE else {}
        for one in agreements.decision_facts(some):
            ids[one.number] = one.id
            versions[one.number] = compiling.agreement(one, keys.get(one.id))
    return ids, dict(sorted(versions.items()))


def _organisations() -> dict[UUID, Organisation]:
    grants: dict[UUID, list[Grant]] = defaultdict(list)
    for one in accreditation.standing_facts():
        recognised = tuple(Recognition(by.by, periods_of(by.periods)) for by in one.recognised)
        grants[one.holder].append(Grant(one.kind, one.granted_by, periods_of(one.periods), recognised))
    return {
        one.id: Organisation(
            one.id, one.kind, one.country, one.region, periods_of(one.active), tuple(grants.get(one.id, ()))
        )
        for one in organisations.organisation_facts()
    }


def _groups() -> dict[UUID, Group]:
    found = {}
    for one in groups.group_facts():
        rule = one.rule and GroupRule(
            one.rule.kind, one.rule.country, one.rule.region, one.rule.standing_kind, one.rule.standing_from
        )
        members = {member: periods_of(periods) for member, periods in one.members.items()}
        found[one.id] = Group(one.id, one.keeper, members, rule or None)
    return found


def _pushes(wishes: Subscriptions) -> dict[UUID, tuple[Subscription, ...]]:
    """The wishes that name the webhook, of those who wrote any such."""
    named = {
        who: tuple(_subscription(one) for one in wishes.of(who) if Channel.WEBHOOK in one.channels)
        for who in wishes.written
    }
    return {who: several for who, several in named.items() if several}


def _subscription(written: SubscriptionFacts) -> Subscription:
    return Subscription(
        purpose=written.purpose,
        created=written.since,
        ended=written.until,
        types=written.types,
        filters=tuple(Filter(path, values) for path, values in written.filter),
    )
