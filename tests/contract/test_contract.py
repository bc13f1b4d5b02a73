"""The API keeps the contract that its OpenAPI document states; at length: ``python -m tests.contract``."""

import pytest

from tests.contract import world
from tests.contract.ready import MAKERS
from tests.contract.running import Contract

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases="__all__", transaction=True)]


def test_every_operation_succeeds_with_all_in_place_and_nothing_generated_breaks_it(
    transactional_db: None, settings
) -> None:
    # Signing in again and again is not what is tried here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    contract = Contract(world.build())
    assert contract.tally.rows.keys() == MAKERS.keys()
    contract.carry_out()
    contract.generate(cases=1, phases=("examples", "fuzzing"), others=1, strangers=0)
    assert list(contract.tally.faults()) == []
