"""The life of a version as one table, and its page."""

from pathlib import Path

import pytest

from accounts.errors import Conflict
from exchange.agreements import states
from exchange.agreements.states import LIVE, Act, State

PAGE = Path(__file__).parents[3] / "docs" / "states" / "agreement.md"


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text() == states.as_markdown(), "write it anew: python -m exchange.agreements.states"


def test_every_refusal_says_what_to_do_instead() -> None:
    for act in Act:
        for state in State:
            if states.may(act, state):
                states.check_may(act, state)
                continue
            with pytest.raises(Conflict) as refused:
                states.check_may(act, state)
            assert refused.value.code == "not-in-this-state"
            assert refused.value.detail.endswith(".")
            assert refused.value.facts == {"state": state.value}


def test_what_is_over_stays_over() -> None:
    for state in (State.WITHDRAWN, State.SUPERSEDED, State.TERMINATED):
        assert not any(states.may(act, state) for act in Act)
    assert [act for act in Act if states.may(act, State.EXPIRED)] == [Act.DRAFTED]


def test_consent_and_protection_are_possible_throughout_a_versions_life() -> None:
    for state in LIVE:
        for act in (Act.ACCEDED, Act.LEFT, Act.EXCLUDED, Act.READMITTED, Act.TERMINATED):
            assert states.may(act, state)
