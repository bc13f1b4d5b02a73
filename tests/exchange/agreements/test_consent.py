"""Signing, acceding and leaving: nobody is bound but by its own administrator."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from accounts.callers import Caller
from accounts.errors import Conflict, Forbidden, NotFound, Refusal
from accounts.groups import services as groups
from exchange.agreements import selectors, services
from exchange.agreements.models import AgreementVersion
from exchange.agreements.states import Act, State
from tests.factories import accounts, agreements
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def state(version: AgreementVersion, reader: Member, *, later: timedelta = timedelta()) -> State:
    with acting_for(reader) as at:
        return selectors.state_at(selectors.version(version.id), at + later)


def refused(service: object, member: Member, version: AgreementVersion, **more: object) -> Refusal:
    """How the service refuses this member."""
    with acting_for(member) as at, pytest.raises(Refusal) as refusal:
        service(by=member.caller, at=at, version=version.id, **more)  # type: ignore[operator]
    return refusal.value


def machine_of(member: Member) -> Caller:
    """An API client with every permission there is."""
    return replace(member.caller, person=None, client=member.id)


@pytest.fixture
def proposed(trader: Member, authority: Member) -> AgreementVersion:
    return agreements.proposed(trader, agreements.terms(providers=[trader], recipients=[authority]))


def test_a_version_is_in_force_once_every_signatory_has_signed(
    proposed: AgreementVersion, trader: Member, authority: Member
) -> None:
    agreements.signed(proposed, trader)
    assert state(proposed, authority) == State.PROPOSED
    agreements.signed(proposed, authority)
    assert state(proposed, trader) == State.IN_FORCE


def test_a_version_signed_early_waits_for_its_effective_period(trader: Member, authority: Member) -> None:
    with acting_for(trader) as at:
        begins = at + timedelta(days=3)
    version = agreements.in_force(providers=[trader], recipients=[authority], effective_from=begins)
    assert state(version, trader) == State.PROPOSED
    assert state(version, trader, later=timedelta(days=3)) == State.IN_FORCE


def test_the_keeper_signs_for_its_group(trader: Member, association: Member, authority: Member) -> None:
    group = agreements.listed_group(association, trader)
    version = agreements.proposed(authority, agreements.terms(providers=[group], recipients=[authority]))
    agreements.signed(version, authority)
    assert state(version, authority) == State.PROPOSED
    assert refused(services.sign, trader, version).code == "not-a-signatory"
    agreements.signed(version, association)
    assert state(version, trader) == State.IN_FORCE


def test_a_machine_can_neither_sign_nor_accede(
    trader: Member, association: Member, authority: Member
) -> None:
    group = agreements.listed_group(association, trader)
    version = agreements.proposed(authority, agreements.terms(providers=[group], recipients=[authority]))
    for service, member in ((services.sign, authority), (services.accede, trader)):
        with acting_for(member) as at, pytest.raises(Forbidden) as refusal:
            service(by=machine_of(member), at=at, version=version.id)
        assert refusal.value.code == "person-required"


def test_only_an_administrator_signs(proposed: AgreementVersion, trader: Member) -> None:
    officer = accounts.person(trader, "officer")
    caller = accounts.caller(trader, "officer", person=officer)
    with acting_for(trader) as at, pytest.raises(Forbidden, match="agreements:sign"):
        services.sign(by=caller, at=at, version=proposed.id)


def test_no_organisation_signs_twice(proposed: AgreementVersion, trader: Member) -> None:
    agreements.signed(proposed, trader)
    assert refused(services.sign, trader, proposed).code == "already-signed"


def test_one_person_does_not_sign_for_two(
    proposed: AgreementVersion, trader: Member, authority: Member, operator: Member
) -> None:
    both = authority.administrator
    with acting_for(trader) as at:
        membership = {"organisation": trader.organisation, "person": both, "role": "administrator"}
        accounts.roles.grant_role(**membership, by=trader.caller, at=at)
    agreements.signed(proposed, authority)
    caller = accounts.caller(trader, "administrator", person=both)
    with accounts.acting.as_organisation(trader.id, person=both.pk):
        at = accounts.facts.change_time()
        with pytest.raises(Conflict) as refusal:
            services.sign(by=caller, at=at, version=proposed.id)
    assert refusal.value.code == "one-person-for-two"


def test_a_draft_cannot_be_signed(trader: Member, authority: Member) -> None:
    draft = agreements.draft(trader, agreements.terms(providers=[trader], recipients=[authority]))
    assert refused(services.sign, trader, draft).code == "not-in-this-state"


def test_a_stranger_learns_of_nothing_to_sign(proposed: AgreementVersion, stranger: Member) -> None:
    assert isinstance(refused(services.sign, stranger, proposed), NotFound)


@pytest.fixture
def open_to_members(trader: Member, association: Member, authority: Member) -> AgreementVersion:
    """In force between an authority and the members of a group of which the trader is one."""
    group = agreements.listed_group(association, trader)
    terms = agreements.terms(providers=[group], recipients=[authority])
    return agreements.signed(agreements.proposed(authority, terms), authority, association)


def test_a_member_accedes_leaves_and_accedes_again(open_to_members: AgreementVersion, trader: Member) -> None:
    agreements.acceded(open_to_members, trader)
    assert refused(services.accede, trader, open_to_members).code == "already-acceded"
    with acting_for(trader) as at:
        services.leave(by=trader.caller, at=at, version=open_to_members.id, reason="Audit")
    assert refused(services.leave, trader, open_to_members).code == "not-bound"
    agreements.acceded(open_to_members, trader)
    with acting_for(trader):
        spans = open_to_members.accessions.order_by("valid_from").values_list("valid_from", "valid_until")
        (first, left), (again, still) = spans
    assert first < left < again
    assert still is None


def test_only_members_of_a_named_group_accede(
    open_to_members: AgreementVersion, authority: Member, association: Member, stranger: Member
) -> None:
    assert refused(services.accede, authority, open_to_members).code == "named"
    assert refused(services.accede, association, open_to_members).code == "not-a-member"
    assert isinstance(refused(services.accede, stranger, open_to_members), NotFound)


def test_a_former_member_reads_what_it_acceded_to_and_accedes_no_more(
    open_to_members: AgreementVersion, trader: Member, association: Member
) -> None:
    agreements.acceded(open_to_members, trader)
    with acting_for(trader) as at:
        services.leave(by=trader.caller, at=at, version=open_to_members.id)
    with acting_for(association) as at:
        group = groups.Group.objects.get()
        groups.end_membership(group=group, organisation=trader.id, by=association.caller, at=at)
    assert refused(services.accede, trader, open_to_members).code == "not-a-member"


def test_one_that_is_named_leaves_for_good(trader: Member, authority: Member, stranger: Member) -> None:
    version = agreements.in_force(providers=[trader, stranger], recipients=[authority])
    with acting_for(stranger) as at:
        services.leave(by=stranger.caller, at=at, version=version.id)
    assert refused(services.leave, stranger, version).code == "not-bound"
    assert refused(services.accede, stranger, version).code == "not-a-member"
    assert state(version, trader) == State.IN_FORCE


def test_one_that_has_not_signed_need_not_leave(proposed: AgreementVersion, authority: Member) -> None:
    assert refused(services.leave, authority, proposed).code == "not-bound"


def test_a_keeper_has_nothing_to_leave(open_to_members: AgreementVersion, association: Member) -> None:
    assert refused(services.leave, association, open_to_members).code == "not-bound"


def test_every_step_is_told_to_all_parties_and_stands_in_the_ledger(
    open_to_members: AgreementVersion, trader: Member, authority: Member
) -> None:
    agreements.acceded(open_to_members, trader)
    with acting_for(trader) as at:
        services.leave(by=trader.caller, at=at, version=open_to_members.id, reason="Audit")
    with acting_for(authority):
        steps = selectors.steps_of(open_to_members.agreement).order_by("at")
        told = [(step.act, step.organisation_id, step.reason) for step in steps]
    assert [act for act, *_ in told] == [
        Act.DRAFTED,
        Act.PROPOSED,
        Act.SIGNED,
        Act.SIGNED,
        Act.ACCEDED,
        Act.LEFT,
    ]
    assert told[-1] == (Act.LEFT, trader.id, "Audit")
    with accounts.acting.as_pipeline(), accounts.acting.connection().cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_leaf WHERE kind = 'agreement'")
        assert cursor.fetchone() == (len(told),)


def test_signing_is_at_the_moment_that_facts_change(
    proposed: AgreementVersion, trader: Member, authority: Member
) -> None:
    with acting_for(authority) as at:
        services.sign(by=authority.caller, at=at, version=proposed.id)
        signed_at: datetime = proposed.signatures.get().signed_at
    assert signed_at == at
