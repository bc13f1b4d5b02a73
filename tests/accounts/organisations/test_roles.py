"""People and what they may do where."""

import pytest

from accounts import acting
from accounts.access import selectors as access
from accounts.callers import Caller
from accounts.errors import Conflict, Forbidden, NotFound
from accounts.organisations import roles, selectors
from accounts.users import services as users
from tests.factories import accounts
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def _caller(person: object, of: Member) -> Caller | None:
    with acting.as_person(person.pk):  # type: ignore[attr-defined]
        return access.caller_for_session(person, of.id)  # type: ignore[arg-type]


def test_a_person_calls_with_the_permissions_of_the_roles_held_right_now(trader: Member) -> None:
    person = accounts.person(trader, "publisher", "auditor")
    caller = _caller(person, trader)
    assert caller is not None
    assert {"notices:publish", "disclosures:read"} <= caller.permissions
    assert not {"agreements:sign", "accounts:write", "operations:read"} & caller.permissions
    with acting_for(trader) as at:
        held = selectors.memberships(organisation=trader.id, at=at).filter(person=person, role="publisher")
        roles.end_role(membership=held.get(), by=trader.caller, at=at)
    caller = _caller(person, trader)
    assert caller is not None
    assert "notices:publish" not in caller.permissions


def test_removing_a_person_ends_every_role_and_the_next_request_finds_none(trader: Member) -> None:
    person = accounts.person(trader, "publisher", "officer")
    with acting_for(trader) as at:
        roles.remove_person(
            person=person, organisation=trader.organisation, by=trader.caller, at=at, reason="left"
        )
    assert _caller(person, trader) is None


def test_the_operator_removes_a_person_from_the_whole_hub(operator: Member, trader: Member) -> None:
    person = accounts.person(trader, "publisher")
    with acting_for(operator) as at:
        roles.remove_from_hub(person=person, by=operator.caller, at=at)
    assert _caller(person, trader) is None
    with acting_for(trader) as at, pytest.raises(Forbidden):
        users.close_person(person=trader.administrator, by=trader.caller, at=at)


def test_the_last_administrator_stays_until_there_is_another(trader: Member) -> None:
    remove = {"person": trader.administrator, "organisation": trader.organisation, "by": trader.caller}
    with acting_for(trader) as at, pytest.raises(Conflict, match="last-administrator"):
        roles.remove_person(**remove, at=at)
    accounts.person(trader, "administrator")
    with acting_for(trader) as at:
        roles.remove_person(**remove, at=at)


def test_the_operator_appoints_only_a_first_administrator(
    operator: Member, trader: Member, stranger: Member
) -> None:
    for role in ("administrator", "publisher"):
        with acting_for(operator) as at, pytest.raises(Forbidden, match="not-first-administrator"):
            roles.grant_role(
                organisation=trader.organisation,
                person=operator.administrator,
                role=role,
                by=operator.caller,
                at=at,
            )
    with acting_for(stranger) as at, pytest.raises(NotFound):
        roles.grant_role(
            organisation=trader.organisation,
            person=stranger.administrator,
            role="administrator",
            by=stranger.caller,
            at=at,
        )


def test_a_role_is_held_once(trader: Member) -> None:
    with acting_for(trader) as at, pytest.raises(Conflict, match="role-held"):
        roles.grant_role(
            organisation=trader.organisation,
            person=trader.administrator,
            role="administrator",
            by=trader.caller,
            at=at,
        )
