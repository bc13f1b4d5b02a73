"""The life of a delivery is a table, its page is made from it, and what is stored keeps to it."""

from pathlib import Path

from exchange.deliveries import states
from exchange.deliveries.models import Delivery

PAGE = Path(__file__).parents[3] / "docs" / "states" / "delivery.md"


def test_the_page_of_a_deliverys_life_is_the_table() -> None:
    assert PAGE.read_text() == states.page(), "write it anew: python -m exchange.deliveries.states"


def test_every_state_of_a_delivery_is_reached_and_what_is_closed_stays_so() -> None:
    assert {row.target for row in states.TRANSITIONS} == set(Delivery.State.values)
    sources = {row.source for row in states.TRANSITIONS if row.source}
    assert sources == {Delivery.State.AVAILABLE, Delivery.State.WITHHELD}
