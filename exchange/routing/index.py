"""All agreement versions, compiled: matching one notice costs about the same among ten and ten thousand.

It only narrows and remembers; what entitles is in ``rules``. Versions are found by type and provider, then by
the rarest of their conditions. What rules 1 to 4 say of a version and a publisher is kept together with the
span of time in which no fact that they ask about changes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from exchange.routing import rules
from exchange.routing.conditions import Token, notice_tokens
from exchange.routing.content import Facets
from exchange.routing.facts import AgreementVersion, Facts, Id, NoticeVersion, Organisation, TypeFacts
from exchange.routing.periods import FOREVER, NEVER_BEGAN, covers, days_after
from exchange.routing.projection import sure_paths
from exchange.routing.reasons import Reason

# Below this many versions a look at each is cheaper than a look-up by condition.
_FEW = 6
_MOST_REACHES = 100_000


class Reach(NamedTuple):
    """Whom a publisher's data reach under one version by rules 1 to 4, from ``since`` until ``until``.

    ``suspended`` is set aside in ``refused``. ``standing``: whether the publisher has it in this span; rule 4
    also counts what it had when version 1 was accepted, which is left to the rule itself.
    """

    since: datetime
    until: datetime
    refused: Reason | None
    suspended: bool
    standing: bool
    recipients: tuple[Organisation, ...]


class Index:
    """The facts, with ways to find what concerns one notice.

    ``earlier``: what was found out under earlier facts is taken over where it rests on agreements that are still
    the same; nothing of what rests on members and groups is.
    """

    def __init__(
        self, facts: Facts, types: Mapping[str, TypeFacts], *, earlier: "Index | None" = None
    ) -> None:
        self.facts = facts
        self.types = types
        self.versions = {one.id: one for versions in facts.agreements.values() for one in versions}
        self._by_provider: dict[tuple[str, Id], list[AgreementVersion]] = {}
        self._shelves: dict[tuple[str, Id], _Shelf] = {}
        self._reaches: dict[tuple[Id, Id], Reach] = {}
        self._sure: dict[tuple[str, Id], tuple[tuple[str, ...], ...]] = {}
        for version in self.versions.values():
            if version.force is not None:
                self._shelve(version)
        if earlier is not None and earlier.types is types:
            self._take_over(earlier)

    def _take_over(self, earlier: "Index") -> None:
        """Shelves of the very same versions; and what terms show, which never changes."""
        self._shelves = {
            key: shelf
            for key, shelf in earlier._shelves.items()
            if earlier._by_provider.get(key) == self._by_provider.get(key)
        }
        self._sure = {key: sure for key, sure in earlier._sure.items() if key[1] in self.versions}

    def _shelve(self, version: AgreementVersion) -> None:
        terms = version.terms
        providers = set(terms.provider_organisations)
        if terms.provider_groups:
            providers.update(version.accessions)
        for kind in terms.types:
            for provider in providers:
                self._by_provider.setdefault((kind, provider), []).append(version)

    def candidates(
        self, notice: NoticeVersion, facets: Facets, moment: datetime
    ) -> Iterator[AgreementVersion]:
        """The versions that may entitle somebody to this notice: all that do, and few that do not."""
        key = (notice.type, notice.publisher)
        shelf = self._shelves.get(key)
        if shelf is None:
            shelf = self._shelves[key] = _Shelf(self._by_provider.get(key, []))
        return shelf.find(facets, moment)

    def reach(self, version: AgreementVersion, publisher: Organisation, moment: datetime) -> Reach:
        """Rules 1 to 4 for one version and publisher at a moment, from memory where nothing has changed."""
        key = (version.id, publisher.id)
        found = self._reaches.get(key)
        if found is None or not found.since <= moment < found.until:
            if len(self._reaches) >= _MOST_REACHES:
                self._reaches.clear()
            found = self._reaches[key] = _reach(self.facts, version, publisher, moment)
        return found

    def shows_something(self, version: AgreementVersion, kind: TypeFacts, facets: Facets) -> bool:
        """Rule 8, trying first the header elements that the version shows plainly."""
        key = (kind.id, version.id)
        sure = self._sure.get(key)
        if sure is None:
            sure = self._sure[key] = sure_paths(kind, version.terms)
        for path in sure:
            if facets.has(path):
                return True
        return rules.something_to_see(version, kind, facets) is None


class _Shelf:
    """The versions of one type and provider, each under the condition that the fewest others share."""

    __slots__ = ("_by_token", "_kinds", "_others")

    def __init__(self, versions: list[AgreementVersion]) -> None:
        self._by_token: dict[Token, list[AgreementVersion]] = {}
        self._others: list[AgreementVersion] = []
        ordered = sorted(versions, key=_end, reverse=True)
        choices = [_token_lists(version) for version in ordered]
        shared = Counter(token for lists in choices for tokens in lists for token in tokens)
        for version, lists in zip(ordered, choices, strict=True):
            if not lists or len(ordered) <= _FEW:
                self._others.append(version)
            else:
                for token in min(lists, key=lambda tokens: max(shared[token] for token in tokens)):
                    self._by_token.setdefault(token, []).append(version)
        lengths = {len(value) for kind, value in self._by_token if kind == "item_hs"}
        self._kinds = tuple(sorted({kind for kind, _ in self._by_token})), tuple(sorted(lengths))

    def find(self, facets: Facets, moment: datetime) -> Iterator[AgreementVersion]:
        """Those whose condition the notice may meet and whose force has not ended, each once."""
        yield from _lasting(self._others, moment)
        if self._by_token:
            tokens = {token for token in notice_tokens(facets, *self._kinds) if token in self._by_token}
            if len(tokens) == 1:
                yield from _lasting(self._by_token[tokens.pop()], moment)
            else:
                yield from {
                    version.id: version
                    for token in tokens
                    for version in _lasting(self._by_token[token], moment)
                }.values()


def _token_lists(version: AgreementVersion) -> list[list[Token]]:
    """Per condition that can be looked up, the tokens under which a notice that meets it is found."""
    conditions = (*version.terms.header_conditions, *version.terms.item_conditions)
    return [tokens for one in conditions if (tokens := one.tokens()) is not None]


def _end(version: AgreementVersion) -> datetime:
    return version.force[1] if version.force else NEVER_BEGAN


def _lasting(versions: list[AgreementVersion], moment: datetime) -> Iterator[AgreementVersion]:
    """Those of a list, ordered by their end, that have not ended."""
    for version in versions:
        if _end(version) <= moment:
            return
        yield version


def _reach(facts: Facts, version: AgreementVersion, publisher: Organisation, moment: datetime) -> Reach:
    possible = [facts.organisations[one] for one in sorted(_possible_recipients(version), key=str)]
    since, until = _steady(facts, version, publisher, possible, moment)
    refused = rules.outside_force(version, moment) or rules.provider(facts, version, publisher, moment)
    if refused is None and not covers(publisher.active, moment):
        refused = Reason.PUBLISHER_INACTIVE
    return Reach(
        since,
        until,
        refused,
        suspended=rules.suspended(version, moment) is not None,
        standing=rules.has_standing(facts, version, publisher, moment, parties_at=moment),
        recipients=()
        if refused
        else tuple(
            one
            for one in possible
            if rules.recipient(facts, version, publisher, one, moment) is None
            and rules.receiving_member(facts, version, one, moment) is None
        ),
    )


def _possible_recipients(version: AgreementVersion) -> set[Id]:
    named = set(version.terms.recipient_organisations)
    return named.union(version.accessions) if version.terms.recipient_groups else named


def _steady(
    facts: Facts,
    version: AgreementVersion,
    publisher: Organisation,
    recipients: list[Organisation],
    moment: datetime,
) -> tuple[datetime, datetime]:
    """The span around a moment in which nothing changes that rules 1 to 4 ask about."""
    since, until = NEVER_BEGAN, FOREVER
    for change in changes(facts, version, publisher, recipients):
        if change <= moment:
            since = max(since, change)
        else:
            until = min(until, change)
    return since, until


def changes(
    facts: Facts, version: AgreementVersion, publisher: Organisation, recipients: list[Organisation]
) -> Iterator[datetime]:
    """Every moment at which an answer of rules 1 to 4 can change."""
    yield from version.force or ()
    yield from version.left.values()
    periods = [version.history.suspensions, *version.accessions.values()]
    for accessions in version.accessions.values():
        yield from (days_after(begins, version.terms.objection_days) for begins, _ in accessions)
    groups = [facts.groups[one] for one in version.terms.provider_groups + version.terms.recipient_groups]
    for one in (publisher, *recipients):
        periods.append(one.active)
        periods.append(version.history.exclusions.get((publisher.id, one.id), ()))
        periods.extend(group.members.get(one.id, ()) for group in groups)
        for grant in one.standing:
            periods.append(grant.periods)
            periods.extend(recognition.periods for recognition in grant.recognised)
    for several in periods:
        for begins, ends in several:
            yield begins
            yield ends
