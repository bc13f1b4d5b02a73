"""From the first draft to a proposal, and on to a successor."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.organisations import facts
from exchange.agreements import document, selectors, services
from exchange.agreements.models import (
    Form,
    ItemScope,
    OnwardSharing,
    Purpose,
    RetentionStart,
    StandingKind,
)
from exchange.agreements.states import Act, State
from exchange.agreements.terms import Clause, Retention, Terms
from tests.factories import accounts, agreements
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def everything(trader: Member, authority: Member, group: agreements.Group) -> Terms:
    """Terms in which every clause says something else than its default."""
    moment = datetime(2027, 1, 1, tzinfo=UTC)
    return agreements.terms(
        providers=[trader, group],
        recipients=[authority],
        title="Cargo for the pilot",
        purpose=Purpose.PILOT_EVALUATION,
        types=("advance_cargo", "ecommerce_parcel"),
        conditions=[{"hs": ["8471"]}, {"corridor": [["DE", "*"]]}],
        items=ItemScope.MATCHING,
        scope=(Clause("", Form.HASHED), Clause("/items/*/hs_code", Form.TRUNCATED)),
        standing=(StandingKind.ENROLLED, StandingKind.ACCREDITED),
        recognised=True,
        objection_days=0,
        follow_up=False,
        back_fill_from=moment,
        retention=Retention(30, RetentionStart.CANCELLATION),
        onward_sharing=OnwardSharing.GROUPS,
        onward_groups=(group.pk,),
        receipts_opened=True,
        second_person=("hold", "do_not_load"),
        effective_from=moment,
        effective_until=moment + timedelta(days=365),
    )


def test_terms_are_read_as_they_were_written(trader: Member, authority: Member, association: Member) -> None:
    written = everything(trader, authority, agreements.listed_group(association, trader))
    version = agreements.draft(trader, written)
    with acting_for(trader):
        read = selectors.terms_of(selectors.version(version.id))
    assert set(read.legal_basis) == set(written.legal_basis)
    assert replace(read, legal_basis=()) == replace(written, legal_basis=())


def test_a_draft_is_its_drafters_alone(trader: Member, authority: Member, operator: Member) -> None:
    draft = agreements.draft(trader, agreements.terms(providers=[trader], recipients=[authority]))
    for other in (authority, operator):
        with acting_for(other):
            with pytest.raises(NotFound):
                selectors.version(draft.id)
            with pytest.raises(NotFound):
                selectors.agreement(draft.agreement_id)
    with acting_for(trader):
        assert selectors.agreement(draft.agreement_id).purpose == Purpose.SAFETY_AND_SECURITY


def test_a_proposal_is_read_by_everyone_it_concerns_and_by_nobody_else(
    trader: Member, authority: Member, association: Member, operator: Member, stranger: Member
) -> None:
    member = accounts.member(operator)
    group = agreements.listed_group(association, member)
    terms = agreements.terms(providers=[trader, group], recipients=[authority])
    version = agreements.proposed(trader, terms)
    for reader in (trader, authority, association, member, operator):
        with acting_for(reader):
            assert selectors.version(version.id).version == 1
            assert selectors.terms_of(selectors.version(version.id)).scope
    with acting_for(stranger), pytest.raises(NotFound):
        selectors.version(version.id)


def test_members_by_rule_read_what_their_group_may_join(
    trader: Member, authority: Member, association: Member, stranger: Member
) -> None:
    accounts.standing(trader, by=authority)
    rule = agreements.Rule(kind="trader", standing_from=authority.organisation, standing_kind="accredited")
    group = agreements.rule_group(association, rule)
    terms = agreements.terms(providers=[group], recipients=[authority])
    version = agreements.proposed(authority, terms)
    with acting_for(trader):
        assert selectors.version(version.id)
    with acting_for(stranger), pytest.raises(NotFound):
        selectors.version(version.id)


def test_a_draft_is_edited_as_often_as_one_likes(trader: Member, authority: Member) -> None:
    draft = agreements.draft(trader, Terms(purpose=Purpose.REVENUE))
    written = agreements.terms(providers=[trader], recipients=[authority])
    with acting_for(trader) as at:
        edited = services.edit(by=trader.caller, at=at, version=draft.id, terms=written, revision=1)
        assert (edited.revision, edited.agreement.purpose) == (2, Purpose.SAFETY_AND_SECURITY)
        with pytest.raises(Conflict, match="draft-changed"):
            services.edit(by=trader.caller, at=at, version=draft.id, terms=written, revision=1)


def test_a_draft_cannot_be_proposed_before_it_is_complete(trader: Member) -> None:
    draft = agreements.draft(trader, Terms(purpose=Purpose.REVENUE))
    with acting_for(trader) as at, pytest.raises(Invalid) as refusal:
        services.propose(by=trader.caller, at=at, version=draft.id)
    assert {(fault.place, fault.code) for fault in refusal.value.faults} == {
        ("/providers", "no-party"),
        ("/recipients", "no-party"),
        ("/types", "no-type"),
        ("/scope", "no-scope"),
        ("/retention", "no-retention"),
        ("", "drafter-is-no-signatory"),
    }


def test_what_is_proposed_is_neither_edited_nor_proposed_nor_withdrawn_again(
    trader: Member, authority: Member
) -> None:
    written = agreements.terms(providers=[trader], recipients=[authority])
    version = agreements.proposed(trader, written)
    with acting_for(trader) as at:
        for act in (
            lambda: services.edit(by=trader.caller, at=at, version=version.id, terms=written),
            lambda: services.propose(by=trader.caller, at=at, version=version.id),
            lambda: services.withdraw(by=trader.caller, at=at, version=version.id),
        ):
            with pytest.raises(Conflict, match="not-in-this-state"):
                act()


def test_only_its_drafter_withdraws_a_version(trader: Member, authority: Member) -> None:
    version = agreements.proposed(trader, agreements.terms(providers=[trader], recipients=[authority]))
    with acting_for(authority) as at, pytest.raises(Forbidden, match="not-the-drafter"):
        services.withdraw(by=authority.caller, at=at, version=version.id)
    draft = agreements.draft(trader, agreements.terms(providers=[trader], recipients=[authority]))
    with acting_for(authority) as at, pytest.raises(NotFound):
        services.withdraw(by=authority.caller, at=at, version=draft.id)


def test_an_open_effective_period_begins_with_the_proposal(trader: Member, authority: Member) -> None:
    version = agreements.proposed(trader, agreements.terms(providers=[trader], recipients=[authority]))
    assert version.effective_from == version.proposed_at


def test_a_withdrawn_draft_stays_put_away(trader: Member, authority: Member) -> None:
    draft = agreements.draft(trader, agreements.terms(providers=[trader], recipients=[authority]))
    with acting_for(trader) as at:
        services.withdraw(by=trader.caller, at=at, version=draft.id)
        assert selectors.state_at(selectors.version(draft.id), at) == State.WITHDRAWN
        with pytest.raises(Conflict, match="open a new agreement"):
            services.propose(by=trader.caller, at=at, version=draft.id)


def test_a_successor_begins_with_the_terms_in_force_and_supersedes_when_signed(
    trader: Member, authority: Member, association: Member
) -> None:
    first = agreements.in_force(providers=[trader], recipients=[authority], objection_days=3)
    with acting_for(authority) as at:
        draft = services.new_version(by=authority.caller, at=at, agreement=first.agreement_id)
        with pytest.raises(Conflict, match="draft-exists"):
            services.new_version(by=authority.caller, at=at, agreement=first.agreement_id)
        assert document.to_document(selectors.terms_of(draft)) == (
            document.to_document(selectors.terms_of(first)) | {"effective_from": None}
        )
    with acting_for(trader), pytest.raises(NotFound):
        selectors.version(draft.id)
    with acting_for(authority) as at:
        second = services.propose(by=authority.caller, at=at, version=draft.id)
    assert second.version == 2
    agreements.signed(second, trader, authority)
    with acting_for(trader) as at:
        assert selectors.state_at(selectors.version(first.id), at) == State.SUPERSEDED
        assert selectors.state_at(selectors.version(second.id), at) == State.IN_FORCE


def test_the_purpose_stays_the_same_in_all_versions(trader: Member, authority: Member) -> None:
    first = agreements.in_force(providers=[trader], recipients=[authority])
    with acting_for(trader) as at:
        draft = services.new_version(by=trader.caller, at=at, agreement=first.agreement_id)
        terms = replace(selectors.terms_of(draft), purpose=Purpose.STATISTICS)
        with pytest.raises(Conflict, match="purpose-is-fixed"):
            services.edit(by=trader.caller, at=at, version=draft.id, terms=terms)


def test_one_that_was_dropped_knows_that_its_version_is_superseded_and_not_by_what(
    trader: Member, authority: Member, stranger: Member
) -> None:
    first = agreements.in_force(providers=[trader, stranger], recipients=[authority])
    with acting_for(trader) as at:
        draft = services.new_version(by=trader.caller, at=at, agreement=first.agreement_id)
        terms = agreements.terms(providers=[trader], recipients=[authority])
        services.edit(by=trader.caller, at=at, version=draft.id, terms=terms)
        second = services.propose(by=trader.caller, at=at, version=draft.id)
    agreements.signed(second, trader, authority)
    with acting_for(stranger) as at:
        with pytest.raises(NotFound):
            selectors.version(second.id)
        assert selectors.state_at(selectors.version(first.id), at) == State.SUPERSEDED
        (known,) = selectors.decision_facts()
        assert [version.version for version in known.versions] == [1]
        assert known.versions[0].superseded_at is not None
        assert all(step.version_id == first.id for step in selectors.steps_of(first.agreement))


def test_only_a_signatory_of_the_version_in_force_drafts_its_successor(
    trader: Member, authority: Member, association: Member, operator: Member
) -> None:
    group = agreements.listed_group(association, trader)
    terms = agreements.terms(providers=[group], recipients=[authority])
    version = agreements.signed(agreements.proposed(authority, terms), authority, association)
    for other in (trader, operator):
        with acting_for(other) as at, pytest.raises(Forbidden, match="not-a-signatory"):
            services.new_version(by=other.caller, at=at, agreement=version.agreement_id)


def test_drafting_leaves_the_facts_alone_and_proposing_does_not(trader: Member, authority: Member) -> None:
    written = agreements.terms(providers=[trader], recipients=[authority])
    with acting_for(trader):
        before = facts.stamp()
    draft = agreements.draft(trader, written)
    with acting_for(trader) as at:
        services.edit(by=trader.caller, at=at, version=draft.id, terms=written)
        assert facts.stamp() == before
        services.propose(by=trader.caller, at=at, version=draft.id)
        assert facts.stamp() > before


def test_the_steps_of_a_draft_are_its_drafters(trader: Member, authority: Member) -> None:
    first = agreements.in_force(providers=[trader], recipients=[authority])
    with acting_for(trader) as at:
        services.new_version(by=trader.caller, at=at, agreement=first.agreement_id)
        own = list(selectors.steps_of(first.agreement).values_list("act", flat=True))
    with acting_for(authority):
        told = list(selectors.steps_of(first.agreement).values_list("act", flat=True))
    assert own.count(Act.DRAFTED) == told.count(Act.DRAFTED) + 1
