"""A trader with standing, and where its files lie."""

import pytest

from tests.factories import accounts
from tests.factories.accounts import Member


@pytest.fixture
def operator(transactional_db: None) -> Member:
    return accounts.operator()


@pytest.fixture
def authority(operator: Member) -> Member:
    return accounts.member(operator, "authority", country="FR")


@pytest.fixture
def trader(operator: Member, authority: Member) -> Member:
    made = accounts.member(operator, "trader", name="Harbour Forwarding", country="DE")
    accounts.standing(made, by=authority)
    return made
