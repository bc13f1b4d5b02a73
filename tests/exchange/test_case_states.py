"""The life of a case as one table, and its page."""

from pathlib import Path

import pytest

from exchange.review import states
from exchange.review.models import Case

PAGE = Path(__file__).parents[2] / "docs" / "states" / "case.md"


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text() == states.page(), "write it anew: python -m exchange.review.states"


def test_the_page_of_prepared_replies_is_their_table() -> None:
    page = PAGE.with_name("prepared-reply.md")
    assert page.read_text() == states.prepared_page(), "write it anew: python -m exchange.review.states"


def test_every_outcome_is_in_the_table_and_every_end_in_it_is_an_outcome() -> None:
    ends = {row.target for row in states.TRANSITIONS} - {states.REQUEST, states.ORDER}
    assert ends == set(Case.Outcome.values)


@pytest.mark.parametrize("order", [states.HOLD, states.DO_NOT_LOAD])
def test_an_order_ends_by_a_release_alone(order: str) -> None:
    ending = (states.RELEASE, states.ANSWER, states.REFERRAL, states.COMPLETE)
    assert [states.outcome(order, reply=one) for one in ending] == [Case.Outcome.LIFTED, None, None, None]
