"""Somebody whom the content decides on."""

import pytest

from tests.factories import accounts, agreements
from tests.factories.accounts import Member


@pytest.fixture
def narrow(trader: Member, operator: Member) -> Member:
    """An authority that may receive what goes to the Netherlands, and is not followed up."""
    made = accounts.member(operator, "authority", country="NL")
    accounts.standing(trader, by=made)
    condition = {"country": {"of": "destination", "any_of": ["NL"]}}
    agreements.in_force(providers=[trader], recipients=[made], conditions=(condition,), follow_up=False)
    return made
