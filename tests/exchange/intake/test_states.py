"""The life of an upload is a table, and its page is made from it."""

from pathlib import Path

from exchange.intake import states
from exchange.intake.models import Upload

PAGE = Path(__file__).parents[3] / "docs" / "states" / "upload.md"


def test_the_page_of_an_uploads_life_is_the_table() -> None:
    assert PAGE.read_text() == states.page(), "write it anew: python -m exchange.intake.states"


def test_every_state_is_reached_and_what_has_ended_stays_so_unless_it_can_be_read_another_way() -> None:
    assert {row.target for row in states.TRANSITIONS} == set(Upload.State.values)
    assert {row.source for row in states.TRANSITIONS} & set(states.ENDED) == {states.REFUSED}
    assert {*states.WORKING, *states.WAITING, *states.ENDED} == set(Upload.State.values)
