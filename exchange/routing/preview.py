"""Preview: what an agreement version would change, tried on notices as if each were accepted now.

Two worlds are compared for every notice and every possible recipient: the agreement as it is *before* and as
it is *after*, each beside all other agreements of the same purpose. Both versions are taken as in force, and
members of named groups as acceded: it shows who would receive, and who may join.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from exchange.routing import engine, rules
from exchange.routing.content import Facets
from exchange.routing.facts import (
    AgreementVersion,
    Facts,
    History,
    Id,
    NoticeVersion,
    Organisation,
    TypeFacts,
)
from exchange.routing.index import Index
from exchange.routing.periods import ALWAYS
from exchange.routing.projection import Element, project
from exchange.routing.reasons import Reason
from exchange.routing.scope import restriction, strongest

_POSITION = re.compile(r"/\d+(?=/|$)")


@dataclass(slots=True)
class Shown:
    """An element pattern whose form changes: the most open form it takes, and on how many notices."""

    form: str
    notices: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """One notice as a recipient would see it. A hash in it is not worked out: nobody may have signed yet."""

    notice: Id
    type: str
    accepted_at: datetime
    elements: tuple[Element, ...]


@dataclass(slots=True)
class Change:
    """What changes for one recipient. Counts are of notices.

    ``newly``: received after, not before; ``lost``: the reverse. ``gained`` and ``given_up``: element patterns
    that become more open, or less. ``field_absent``: missed only because the notice lacked a field that a
    condition asks for. ``must_accede``: reached through a group, and not acceded yet. ``after_by_day`` and
    ``newly_by_day``: by the day (UTC) on which the notice was accepted. ``sample``: the first notice looked at
    that it would receive, best one that it does not receive now.
    """

    recipient: Id
    must_accede: bool
    before: int = 0
    after: int = 0
    newly: int = 0
    lost: int = 0
    field_absent: int = 0
    gained: dict[str, Shown] = field(default_factory=dict)
    given_up: dict[str, Shown] = field(default_factory=dict)
    after_by_day: Counter[date] = field(default_factory=Counter)
    newly_by_day: Counter[date] = field(default_factory=Counter)
    sample: Sample | None = None
    sample_is_new: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """The changes by recipient, over so many notices of so many days, from one version to another.

    ``missed``: why recipients would not receive a notice, each with how often: once per notice and recipient.
    """

    before: Id | None
    after: Id
    days: int
    notices: int
    changes: tuple[Change, ...]
    missed: Counter[Reason]

    def a_day(self, notices: int) -> float:
        """How many that is a day."""
        return notices / self.days


def preview(
    index: Index,
    notices: Iterable[NoticeVersion],
    *,
    before: AgreementVersion | None,
    after: AgreementVersion,
    days: int,
    moment: datetime,
) -> Preview:
    """What it would change that ``after`` takes the place of ``before`` (None: of nothing)."""
    worlds = _Worlds(index, before, after, moment)
    count = 0
    for notice in notices:
        count += 1
        worlds.compare(notice)
    changes = sorted(worlds.changes.values(), key=lambda one: str(one.recipient))
    return Preview(
        None if before is None else before.id, after.id, days, count, tuple(changes), worlds.missed
    )


class _Worlds:
    """The world before and the world after, with what has been found to differ so far."""

    def __init__(
        self, index: Index, before: AgreementVersion | None, after: AgreementVersion, moment: datetime
    ) -> None:
        self._index = index
        self._moment = moment
        self._number = after.terms.number
        self._purpose = after.terms.purpose
        self._before = None if before is None else as_if_in_force(index.facts, before, moment)
        self._after = as_if_in_force(index.facts, after, moment)
        self._acceded = {
            one for one, periods in after.accessions.items() if rules.covers(periods, moment)
        } | after.terms.named
        possible = {one for version in (self._before, self._after) if version for one in _recipients(version)}
        self._possible = [index.facts.organisations[one] for one in sorted(possible, key=str)]
        self.changes: dict[Id, Change] = {}
        self.missed: Counter[Reason] = Counter()

    def compare(self, notice: NoticeVersion) -> None:
        """Count what differs on one notice, as if it were accepted now."""
        now = replace(notice, accepted_at=self._moment, first_accepted_at=self._moment, cancelled_at=None)
        kind = self._index.types[now.type]
        facets = Facets(kind.facets, now.content)
        others = self._others(now, facets)
        for receiver in self._possible:
            beside = others.get(receiver.id, [])
            was, _ = self._received(self._before, now, kind, receiver, facets, beside)
            becomes, refused = self._received(self._after, now, kind, receiver, facets, beside)
            if refused is not None and not becomes:
                self.missed[refused] += 1
            if was or becomes or refused is Reason.FIELD_ABSENT:
                self._count(receiver, notice, kind, was, becomes, refused)

    def _others(self, notice: NoticeVersion, facets: Facets) -> Mapping[Id, list[AgreementVersion]]:
        """By recipient, the versions of other agreements of the same purpose that entitle it now."""
        now, _ = engine.entitled(self._index, notice, self._moment, facets=facets, holders=frozenset())
        return {
            recipient: [one for one in versions if one.terms.number != self._number]
            for (recipient, purpose), versions in now.items()
            if purpose == self._purpose
        }

    def _received(
        self,
        version: AgreementVersion | None,
        notice: NoticeVersion,
        kind: TypeFacts,
        receiver: Organisation,
        facets: Facets,
        beside: Sequence[AgreementVersion],
    ) -> tuple[list[AgreementVersion], Reason | None]:
        """Every version that entitles in one of the worlds; and why the compared one does not."""
        if version is None:
            return list(beside), None
        refused = refusal(self._index.facts, version, notice, kind, receiver, facets, self._moment)
        return [*beside, version] if refused is None else list(beside), refused

    def _count(
        self,
        receiver: Organisation,
        notice: NoticeVersion,
        kind: TypeFacts,
        was: Sequence[AgreementVersion],
        becomes: Sequence[AgreementVersion],
        refused: Reason | None,
    ) -> None:
        change = self.changes.get(receiver.id)
        if change is None:
            change = Change(receiver.id, must_accede=receiver.id not in self._acceded)
            self.changes[receiver.id] = change
        change.before += bool(was)
        change.after += bool(becomes)
        change.newly += bool(becomes) and not was
        change.lost += bool(was) and not becomes
        change.field_absent += refused is Reason.FIELD_ABSENT and not becomes
        seen_before, seen_after = (_seen(notice, kind, versions) for versions in (was, becomes))
        forms_before, forms_after = _forms(seen_before), _forms(seen_after)
        _note(change.gained, forms_after, forms_before)
        _note(change.given_up, forms_before, forms_after)
        if becomes:
            _note_day(change, notice, seen_after, new=not was)


def refusal(
    facts: Facts,
    version: AgreementVersion,
    notice: NoticeVersion,
    kind: TypeFacts,
    receiver: Organisation,
    facets: Facets,
    moment: datetime,
) -> Reason | None:
    """Why a version, taken as in force, does not give a notice that is accepted now; None: it does."""
    publisher = facts.organisations[notice.publisher]
    return (
        rules.provider(facts, version, publisher, moment)
        or rules.recipient(facts, version, publisher, receiver, moment)
        or rules.members(facts, version, publisher, receiver, notice, moment)
        or rules.admitted(version, kind, receiver)
        or rules.conditions_hold(version, facets)
        or rules.something_to_see(version, kind, facets)
    )


def as_if_in_force(facts: Facts, version: AgreementVersion, moment: datetime) -> AgreementVersion:
    """The version with every member of its groups acceded for long, and nothing suspended."""
    groups = [facts.groups[one] for one in version.terms.provider_groups + version.terms.recipient_groups]
    joined = {
        one.id: ALWAYS
        for one in facts.organisations.values()
        if any(group.has(one, moment) for group in groups)
    }
    return replace(
        version,
        history=History(exclusions=version.history.exclusions),
        accessions={**version.accessions, **joined},
    )


def _recipients(version: AgreementVersion) -> set[Id]:
    named = set(version.terms.recipient_organisations)
    return named.union(version.accessions) if version.terms.recipient_groups else named


def _seen(notice: NoticeVersion, kind: TypeFacts, versions: Sequence[AgreementVersion]) -> list[Element]:
    """Everything that is seen of a notice."""
    return project(notice.content, kind, versions) if versions else []


def _forms(seen: Iterable[Element]) -> dict[str, str]:
    """The form of every element seen, by its path."""
    return {one.path: one.form for one in seen}


def _note_day(change: Change, notice: NoticeVersion, seen: Sequence[Element], *, new: bool) -> None:
    """Count the notice on its day, and keep it as the sample where there is no better one."""
    day = notice.accepted_at.astimezone(UTC).date()
    change.after_by_day[day] += 1
    change.newly_by_day[day] += new
    if change.sample is None or (new and not change.sample_is_new):
        change.sample = Sample(notice.notice, notice.type, notice.accepted_at, tuple(seen))
        change.sample_is_new = new


def _note(noted: dict[str, Shown], here: Mapping[str, str], there: Mapping[str, str]) -> None:
    """Note the patterns of which some element is more open here than there."""
    opened: dict[str, str] = {}
    for path, form in here.items():
        if path not in there or restriction(form) < restriction(there[path]):
            pattern = _POSITION.sub("/*", path)
            opened[pattern] = strongest((form, opened.get(pattern, form)))
    for pattern, form in opened.items():
        shown = noted.setdefault(pattern, Shown(form))
        shown.form = strongest((form, shown.form))
        shown.notices += 1
