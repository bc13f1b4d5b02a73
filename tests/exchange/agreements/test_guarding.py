"""Excluding, suspending, resuming and terminating: what a party does to guard its data, in all versions."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.errors import NotFound, Refusal
from exchange.agreements import selectors, services
from exchange.agreements.models import AgreementVersion
from exchange.agreements.states import Act, State
from tests.factories import accounts, agreements
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def version(trader: Member, authority: Member) -> AgreementVersion:
    return agreements.in_force(providers=[trader], recipients=[authority])


def do(service: Callable[..., Any], member: Member, version: AgreementVersion, **more: Any) -> Any:
    with acting_for(member) as at:
        return service(by=member.caller, at=at, agreement=version.agreement_id, **more)


def refused(service: Callable[..., Any], member: Member, version: AgreementVersion, **more: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        do(service, member, version, **more)
    return refusal.value.code


def state(version: AgreementVersion, reader: Member) -> State:
    with acting_for(reader) as at:
        return selectors.state_at(selectors.version(version.id), at)


def test_any_signatory_suspends_and_any_resumes(
    version: AgreementVersion, trader: Member, authority: Member
) -> None:
    do(services.suspend, trader, version, reason="Breach")
    assert state(version, authority) == State.SUSPENDED
    assert refused(services.suspend, authority, version, reason="Again") == "not-in-this-state"
    do(services.resume, authority, version, reason="Mended")
    assert state(version, trader) == State.IN_FORCE
    with acting_for(trader):
        steps = selectors.steps_of(version.agreement).order_by("at").values_list("act", "reason")
        assert list(steps)[-2:] == [(Act.SUSPENDED, "Breach"), (Act.RESUMED, "Mended")]


def test_a_member_of_a_group_is_no_signatory_though_it_has_acceded(
    trader: Member, authority: Member, association: Member, stranger: Member
) -> None:
    group = agreements.listed_group(association, trader)
    terms = agreements.terms(providers=[group], recipients=[authority])
    version = agreements.signed(agreements.proposed(authority, terms), authority, association)
    agreements.acceded(version, trader)
    for service in (services.suspend, services.terminate):
        assert refused(service, trader, version, reason="No") == "not-a-signatory"
        with pytest.raises(NotFound):
            do(service, stranger, version, reason="No")
    do(services.suspend, association, version, reason="The keeper may")


def test_one_named_only_in_a_proposal_has_no_power_over_the_version_in_force(
    version: AgreementVersion, trader: Member, authority: Member, stranger: Member
) -> None:
    with acting_for(trader) as at:
        draft = services.new_version(by=trader.caller, at=at, agreement=version.agreement_id)
        terms = agreements.terms(providers=[trader, stranger], recipients=[authority])
        services.edit(by=trader.caller, at=at, version=draft.id, terms=terms)
        services.propose(by=trader.caller, at=at, version=draft.id)
    assert refused(services.terminate, stranger, version, reason="No") == "not-a-signatory"
    assert refused(services.suspend, stranger, version, reason="No") == "not-a-signatory"


def test_one_that_has_left_has_no_say_any_more(
    version: AgreementVersion, trader: Member, authority: Member
) -> None:
    with acting_for(authority) as at:
        services.leave(by=authority.caller, at=at, version=version.id)
    assert refused(services.suspend, authority, version, reason="No") == "not-a-signatory"
    assert state(version, trader) == State.IN_FORCE


def test_a_proposal_is_not_suspended_but_may_be_terminated(trader: Member, authority: Member) -> None:
    version = agreements.proposed(trader, agreements.terms(providers=[trader], recipients=[authority]))
    assert refused(services.suspend, trader, version, reason="Early") == "not-in-this-state"
    do(services.terminate, authority, version, reason="We decline")
    assert state(version, trader) == State.TERMINATED
    with acting_for(trader) as at, pytest.raises(Refusal, match="for good"):
        services.sign(by=trader.caller, at=at, version=version.id)


def test_what_is_terminated_is_terminated_for_good(
    version: AgreementVersion, trader: Member, authority: Member
) -> None:
    do(services.suspend, trader, version, reason="Breach")
    do(services.terminate, trader, version, reason="Over")
    for service in (services.suspend, services.resume, services.terminate):
        assert refused(service, authority, version, reason="Late") == "not-in-this-state"
    assert refused(services.new_version, authority, version) == "not-in-this-state"
    assert refused(services.exclude, trader, version, recipient=authority.id) == "not-in-this-state"


def test_what_expired_while_suspended_is_not_resumed(trader: Member, authority: Member) -> None:
    with acting_for(trader) as at:
        until = at + timedelta(days=1)
    version = agreements.in_force(providers=[trader], recipients=[authority], effective_until=until)
    do(services.suspend, trader, version, reason="Breach")
    with acting_for(trader), pytest.raises(Refusal, match="The effective period of this version is over"):
        services.resume(by=trader.caller, at=until, agreement=version.agreement_id, reason="Late")


def test_a_successor_is_signed_while_the_agreement_is_suspended(
    version: AgreementVersion, trader: Member, authority: Member
) -> None:
    do(services.suspend, trader, version, reason="Breach")
    with acting_for(trader) as at:
        draft = services.new_version(by=trader.caller, at=at, agreement=version.agreement_id)
        services.propose(by=trader.caller, at=at, version=draft.id)
    agreements.signed(draft, trader, authority)
    assert state(version, trader) == State.SUPERSEDED
    assert state(draft, trader) == State.SUSPENDED
    do(services.resume, trader, version, reason="New terms")
    assert state(draft, trader) == State.IN_FORCE


def test_a_provider_excludes_a_recipient_and_readmits_it(
    version: AgreementVersion, trader: Member, authority: Member
) -> None:
    do(services.exclude, trader, version, recipient=authority.id, reason="Leak")
    assert refused(services.exclude, trader, version, recipient=authority.id) == "already-excluded"
    do(services.readmit, trader, version, recipient=authority.id, reason="Mended")
    assert refused(services.readmit, trader, version, recipient=authority.id) == "not-excluded"
    with acting_for(authority):
        ((since, until),) = version.agreement.exclusions.values_list("valid_from", "valid_until")
        steps = selectors.steps_of(version.agreement).order_by("at")
        assert steps.last().concerns_id == authority.id
    assert since < until


def test_only_a_provider_excludes_and_only_another_member(
    version: AgreementVersion, trader: Member, authority: Member
) -> None:
    assert refused(services.exclude, authority, version, recipient=trader.id) == "not-a-provider"
    assert refused(services.exclude, trader, version, recipient=trader.id) == "unknown-recipient"
    assert refused(services.exclude, trader, version, recipient=version.id) == "unknown-recipient"


def test_a_member_may_exclude_a_recipient_before_it_accedes(
    trader: Member, authority: Member, association: Member
) -> None:
    group = agreements.listed_group(association, trader)
    terms = agreements.terms(providers=[group], recipients=[authority])
    version = agreements.signed(agreements.proposed(authority, terms), authority, association)
    do(services.exclude, trader, version, recipient=authority.id)
    assert refused(services.exclude, association, version, recipient=authority.id) == "not-a-provider"


def test_an_officer_guards_nothing(version: AgreementVersion, trader: Member) -> None:
    officer = accounts.person(trader, "officer")
    caller = accounts.caller(trader, "officer", person=officer)
    for service, more in (
        (services.suspend, {"reason": "No"}),
        (services.resume, {"reason": "No"}),
        (services.terminate, {"reason": "No"}),
        (services.exclude, {"recipient": trader.id}),
        (services.readmit, {"recipient": trader.id}),
    ):
        with acting_for(trader) as at, pytest.raises(Refusal, match="permission-needed"):
            service(by=caller, at=at, agreement=version.agreement_id, **more)
