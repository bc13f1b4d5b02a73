"""People are found at sign-in, and by nobody who merely forgot to say who acts."""

import pytest

from accounts import acting
from accounts.errors import Invalid
from accounts.users import selectors
from accounts.users import services as users
from accounts.users.backends import PersonBackend
from accounts.users.models import User
from accounts.users.signin import signing_in
from tests.factories import accounts
from tests.factories.accounts import PASSWORD, Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_people_are_visible_while_signing_in_and_not_a_moment_longer(trader: Member) -> None:
    with acting.as_nobody():
        assert not User.objects.exists()
        with signing_in():
            with signing_in():
                assert User.objects.exists()
            assert User.objects.exists()
        assert not User.objects.exists()
        with pytest.raises(ZeroDivisionError), signing_in():
            _ = 1 / 0
        assert not User.objects.exists()


def test_the_address_leads_to_an_identifier_and_only_for_those_who_are_known(
    trader: Member, stranger: Member
) -> None:
    email = trader.administrator.email
    with acting_for(stranger):
        assert selectors.person_with_email(email.upper()) == trader.administrator.pk
        assert not User.objects.filter(email=email).exists()
    with acting.as_nobody():
        assert selectors.person_with_email(email) is None


def test_a_closed_account_neither_signs_in_nor_keeps_its_session(operator: Member, trader: Member) -> None:
    person = trader.administrator
    accounts.set_password(person)
    backend = PersonBackend()
    assert backend.authenticate(None, email=person.email, password=PASSWORD) == person
    assert backend.authenticate(None, email=person.email, password="wrong") is None
    assert backend.get_user(person.pk) == person
    with acting_for(operator) as at:
        users.close_person(person=person, by=operator.caller, at=at)
    assert backend.authenticate(None, email=person.email, password=PASSWORD) is None
    assert backend.get_user(person.pk) is None


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "\u017f@hub.example", "a@münchen.example", "a b@hub.example"]
)
def test_an_address_that_is_none_is_refused(operator: Member, email: str) -> None:
    with acting_for(operator) as at, pytest.raises(Invalid):
        users.make_person(email=email, name="X", with_password=False, by=operator.caller, at=at)
