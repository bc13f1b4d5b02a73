"""The operator, and two organisations that wish for something."""

import pytest

from tests.factories import accounts
from tests.factories.accounts import Member


@pytest.fixture
def operator(db: None) -> Member:
    return accounts.operator()


@pytest.fixture
def authority(operator: Member) -> Member:
    return accounts.member(operator, "authority", country="FR")


@pytest.fixture
def stranger(operator: Member) -> Member:
    return accounts.member(operator, "authority", country="US", region="AMS")
