"""The diagrams are the tables."""

from pathlib import Path

import pytest

from accounts.accreditation import states as standing
from accounts.errors import Conflict
from accounts.lifecycle import target_of
from accounts.organisations import states as member

STATES = Path(__file__).parents[2] / "docs" / "states"


@pytest.mark.parametrize(("name", "page"), [("member", member.page()), ("standing", standing.page())])
def test_the_page_is_the_table(name: str, page: str) -> None:
    assert (STATES / f"{name}.md").read_text() == page


def test_what_the_table_does_not_know_is_a_conflict_that_names_the_state() -> None:
    assert target_of(standing.TRANSITIONS, source="suspended", act="resumed", what="standing") == "granted"
    with pytest.raises(Conflict) as refused:
        target_of(standing.TRANSITIONS, source="revoked", act="resumed", what="standing")
    assert refused.value.facts == {"state": "revoked"}
