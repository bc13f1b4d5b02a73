"""Members from admission to removal, and what is known of their past."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from accounts import acting
from accounts.errors import Conflict, Forbidden, Invalid
from accounts.organisations import selectors, services
from accounts.organisations.models import Activity, Membership
from accounts.organisations.services import NewIdentifier, Particulars
from accounts.trail import selectors as trail
from tests.factories import accounts
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_what_held_at_any_moment_can_be_said_afterwards(operator: Member, trader: Member) -> None:
    moments = []
    for act in (services.suspend, services.resume, services.remove):
        with acting_for(operator) as at:
            act(organisation=trader.organisation, reason="as agreed", by=operator.caller, at=at)
            moments.append(at)
    instant = timedelta(microseconds=1)
    admitted = trader.organisation.created_at
    with acting_for(operator):
        told = [
            selectors.state_at(trader.id, moment)
            for at in [admitted, *moments]
            for moment in (at - instant, at)
        ]
        active = selectors.activity_periods()[trader.id]
    assert told == [None, "active", "active", "suspended", "suspended", "active", "active", "removed"]
    assert active == ((admitted, moments[0]), (moments[1], moments[2]))


def test_a_past_state_can_never_be_rewritten(operator: Member, trader: Member) -> None:
    with acting_for(operator) as at:
        services.suspend(organisation=trader.organisation, reason="x", by=operator.caller, at=at)
    with acting_for(operator):
        first = Activity.objects.filter(organisation=trader.id).earliest("valid_from")
        for change in ({"valid_until": None}, {"valid_until": at + timedelta(days=1)}):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(using=acting.alias()):
                Activity.objects.filter(pk=first.pk).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic(using=acting.alias()):
            Activity.objects.create(organisation_id=trader.id, state="active", valid_from=at)


@pytest.mark.parametrize(
    ("acts", "refused"),
    [
        ((), services.resume),
        ((services.suspend,), services.suspend),
        ((services.remove,), services.resume),
        ((services.remove,), services.suspend),
        ((services.remove,), services.remove),
    ],
)
def test_the_life_cycle_allows_no_other_step(
    operator: Member, trader: Member, acts: tuple, refused: object
) -> None:
    with acting_for(operator) as at:
        for act in acts:
            act(organisation=trader.organisation, reason="x", by=operator.caller, at=at)
    with acting_for(operator) as at, pytest.raises(Conflict, match="wrong-state"):
        refused(organisation=trader.organisation, reason="x", by=operator.caller, at=at)  # type: ignore[operator]


def test_the_operator_itself_stays(operator: Member) -> None:
    with acting_for(operator) as at, pytest.raises(Conflict, match="is-operator"):
        services.remove(organisation=operator.organisation, reason="x", by=operator.caller, at=at)


def test_removal_frees_identifiers_and_ends_roles_but_keeps_the_past(operator: Member) -> None:
    number = NewIdentifier("eori", "DE7654321")
    first = accounts.member(operator, identifiers=[(number.scheme, number.value)])
    second = accounts.member(operator)
    with acting_for(operator) as at, pytest.raises(Invalid) as refused:
        services.add_identifier(organisation=second.organisation, wanted=number, by=operator.caller, at=at)
    assert refused.value.faults[0].code == "taken"
    with acting_for(operator) as removed_at:
        services.remove(organisation=first.organisation, reason="merged", by=operator.caller, at=removed_at)
    with acting_for(operator) as at:
        services.add_identifier(organisation=second.organisation, wanted=number, by=operator.caller, at=at)
        before = removed_at - timedelta(microseconds=1)
        holders = [selectors.holder_of_any(value="DE7654321", at=moment) for moment in (before, at)]
        assert holders == [first.id, second.id]
        assert not Membership.objects.filter(organisation=first.id, valid_until=None).exists()


def test_a_tin_is_unique_within_its_country(operator: Member) -> None:
    accounts.member(operator, country="DE", identifiers=[("tin", "12345")])
    accounts.member(operator, country="FR", identifiers=[("tin", "12345")])
    with pytest.raises(Invalid):
        accounts.member(operator, country="DE", identifiers=[("tin", "12345")])


@pytest.mark.parametrize("name", [" ", "Customs\r\nof France", "Customs \N{RIGHT-TO-LEFT OVERRIDE}ecnarF fo"])
def test_a_name_is_one_line_that_reads_as_it_is_written(operator: Member, name: str) -> None:
    particulars = Particulars(name=name, kind="trader", country="DE", region="EUR")
    with acting_for(operator) as at, pytest.raises(Invalid) as refused:
        services.admit(particulars=particulars, by=operator.caller, at=at)
    assert [fault.place for fault in refused.value.faults] == ["/name"]


def test_only_the_operator_keeps_members(operator: Member, trader: Member, stranger: Member) -> None:
    particulars = Particulars(name="New", kind="trader", country="DE", region="EUR")
    with acting_for(trader) as at:
        with pytest.raises(Forbidden):
            services.admit(particulars=particulars, by=trader.caller, at=at)
        with pytest.raises(Forbidden):
            services.suspend(organisation=stranger.organisation, reason="x", by=trader.caller, at=at)
    auditor = accounts.caller(operator, "auditor")
    with acting_for(operator) as at, pytest.raises(Forbidden):
        services.admit(particulars=particulars, by=auditor, at=at)


def test_the_trail_tells_both_sides_who_did_what_and_why(
    operator: Member, trader: Member, stranger: Member
) -> None:
    with acting_for(operator) as at:
        services.suspend(organisation=trader.organisation, reason="late fees", by=operator.caller, at=at)
    for reader in (operator, trader):
        with acting_for(reader):
            latest = trail.entries(subject=trader.id).first()
            assert latest is not None
            assert (latest.action, latest.reason) == ("suspended", "late fees")
            assert (latest.by_organisation, latest.by_person) == (operator.id, operator.administrator.pk)
    with acting_for(stranger):
        assert not trail.entries(subject=trader.id).exists()
    with pytest.raises(IntegrityError, match="append-only"):
        _change_as_the_owner_could(latest.pk)


def _change_as_the_owner_could(entry: UUID) -> None:
    with acting.as_owner(), acting.connection().cursor() as cursor:
        cursor.execute("ALTER TABLE trail_entry NO FORCE ROW LEVEL SECURITY")
        cursor.execute("UPDATE trail_entry SET reason = '' WHERE id = %s", [entry])
