"""Somebody who uploads files for the trader."""

from dataclasses import replace

import pytest

from tests.factories import accounts
from tests.factories.accounts import Member


@pytest.fixture
def publisher(trader: Member) -> Member:
    """The trader, for whom one of its publishers acts."""
    return replace(trader, administrator=accounts.person(trader, "publisher"))
