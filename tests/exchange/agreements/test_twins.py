"""What the database's policies ask and what the engine decides by is said twice: both say the same of any facts."""

from contextlib import suppress
from datetime import datetime
from random import Random
from uuid import UUID

import pytest

from accounts import acting
from accounts.accreditation import services as accreditation
from accounts.accreditation.models import Standing
from accounts.errors import Refusal
from accounts.groups import services as groups
from accounts.groups.models import Group
from accounts.groups.services import Rule
from exchange.agreements import services
from exchange.agreements.models import AgreementVersion
from exchange.routing import rules, selectors
from tests.factories import accounts
from tests.factories import agreements as made
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

SEEDS = range(4)
_PLACES = (("DE", "EUR"), ("FR", "EUR"), ("SG", "AP"))


class Facts:
    """Members, standing, groups and an agreement, with whatever happens to them at random."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        operator = accounts.operator()
        self.members = [
            accounts.member(operator, kind, country=country, region=region)
            for kind in ("authority", "trader")
            for country, region in _PLACES
        ]
        self.authorities, self.traders = self.members[:3], self.members[3:]
        self.standing = [self._standing() for _ in range(4)]
        self.groups = [self._by_rule(n) for n in range(8)] + [self._listed(n) for n in range(4)]
        for _ in range(8):
            self._something_happens()

    def _standing(self) -> tuple[Member, Standing] | None:
        by = self.random.choice(self.authorities)
        with suppress(Refusal):
            kind = self.random.choice(["accredited", "enrolled"])
            return by, accounts.standing(self.random.choice(self.traders), by=by, kind=kind)
        return None

    def _by_rule(self, n: int) -> Group:
        pick = self.random.choice
        rule = Rule(
            kind=pick([None, "authority", "trader"]),
            country=pick([None, None, "DE", "SG"]),
            region=pick([None, "EUR", "AP"]),
            standing_kind=pick([None, None, "accredited", "enrolled"]),
            standing_from=pick([None, None, pick(self.authorities).organisation]),
        )
        if rule == Rule():
            rule = Rule(kind="trader")
        return made.rule_group(pick(self.authorities), rule, name=f"By rule {n}")

    def _listed(self, n: int) -> Group:
        return made.listed_group(
            self.random.choice(self.authorities), *self.random.sample(self.members, 3), name=f"Listed {n}"
        )

    def _something_happens(self) -> None:
        act = self.random.choice([self._standing_moves, self._member_goes, self._member_comes])
        # What does not suit the state in which things are is refused, and leaves the facts as they were.
        with suppress(Refusal):
            act()

    def _standing_moves(self) -> None:
        found = self.random.choice(self.standing)
        if found is None:
            return
        by, standing = found
        act = self.random.choice([accreditation.suspend, accreditation.resume, accreditation.revoke])
        with acting_for(by) as at:
            act(standing=standing, reason="by chance", by=by.caller, at=at)

    def _member_goes(self) -> None:
        group, keeper = self._of_a_keeper()
        with acting_for(keeper) as at:
            groups.end_membership(
                group=group, organisation=self.random.choice(self.members).id, by=keeper.caller, at=at
            )

    def _member_comes(self) -> None:
        group, keeper = self._of_a_keeper()
        with acting_for(keeper) as at:
            groups.add_member(
                group=group,
                organisation=self.random.choice(self.members).organisation,
                by=keeper.caller,
                at=at,
            )

    def _of_a_keeper(self) -> tuple[Group, Member]:
        group = self.random.choice(self.groups)
        return group, next(one for one in self.authorities if one.id == group.keeper_id)


def _asked(member: Member, statement: str, *values: object) -> tuple[set[object], datetime]:
    """What a function of the database answers this member, and at which moment."""
    with acting.as_organisation(member.id), acting.connection().cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0] for row in cursor.fetchall()}, acting.transaction_time()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_database_and_the_engine_find_the_same_members_in_every_group(seed: int) -> None:
    facts = Facts(seed)
    with acting.as_pipeline():
        known = selectors.current().index.facts
    found = 0
    for member in facts.members:
        stored, at = _asked(member, "SELECT agreements_groups()")
        decided = {one.id for one in known.groups.values() if one.has(known.organisations[member.id], at)}
        assert stored == decided, member.organisation.name
        found += len(stored)
    assert found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_database_and_the_engine_name_the_same_parties_of_every_version(seed: int) -> None:
    facts = Facts(seed)
    version = _agreement(facts)
    with acting.as_pipeline():
        (compiled,) = selectors.current().index.facts.agreements[version.agreement.number]
    parties = 0
    for member in facts.members:
        ((signatory,), at) = _asked(member, "SELECT agreements_is_signatory(%s)", str(version.id))
        ((was_party,), _) = _asked(member, "SELECT agreements_is_party(%s)", str(version.agreement_id))
        # The database keeps a place for whoever was a party once; the engine asks who is one at a moment.
        engine_signatory = member.id in compiled.terms.named | compiled.keepers
        assert signatory == engine_signatory
        assert was_party == (engine_signatory or member.id in compiled.accessions)
        assert was_party or not rules.is_party(compiled, member.id, at)
        parties += rules.is_party(compiled, member.id, at)
    assert parties


def _agreement(facts: Facts) -> AgreementVersion:
    """In force between a member and a few, some of whom accede or leave again."""
    pick = facts.random
    provider = pick.choice(facts.members)
    others = [one for one in facts.members if one is not provider]
    recipients = [*pick.sample(others, 2), *pick.sample(facts.groups, 3)]
    version = made.proposed(provider, made.terms(providers=[provider], recipients=recipients))
    keepers = {one.keeper_id for one in recipients if isinstance(one, Group)}
    named: set[UUID] = {provider.id, *(one.id for one in recipients if isinstance(one, Member))}
    made.signed(version, *(one for one in facts.members if one.id in named | keepers))
    for act in (services.accede, services.leave):
        for member in pick.sample(facts.members, 3):
            with suppress(Refusal), acting_for(member) as at:
                act(by=member.caller, at=at, version=version.id)
    return version
