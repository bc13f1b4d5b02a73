"""Times of a random scenario: a coarse grid around one day, so that events often coincide, written in any
zone."""

from datetime import UTC, datetime, timedelta, timezone
from random import Random

BASE = datetime(2026, 3, 1, tzinfo=UTC)
ZONES = (
    UTC,
    UTC,
    timezone(timedelta(hours=14)),
    timezone(timedelta(hours=-12)),
    timezone(timedelta(hours=2)),
)
LONG_AGO = "2020-01-01T00:00:00Z"


def written(random: Random, at: datetime) -> str:
    """The instant as a text with some offset."""
    text = at.astimezone(random.choice(ZONES)).isoformat()
    return text.replace("+00:00", "Z")


def near(random: Random, first_day: float, last_day: float) -> datetime:
    """A moment on the grid of six hours between two days, counted from the base."""
    return BASE + timedelta(hours=6 * random.randint(round(first_day * 4), round(last_day * 4)))


def on(random: Random, first_day: float, last_day: float) -> str:
    """The same, written."""
    return written(random, near(random, first_day, last_day))


def periods(random: Random, always: float) -> list[list[str | None]]:
    """Mostly since long ago and open; else ended, begun, or interrupted around the base."""
    if random.random() < always:
        return [[LONG_AGO, None]]
    shape = random.choice(("ended", "begun", "gap"))
    start, end = near(random, -3, 12), near(random, -3, 12)
    if shape == "ended":
        return [[LONG_AGO, written(random, end)]]
    if shape == "begun":
        return [[written(random, start), None]]
    first, last = min(start, end), max(start, end) + timedelta(hours=1)
    return [[LONG_AGO, written(random, first)], [written(random, last), None]]
