"""How much of the last 90 days the hub worked, from what it noted while it did.

Once in a while a canary job goes the way of all jobs: beat, Redis, worker, PostgreSQL. Each minute that saw one
through is noted. A minute without a note counts as one in which the hub did not work, whatever the reason, planned
work included. What lies between the hub and its users it cannot see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hub.health.models import MeasuredDay

DAYS = 90
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One day (UTC): the minutes that were measured, and those of them in which the hub worked."""

    day: date
    measured: int
    worked: int


def days(*, at: datetime) -> list[Day]:
    """The last 90 days, the oldest first; nothing was ``measured`` before the hub's first note."""
    today = at.astimezone(UTC).date()
    first = MeasuredDay.objects.order_by("day").first()
    begun = at if first is None else first.first_minute
    noted = {one.day: one for one in MeasuredDay.objects.filter(day__gt=today - DAYS * _DAY)}
    return [
        _day(today - n * _DAY, noted.get(today - n * _DAY), begun=begun, at=at) for n in reversed(range(DAYS))
    ]


def share(counted: Sequence[Day]) -> float | None:
    """The share of measured minutes in which the hub worked, in percent; None where nothing was measured.

    Cut off after two places: what is not whole is never told as 100.
    """
    measured, worked = sum(one.measured for one in counted), sum(one.worked for one in counted)
    return (worked * 10_000 // measured) / 100 if measured else None


def _day(day: date, noted: MeasuredDay | None, *, begun: datetime, at: datetime) -> Day:
    """The minute that has not passed yet counts on neither side."""
    midnight = datetime.combine(day, time(), UTC)
    until = min(midnight + _DAY, at.replace(second=0, microsecond=0))
    measured = max((until - max(midnight, begun)) // _MINUTE, 0)
    if noted is None:
        return Day(day, measured, 0)
    worked = noted.minutes - (1 if noted.last_minute >= until else 0)
    return Day(day, measured, min(worked, measured))
