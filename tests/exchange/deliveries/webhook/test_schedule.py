"""W3, W4: when a message is tried again, and what each answer means."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from exchange.deliveries.channels.webhook import schedule
from exchange.deliveries.channels.webhook.schedule import VERDICTS, Outcome, outcome_of

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_delays_follow_the_schedule_with_a_fifth_of_jitter() -> None:
    chance = random.Random(1)
    for attempts, planned in enumerate(schedule.DEFAULT, start=1):
        drawn = [schedule.delay(attempts, schedule=schedule.DEFAULT, chance=chance) for _ in range(200)]
        assert all(0.8 * planned <= seconds <= 1.2 * planned for seconds in drawn)
        assert max(drawn) > 1.1 * planned > 0.9 * planned > min(drawn)


def test_past_the_schedule_there_is_no_further_attempt() -> None:
    assert schedule.delay(3, schedule=[1, 2]) is None
    assert schedule.delay(3, schedule=[1, 2], retry_after=5) is None


def test_what_the_receiver_asks_for_is_never_undercut() -> None:
    assert all(60 <= schedule.delay(1, schedule=[5], retry_after=60) <= 72 for _ in range(100))
    assert schedule.delay(1, schedule=[5], retry_after=0) >= 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120),
        (" 7 ", 7),
        ("0", 0),
        ("99999999999999999999", schedule.LONGEST_WAIT),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("Fri, 01 May 2026 00:01:00 GMT", 60),
        ("Thu, 30 Apr 2026 00:00:00 GMT", 0),
        ("Fri, 01 May 2099 00:00:00 GMT", schedule.LONGEST_WAIT),
        ("Fri, 99 Foo 2026 99:00:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_a_day(value: str | None, seconds: float | None) -> None:
    assert schedule.read_retry_after(value, now=NOW) == seconds
    assert timedelta(days=1).total_seconds() == schedule.LONGEST_WAIT


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.DELIVERED),
        (299, Outcome.DELIVERED),
        (301, Outcome.REDIRECT),
        (400, Outcome.REFUSED),
        (404, Outcome.REFUSED),
        (408, Outcome.BUSY),
        (410, Outcome.GONE),
        (413, Outcome.TOO_LARGE),
        (425, Outcome.BUSY),
        (429, Outcome.BUSY),
        (500, Outcome.SERVER_ERROR),
        (503, Outcome.SERVER_ERROR),
        (600, Outcome.UNEXPECTED),
        (100, Outcome.UNEXPECTED),
    ],
)
def test_each_status_has_its_outcome(status: int, outcome: Outcome) -> None:
    assert outcome_of(status) is outcome


def test_503_that_names_a_time_is_busy() -> None:
    assert outcome_of(503, retry_after=1) is Outcome.BUSY


def test_every_outcome_has_a_verdict_and_only_gone_disables() -> None:
    assert set(VERDICTS) == set(Outcome)
    assert [outcome for outcome, verdict in VERDICTS.items() if verdict.disables] == [Outcome.GONE]
    permanent = {outcome for outcome, verdict in VERDICTS.items() if verdict.permanent}
    assert permanent == {Outcome.DELIVERED, Outcome.GONE, Outcome.TOO_LARGE, Outcome.BLOCKED}


@pytest.mark.parametrize("delays", [[], [0], [-1], [1, 8 * 86400]])
def test_nonsense_is_no_schedule(delays: list[float]) -> None:
    with pytest.raises(ValueError, match="schedule"):
        schedule.check_schedule(delays)
