"""A small world for agreements: the operator, two authorities, two traders, an association that keeps a group."""

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
def trader(operator: Member) -> Member:
    return accounts.member(operator, "trader", country="DE")


@pytest.fixture
def association(operator: Member) -> Member:
    return accounts.member(operator, "association", country="BE")


@pytest.fixture
def stranger(operator: Member) -> Member:
    return accounts.member(operator, "trader", country="US", region="AMS")
