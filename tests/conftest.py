"""A trader, an authority and the agreement between them."""

import json
from pathlib import Path
from typing import Any

import pytest

from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.factories import accounts, agreements
from tests.factories.accounts import Member

SAMPLES = Path(__file__).parents[1] / "exchange" / "catalogue" / "samples"


def sample(type_id: str) -> dict[str, Any]:
    """A valid notice of this type."""
    return json.loads((SAMPLES / f"{type_id}.json").read_text())


@pytest.fixture
def operator(transactional_db: None) -> Member:
    return accounts.operator()


@pytest.fixture
def authority(operator: Member) -> Member:
    return accounts.member(operator, "authority", country="FR")


@pytest.fixture
def trader(operator: Member, authority: Member) -> Member:
    made = accounts.member(operator, "trader", country="DE")
    accounts.standing(made, by=authority)
    return made


@pytest.fixture
def agreement(trader: Member, authority: Member):
    """Goods items and the consignment's parties, with the consignor's name masked."""
    return agreements.in_force(
        providers=[trader],
        recipients=[authority],
        scope=(Clause("/items", Form.PLAIN), Clause("/consignor/name", Form.HASHED)),
    )
