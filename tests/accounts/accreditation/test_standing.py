"""Standing through its life, and what counts of it."""

from datetime import timedelta

import pytest

from accounts.accreditation import selectors, services
from accounts.accreditation.selectors import RecognitionFact
from accounts.errors import Conflict, Forbidden, Invalid
from tests.factories import accounts
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
INSTANT = timedelta(microseconds=1)


def test_only_granted_time_counts_and_each_boundary_belongs_to_what_follows(
    authority: Member, trader: Member
) -> None:
    standing = accounts.standing(trader, by=authority)
    moments = [standing.granted_at]
    for act in (services.suspend, services.resume, services.revoke):
        with acting_for(authority) as at:
            act(standing=standing, reason="x", by=authority.caller, at=at)
            moments.append(at)
    with acting_for(trader):
        told = [selectors.state_at(standing, m) for at in moments for m in (at - INSTANT, at)]
        (fact,) = selectors.standing_facts()
    assert told == ["", "granted", "granted", "suspended", "suspended", "granted", "granted", "revoked"]
    assert fact.periods == ((moments[0], moments[1]), (moments[2], moments[3]))
    assert (fact.holder, fact.granted_by, fact.kind) == (trader.id, authority.id, "accredited")


def test_a_grant_expires_by_the_clock_suspended_or_not(authority: Member, trader: Member) -> None:
    with acting_for(authority) as at:
        end = at + timedelta(hours=1)
        standing = services.grant(
            holder=trader.organisation, kind="enrolled", valid_until=end, by=authority.caller, at=at
        )
    with acting_for(authority) as suspended_at:
        services.suspend(standing=standing, reason="x", by=authority.caller, at=suspended_at)
        assert selectors.state_at(standing, end - INSTANT) == "suspended"
        assert selectors.state_at(standing, end) == "expired"
        assert selectors.standing_facts()[0].periods == ((at, suspended_at),)
    with acting_for(authority), pytest.raises(Conflict, match="wrong-state"):
        services.resume(standing=standing, reason="x", by=authority.caller, at=end)


def test_recognition_has_periods_of_its_own(operator: Member, authority: Member, trader: Member) -> None:
    other = accounts.member(operator, "authority")
    standing = accounts.standing(trader, by=authority)
    with acting_for(other) as begun:
        services.recognise(standing=standing, by=other.caller, at=begun)
    with acting_for(other) as at, pytest.raises(Conflict, match="recognised"):
        services.recognise(standing=standing, by=other.caller, at=at)
    with acting_for(other) as ended:
        services.end_recognition(standing=standing, reason="treaty ended", by=other.caller, at=ended)
    with acting_for(other) as again:
        services.recognise(standing=standing, by=other.caller, at=again)
        (fact,) = selectors.standing_facts()
    assert fact.recognised == (RecognitionFact(other.id, ((begun, ended), (again, None))),)


def test_who_may_not(authority: Member, trader: Member, operator: Member) -> None:
    standing = accounts.standing(trader, by=authority)
    other = accounts.member(operator, "authority")
    for refused in (trader, operator):
        with acting_for(refused) as at, pytest.raises(Forbidden, match="authority-only"):
            services.grant(holder=trader.organisation, kind="enrolled", by=refused.caller, at=at)
    with acting_for(other) as at, pytest.raises(Forbidden, match="not-your-grant"):
        services.revoke(standing=standing, reason="x", by=other.caller, at=at)
    with acting_for(authority) as at, pytest.raises(Conflict, match="own-grant"):
        services.recognise(standing=standing, by=authority.caller, at=at)
    publisher = accounts.caller(authority, "publisher")
    with acting_for(authority) as at, pytest.raises(Forbidden, match="permission-needed"):
        services.suspend(standing=standing, reason="x", by=publisher, at=at)
    enrolled = accounts.standing(trader, by=authority, kind="enrolled")
    with acting_for(other) as at, pytest.raises(Conflict, match="not-accredited"):
        services.recognise(standing=enrolled, by=other.caller, at=at)


def test_a_grant_names_its_programme_is_to_a_trader_and_is_made_once(
    authority: Member, trader: Member
) -> None:
    with acting_for(authority) as at, pytest.raises(Invalid) as refused:
        services.grant(holder=authority.organisation, kind="accredited", by=authority.caller, at=at)
    assert {fault.place for fault in refused.value.faults} == {"/holder", "/programme", "/number"}
    accounts.standing(trader, by=authority, kind="enrolled")
    with pytest.raises(Conflict, match="standing-held"):
        accounts.standing(trader, by=authority, kind="enrolled")
    with acting_for(authority) as at, pytest.raises(Invalid):
        services.grant(
            holder=trader.organisation,
            kind="accredited",
            programme="AEOC",
            number="1",
            valid_until=at,
            by=authority.caller,
            at=at,
        )
