"""Half-open periods: the first moment belongs to them, the last does not."""

from datetime import timedelta

import pytest

from exchange.routing.periods import ALWAYS, FOREVER, covering, covers, days_after, period, switched
from tests.exchange.routing.worlds import DAY_0

US = timedelta(microseconds=1)
DAY_1, DAY_2 = DAY_0 + timedelta(days=1), DAY_0 + timedelta(days=2)


@pytest.mark.parametrize(
    ("moment", "inside"),
    [(DAY_0 - US, False), (DAY_0, True), (DAY_1 - US, True), (DAY_1, False), (DAY_1 + US, False)],
)
def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(moment, inside) -> None:
    periods = (period(DAY_0, DAY_1),)
    assert covers(periods, moment) is inside
    assert (covering(periods, moment) is not None) is inside


def test_an_open_end_never_comes() -> None:
    assert covers((period(DAY_0, None),), FOREVER - US)
    assert covers((period(None, DAY_0),), DAY_0 - timedelta(days=300_000))
    assert covers(ALWAYS, DAY_0)


def test_of_overlapping_periods_the_earlier_counts() -> None:
    assert covering(((DAY_0, FOREVER), (DAY_1, FOREVER)), DAY_2) == (DAY_0, FOREVER)
    assert covering(((DAY_1, FOREVER), (DAY_0, FOREVER)), DAY_2) == (DAY_0, FOREVER)


def test_switching_makes_periods_and_switching_again_does_nothing() -> None:
    assert switched([(DAY_0, False), (DAY_0, True), (DAY_1, True), (DAY_2, False)]) == ((DAY_0, DAY_2),)
    assert switched([(DAY_0, True), (DAY_1, False), (DAY_2, True)]) == ((DAY_0, DAY_1), (DAY_2, FOREVER))
    assert switched([(DAY_0, True), (DAY_0, False), (DAY_1, False)]) == ()
    assert switched([]) == ()


def test_days_are_24_hours_and_end_with_the_calendar() -> None:
    assert days_after(DAY_0, 2) == DAY_2
    assert days_after(DAY_0, 10_000_000) == FOREVER
