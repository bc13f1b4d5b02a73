"""The index answers as the plain loop over all versions and organisations does, whatever the world."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from exchange.routing import conditions, engine, force, rules, types
from exchange.routing.answers import Pair
from exchange.routing.content import Facets
from exchange.routing.facts import (
    Facts,
    Grant,
    Group,
    GroupRule,
    History,
    NoticeVersion,
    Organisation,
    Recognition,
    Terms,
)
from exchange.routing.index import Index
from exchange.routing.periods import ALWAYS, FOREVER, Periods
from exchange.routing.scope import compile_scope
from exchange.routing.terms import compile_conditions
from tests.exchange.routing.worlds import CONTENT, DAY_0

LAST_DAY = 6
ORGANISATIONS = {
    "T1": "trader",
    "T2": "trader",
    "A1": "authority",
    "A2": "authority",
    "A3": "authority",
    "H1": "rights_holder",
    "X1": "association",
}
CONDITIONS: list[dict[str, Any]] = [
    {"corridor": [["CN", "FR"]]},
    {"corridor": [["*", "FR"], ["IN", "DE"]]},
    {"corridor": [["DE", "*"]]},
    {"country": {"of": "destination", "any_of": ["DE", "FR"]}},
    {"country": {"of": "origin", "any_of": ["IN"]}},
    {"hs": ["8471", "30"]},
    {"hs": ["99"]},
    {"mode": ["1"]},
    {"mode": ["4"]},
    {"place": {"element": None, "any_of": ["CNSHA"]}},
    {"value": {"min": "100", "currency": "EUR"}},
    {"mass": {"max": "5"}},
]
TYPES = [("advance_cargo",), ("advance_cargo",), ("advance_cargo", "hold"), ("hold",)]
SCOPES = [
    (("", "plain"),),
    (("/items", "plain"),),
    (("/items", "hashed"),),
    (("/mrn", "plain"),),
    (("/lrn", "truncated"),),
]


class Dice(random.Random):
    """A small random world: few organisations, few moments, so that everything meets."""

    def moment(self) -> datetime:
        return DAY_0 + timedelta(days=self.randint(0, LAST_DAY), microseconds=self.choice((-1, 0, 0, 1)))

    def periods(self, always: float) -> Periods:
        if self.random() < always:
            return ALWAYS
        begins, ends = self.moment(), self.moment()
        if begins >= ends:
            return ((ends, FOREVER),)
        return ((begins, ends),)

    def accession(self) -> Periods:
        return ((self.moment(), FOREVER),) if self.random() < 0.6 else self.periods(0.2)

    def some(self, several: Any, most: int) -> list[Any]:
        return self.sample(sorted(several), self.randint(0, most))

    def organisation(self, name: str, kind: str) -> Organisation:
        grants = tuple(
            Grant(
                self.choice(("accredited", "accredited", "enrolled")),
                self.choice(("A1", "A2", "A3")),
                self.periods(0.5),
                tuple(Recognition(by, self.periods(0.5)) for by in self.some(("A1", "A2"), 2)),
            )
            for _ in range(self.randint(1, 3))
        )
        return Organisation(name, kind, "DE", "EUR", self.periods(0.8), grants)

    def groups(self) -> dict[Any, Group]:
        listed = {name: self.periods(0.4) for name in self.some(ORGANISATIONS, 5)}
        rule = GroupRule(kind="trader", standing_kind="accredited", standing_from="A1")
        return {"G1": Group("G1", "X1", listed), "G2": Group("G2", "X1", rule=rule)}

    def history(self) -> History:
        return History(
            suspensions=self.periods(0) if self.random() < 0.3 else (),
            terminated_at=self.moment() if self.random() < 0.1 else FOREVER,
            exclusions={("T1", one): self.periods(0.1) for one in self.some(("A1", "A2", "T2"), 2)},
        )

    def terms(self, number: int, version: int) -> Terms:
        header, by_item = compile_conditions(self.sample(CONDITIONS, self.choice((0, 0, 0, 1, 1, 2))))
        return Terms(
            id=(number, version), number=number, version=version, purpose=f"purpose {number % 2}",
            types=frozenset(self.choice(TYPES)),
            provider_organisations=frozenset({"T1"} if self.random() < 0.6 else {"T2"}),
            provider_groups=tuple(self.some(("G1", "G2"), 1)),
            recipient_organisations=frozenset(self.some(ORGANISATIONS, 4)),
            recipient_groups=tuple(self.some(("G1", "G2"), 1)),
            scope=compile_scope(self.choice(SCOPES)), header_conditions=header, item_conditions=by_item,
            matching_items=self.random() < 0.3,
            standing=frozenset(self.choice((("accredited",), ("accredited", "enrolled")))),
            recognised=self.random() < 0.6, objection_days=self.choice((0, 1, 2)),
            back_fill_from=self.moment() if self.random() < 0.3 else None,
        )  # fmt: skip

    def course(self, terms: Terms) -> force.Course:
        keepers = frozenset({"X1"} if terms.provider_groups + terms.recipient_groups else ())
        signed = {one: self.moment() if self.random() < 0.1 else DAY_0 for one in terms.named | keepers}
        if self.random() < 0.1:
            signed.popitem()
        begins, ends = sorted((self.moment(), self.moment()))
        return force.Course(
            proposed_at=DAY_0,
            effective_from=DAY_0 if self.random() < 0.8 else begins,
            effective_until=None if self.random() < 0.8 or begins == ends else ends,
            keepers=keepers,
            signed=signed,
            left={one: self.moment() for one in self.some(terms.named, min(1, len(terms.named)))}
            if self.random() < 0.2
            else {},
            accessions={one: self.accession() for one in self.some(ORGANISATIONS, 5)},
        )

    def facts(self) -> Facts:
        agreements = {}
        for number in range(1, self.choice((3, 10))):
            versions = [self.terms(number, version) for version in range(1, self.randint(2, 4))]
            courses = [(terms, self.course(terms)) for terms in versions]
            agreements[number] = force.agreement(self.history(), courses)
        return Facts(
            organisations={name: self.organisation(name, kind) for name, kind in ORGANISATIONS.items()},
            groups=self.groups(),
            agreements=agreements,
        )

    def notice(self) -> NoticeVersion:
        first, accepted = sorted((self.moment(), self.moment()))
        content = dict(CONTENT)
        for name in self.some(("dispatch_country", "transport", "loading_place", "items", "ucr"), 2):
            del content[name]
        return NoticeVersion(
            notice="N1", publisher=self.choice(("T1", "T2")), type="advance_cargo", n=1, kind="original",
            accepted_at=accepted, first_accepted_at=first, content=content, current=self.random() < 0.8,
        )  # fmt: skip


def plainly(
    facts: Facts, notice: NoticeVersion, moment: datetime, holders: set[Pair]
) -> tuple[engine.Entitled, engine.Entitled]:
    """Every version and every organisation asked by the eight rules, nothing remembered and nothing skipped."""
    kind = types.every()[notice.type]
    facets = Facets(kind.facets, notice.content)
    publisher = facts.organisations[notice.publisher]
    now: engine.Entitled = {}
    once_resumed: engine.Entitled = {}
    for versions in facts.agreements.values():
        for version in versions:
            for receiver in facts.organisations.values():
                pair = (receiver.id, version.terms.purpose)
                refused = (
                    rules.outside_force(version, moment)
                    or rules.provider(facts, version, publisher, moment)
                    or rules.recipient(facts, version, publisher, receiver, moment)
                    or rules.members(facts, version, publisher, receiver, notice, moment)
                    or rules.admitted(version, kind, receiver)
                    or rules.conditions_hold(version, facets)
                    or rules.then_too(facts, version, publisher, receiver, notice, holds=pair in holders)
                    or rules.something_to_see(version, kind, facets)
                )
                if refused is None:
                    found = once_resumed if rules.suspended(version, moment) else now
                    found.setdefault(pair, []).append(version)
    return now, once_resumed


def in_order(found: engine.Entitled) -> dict[Pair, list[Any]]:
    return {pair: sorted(version.id for version in versions) for pair, versions in sorted(found.items())}


@pytest.mark.parametrize("seed", range(0, 1000, 100))
def test_the_index_answers_as_the_plain_loop_does(seed: int) -> None:
    entitlements = 0
    for dice in map(Dice, range(seed, seed + 100)):
        facts = dice.facts()
        index = Index(facts, types.every())
        for _ in range(8):
            notice = dice.notice()
            moment = max(dice.moment(), notice.accepted_at)
            holders = {(one, "purpose 1") for one in dice.some(ORGANISATIONS, 2)}
            facets = Facets(types.every()[notice.type].facets, notice.content)
            indexed = engine.entitled(index, notice, moment, facets=facets, holders=holders)
            expected = plainly(facts, notice, moment, holders)
            assert tuple(map(in_order, indexed)) == tuple(map(in_order, expected)), f"seed {seed}"
            entitlements += sum(map(len, expected))
    assert entitlements > 150, "the worlds must entitle somebody, or they prove nothing"


def test_a_version_is_found_by_the_condition_that_the_fewest_others_share() -> None:
    dice = Dice(7)
    agreements = {}
    for number in range(1, 101):
        terms = dice.terms(number, 1)
        header, by_item = compile_conditions(
            [{"mode": ["1"]}, {"corridor": [["CN", "FR"] if number < 4 else ["XA", f"X{number % 10}"]]}]
        )
        terms = replace(
            terms,
            header_conditions=header,
            item_conditions=by_item,
            provider_organisations=frozenset({"T1"}),
            types=frozenset({"advance_cargo"}),
            recipient_organisations=frozenset({"A1"}),
            provider_groups=(),
            recipient_groups=(),
        )
        course = force.Course(DAY_0, DAY_0, None, frozenset(), {"T1": DAY_0, "A1": DAY_0}, {}, {})
        agreements[number] = force.agreement(History(), [(terms, course)])
    organisations = {name: dice.organisation(name, kind) for name, kind in ORGANISATIONS.items()}
    index = Index(Facts(organisations, {}, agreements), types.every())
    notice = NoticeVersion("N1", "T1", "advance_cargo", 1, "original", DAY_0, DAY_0, CONTENT)
    facets = Facets(types.every()["advance_cargo"].facets, CONTENT)
    assert [one.terms.number for one in index.candidates(notice, facets, DAY_0)] == [1, 2, 3]
    assert isinstance(agreements[1][0].terms.header_conditions[1], conditions.Corridor)


def test_versions_that_have_ended_are_no_candidates() -> None:
    facts = Dice(11).facts()
    index = Index(facts, types.every())
    notice = NoticeVersion("N1", "T1", "advance_cargo", 1, "original", DAY_0, DAY_0, CONTENT)
    facets = Facets(types.every()["advance_cargo"].facets, CONTENT)
    moment = DAY_0 + timedelta(days=LAST_DAY + 1)
    for version in index.candidates(notice, facets, moment):
        assert version.force is not None
        assert moment < version.force[1]
