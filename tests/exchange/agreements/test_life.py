"""When a version is in force and what state it is in, by its dates alone."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from exchange.agreements.life import Dates, Life, covers, last_signature, lives, state_of
from exchange.agreements.states import State

START = datetime(2026, 3, 1, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
ONE, TWO, THREE = uuid4(), uuid4(), uuid4()


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def dates(
    version: int | None = 1,
    *,
    of: UUID = ONE,
    proposed: int | None = 0,
    withdrawn: int | None = None,
    signed: int | None = 1,
    since: int | None = 0,
    until: int | None = None,
) -> Dates:
    moments = [
        None if number is None else day(number) for number in (proposed, withdrawn, since, until, signed)
    ]
    return Dates(of, version, *moments)


def life(*versions: Dates, terminated: int | None = None) -> dict[UUID, Life]:
    return lives(versions, terminated_at=None if terminated is None else day(terminated))


def state(of: Life, number: float, *suspended: tuple[int, int | None]) -> State:
    periods = [(day(since), None if until is None else day(until)) for since, until in suspended]
    return state_of(of, suspensions=periods, at=START + timedelta(days=number))


@pytest.mark.parametrize(
    ("signed", "since", "expected"),
    [(3, 1, 3), (1, 3, 3), (2, 2, 2)],
    ids=["the last signature", "the effective period", "both at once"],
)
def test_a_version_comes_into_force_with_the_later_of_last_signature_and_effective_period(
    signed: int, since: int, expected: int
) -> None:
    only = life(dates(signed=signed, since=since))[ONE]
    assert only.in_force == (day(expected), None)
    assert state_of(only, suspensions=(), at=day(expected) - INSTANT) == State.PROPOSED
    assert state_of(only, suspensions=(), at=day(expected)) == State.IN_FORCE


def test_a_version_that_was_back_dated_is_not_in_force_before_it_was_proposed() -> None:
    assert life(dates(proposed=5, signed=5, since=-100))[ONE].in_force == (day(5), None)


def test_a_version_that_one_signatory_has_not_signed_is_never_in_force() -> None:
    only = life(dates(signed=None, until=9))[ONE]
    assert only.in_force is None
    assert state(only, 8) == State.PROPOSED
    assert state(only, 9) == State.EXPIRED


def test_the_last_signature_waits_for_every_signatory() -> None:
    a, b = uuid4(), uuid4()
    assert last_signature({a, b}, {a: day(1)}) is None
    assert last_signature({a, b}, {a: day(1), b: day(2)}) == day(2)
    assert last_signature(set(), {}) is None


def test_the_last_instant_of_the_effective_period_is_excluded() -> None:
    only = life(dates(until=4))[ONE]
    assert state_of(only, suspensions=(), at=day(4) - INSTANT) == State.IN_FORCE
    assert state_of(only, suspensions=(), at=day(4)) == State.EXPIRED


@pytest.mark.parametrize("signed", [4, 5], ids=["as it expires", "after it expired"])
def test_a_version_signed_too_late_is_never_in_force(signed: int) -> None:
    assert life(dates(signed=signed, until=4))[ONE].in_force is None


def test_a_version_signed_after_termination_is_never_in_force() -> None:
    only = life(dates(signed=5), terminated=5)[ONE]
    assert only.in_force is None
    assert state(only, 4) == State.PROPOSED
    assert state(only, 5) == State.TERMINATED


def test_a_successor_supersedes_when_it_comes_into_force_and_not_before() -> None:
    both = life(dates(), dates(2, of=TWO, proposed=3, signed=4, since=6))
    assert both[ONE].in_force == (day(1), day(6))
    assert state(both[ONE], 5) == State.IN_FORCE
    assert state(both[ONE], 6) == State.SUPERSEDED
    assert state(both[TWO], 6) == State.IN_FORCE


def test_a_successor_that_expires_gives_nothing_back() -> None:
    both = life(dates(), dates(2, of=TWO, proposed=3, signed=4, since=4, until=8))
    assert state(both[ONE], 9) == State.SUPERSEDED
    assert state(both[TWO], 9) == State.EXPIRED


def test_an_earlier_version_signed_after_a_later_one_is_in_force_stays_out() -> None:
    both = life(dates(signed=9), dates(2, of=TWO, proposed=3, signed=4, since=4))
    assert both[ONE].in_force is None
    assert state(both[ONE], 10) == State.SUPERSEDED


def test_of_three_versions_each_is_superseded_by_the_first_later_one() -> None:
    all_three = life(
        dates(), dates(2, of=TWO, proposed=2, signed=6, since=2), dates(3, of=THREE, proposed=3, signed=4)
    )
    assert all_three[ONE].in_force == (day(1), day(4))
    assert all_three[TWO].in_force is None
    assert all_three[THREE].in_force == (day(4), None)


def test_a_suspension_lies_over_what_is_in_force_and_over_nothing_else() -> None:
    only = life(dates(signed=2, until=9))[ONE]
    assert state(only, 1, (0, 5)) == State.PROPOSED
    assert state(only, 2, (0, 5)) == State.SUSPENDED
    assert state(only, 5, (0, 5)) == State.IN_FORCE
    assert state(only, 9, (0, None)) == State.EXPIRED


def test_a_version_is_superseded_even_while_the_agreement_is_suspended() -> None:
    both = life(dates(), dates(2, of=TWO, proposed=3, signed=4, since=4))
    assert state(both[ONE], 4, (2, None)) == State.SUPERSEDED
    assert state(both[TWO], 4, (2, None)) == State.SUSPENDED


def test_what_ended_first_tells_how_a_version_ended() -> None:
    assert state(life(dates(until=3), terminated=5)[ONE], 6) == State.EXPIRED
    assert state(life(dates(until=7), terminated=5)[ONE], 8) == State.TERMINATED


def test_a_draft_is_a_draft_until_it_is_withdrawn() -> None:
    draft = life(dates(None, proposed=None, withdrawn=4, signed=None, since=None))[ONE]
    assert state(draft, 3) == State.DRAFT
    assert state(draft, 4) == State.WITHDRAWN


def test_a_period_holds_its_first_instant_and_not_its_last() -> None:
    assert covers((day(1), day(2)), day(1))
    assert not covers((day(1), day(2)), day(2))
    assert covers((day(1), None), day(1000))
