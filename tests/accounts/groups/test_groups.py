"""Groups, listed and by rule, at any moment."""

from datetime import timedelta

import pytest

from accounts.accreditation import services as accreditation
from accounts.errors import Conflict, Forbidden, Invalid
from accounts.groups import selectors, services
from accounts.groups.services import Rule
from tests.factories import accounts
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
INSTANT = timedelta(microseconds=1)


def test_a_listed_groups_members_come_and_go_and_their_past_stays(
    authority: Member, trader: Member, stranger: Member
) -> None:
    with acting_for(authority) as made:
        group = services.make_listed(
            name="Pilot", members=[trader.organisation], by=authority.caller, at=made
        )
    with acting_for(authority) as joined:
        services.add_member(group=group, organisation=stranger.organisation, by=authority.caller, at=joined)
    with acting_for(trader) as left:
        services.end_membership(group=group, organisation=trader.id, by=trader.caller, at=left)
    with acting_for(authority) as back:
        services.add_member(group=group, organisation=trader.organisation, by=authority.caller, at=back)
        members = [
            selectors.members_at(group, at)
            for at in (made - INSTANT, made, joined, left - INSTANT, left, back)
        ]
        (fact,) = selectors.group_facts()
    both = {trader.id, stranger.id}
    assert members == [set(), {trader.id}, both, both, {stranger.id}, both]
    assert (fact.keeper, fact.rule) == (authority.id, None)
    assert fact.members == {trader.id: ((made, left), (back, None)), stranger.id: ((joined, None),)}


def test_a_rule_holds_for_those_that_fulfil_all_of_it_when_they_do(
    operator: Member, authority: Member, trader: Member, stranger: Member
) -> None:
    with acting_for(authority) as at:
        region = services.make_by_rule(
            name="Europe", rule=Rule(kind="trader", region="EUR"), by=authority.caller, at=at
        )
        rule = Rule(kind="trader", standing_kind="accredited", standing_from=authority.organisation)
        accredited = services.make_by_rule(name="AEO", rule=rule, by=authority.caller, at=at)
    standing = accounts.standing(trader, by=authority)
    accounts.standing(stranger, by=authority, kind="enrolled")
    accounts.standing(stranger, by=accounts.member(operator, "authority"))
    with acting_for(authority) as suspended:
        accreditation.suspend(standing=standing, reason="x", by=authority.caller, at=suspended)
        assert selectors.members_at(region, suspended) == {trader.id}
        assert selectors.members_at(accredited, suspended - INSTANT) == {trader.id}
        assert selectors.members_at(accredited, suspended) == set()
        assert selectors.is_member(accredited, organisation=trader.id, at=suspended - INSTANT)
        assert [fact.rule and fact.rule.standing_from for fact in selectors.group_facts()] == [
            None,
            authority.id,
        ]


def test_only_the_keeper_and_the_member_itself_change_a_membership(
    authority: Member, trader: Member, stranger: Member
) -> None:
    with acting_for(trader) as at:
        group = services.make_listed(name="Ours", members=[trader.organisation], by=trader.caller, at=at)
    with acting_for(stranger) as at:
        with pytest.raises(Forbidden):
            services.add_member(group=group, organisation=stranger.organisation, by=stranger.caller, at=at)
        with pytest.raises(Forbidden):
            services.end_membership(group=group, organisation=trader.id, by=stranger.caller, at=at)
    with acting_for(trader) as at:
        with pytest.raises(Conflict, match="is-member"):
            services.add_member(group=group, organisation=trader.organisation, by=trader.caller, at=at)
        with pytest.raises(Conflict, match="no-member"):
            services.end_membership(group=group, organisation=stranger.id, by=trader.caller, at=at)
        with pytest.raises(Conflict, match="name-taken"):
            services.make_listed(name="Ours", members=[], by=trader.caller, at=at)


def test_a_rule_says_something_and_names_no_members(authority: Member, trader: Member) -> None:
    with acting_for(authority) as at:
        for rule in (Rule(), Rule(country="ZZ"), Rule(standing_from=trader.organisation)):
            with pytest.raises(Invalid):
                services.make_by_rule(name="x", rule=rule, by=authority.caller, at=at)
        group = services.make_by_rule(name="All", rule=Rule(kind="trader"), by=authority.caller, at=at)
        with pytest.raises(Conflict, match="by-rule"):
            services.add_member(group=group, organisation=trader.organisation, by=authority.caller, at=at)
