"""The facts as the database has them, compiled for the engine and kept for as long as their stamp stands."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from weakref import WeakValueDictionary

from accounts import acting
from accounts.accreditation import selectors as accreditation
from accounts.groups import selectors as groups
from accounts.organisations import facts
from accounts.organisations import selectors as organisations
from exchange.agreements import selectors as agreements
from exchange.agreements.facts import AgreementFacts, VersionFacts
from exchange.agreements.models import AgreementVersion as Row
from exchange.agreements.models import ItemScope
from exchange.routing import force, types
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
from exchange.routing.periods import FOREVER, Periods, period
from exchange.routing.scope import compile_scope
from exchange.routing.terms import compile_conditions
from exchange.subscriptions import selectors as subscriptions
from exchange.subscriptions.models import Channel
from exchange.subscriptions.selectors import SubscriptionFacts, Subscriptions

_MOST_KEPT = 64


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

# Terms never change once proposed: compiled once, they are kept for as long as any snapshot has them.
_compiled: WeakValueDictionary[tuple[UUID, datetime, bytes | None], Terms] = WeakValueDictionary()


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
    """The agreements by number: their ids, and their versions. Those that have not changed stay what they were."""
    changed, ids, versions = None, {}, {}
    if earlier is not None:
        seen = {one.id: earlier.agreements[one.terms.number] for one in earlier.index.versions.values()}
        changed = agreements.changed_since(earlier.stamp, seen)
        kept = earlier.index.facts.agreements
        ids = {number: one for number, one in earlier.agreements.items() if one not in changed}
        versions = {number: kept[number] for number in ids}
    if changed is None or changed:
        written = agreements.decision_facts(changed)
        keys = agreements.mask_keys(changed) if acting.alias() == acting.PIPELINE else {}
        ids |= {one.number: one.id for one in written}
        versions |= {one.number: _agreement(one, keys.get(one.id)) for one in written}
    return ids, dict(sorted(versions.items()))


def _organisations() -> dict[UUID, Organisation]:
    grants: dict[UUID, list[Grant]] = defaultdict(list)
    for one in accreditation.standing_facts():
        recognised = tuple(Recognition(by.by, _periods(by.periods)) for by in one.recognised)
        grants[one.holder].append(Grant(one.kind, one.granted_by, _periods(one.periods), recognised))
    return {
        one.id: Organisation(
            one.id, one.kind, one.country, one.region, _periods(one.active), tuple(grants.get(one.id, ()))
        )
        for one in organisations.organisation_facts()
    }


def _groups() -> dict[UUID, Group]:
    found = {}
    for one in groups.group_facts():
        rule = one.rule and GroupRule(
            one.rule.kind, one.rule.country, one.rule.region, one.rule.standing_kind, one.rule.standing_from
        )
        members = {member: _periods(periods) for member, periods in one.members.items()}
        found[one.id] = Group(one.id, one.keeper, members, rule or None)
    return found


def _agreement(written: AgreementFacts, key: bytes | None) -> tuple[AgreementVersion, ...]:
    history = History(
        suspensions=_periods(written.suspensions),
        terminated_at=written.terminated_at or FOREVER,
        exclusions={pair: _periods(periods) for pair, periods in written.exclusions.items()},
    )
    return force.closed_in_all(
        [
            force.version(_terms(one, key), history, _course(one), one.in_force, one.superseded_at)
            for one in written.versions
        ]
    )


def _terms(written: VersionFacts, key: bytes | None) -> Terms:
    known_by = written.id, written.proposed_at, key
    found = _compiled.get(known_by)
    if found is None:
        found = _compiled[known_by] = _compile(written, key)
    return found


def _compile(written: VersionFacts, key: bytes | None) -> Terms:
    header, by_item = compile_conditions(written.conditions)
    return Terms(
        id=written.id,
        number=written.number,
        version=written.version,
        purpose=written.purpose,
        types=frozenset(written.types),
        provider_organisations=frozenset(written.providers.organisations),
        provider_groups=written.providers.groups,
        recipient_organisations=frozenset(written.recipients.organisations),
        recipient_groups=written.recipients.groups,
        scope=compile_scope(written.scope),
        header_conditions=header,
        item_conditions=by_item,
        matching_items=written.items == "matching",
        standing=frozenset(written.standing),
        recognised=written.recognised,
        objection_days=written.objection_days,
        follow_up=written.follow_up,
        back_fill_from=written.back_fill_from,
        retention_days=written.retention_days,
        retention_from=written.retention_from,
        receipts_opened=written.receipts_opened,
        mask_key=key,
    )


def _course(written: VersionFacts) -> force.Course:
    named = {*written.providers.organisations, *written.recipients.organisations}
    return force.Course(
        proposed_at=written.proposed_at,
        effective_from=written.effective_from,
        effective_until=written.effective_until,
        keepers=written.keepers,
        signed=written.signed,
        left={who: moment for who, moment in written.left.items() if who in named},
        accessions={who: _periods(periods) for who, periods in written.accessions.items()},
    )


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


def _periods(spans: Sequence[tuple]) -> Periods:
    return tuple(period(begins, ends) for begins, ends in spans)
