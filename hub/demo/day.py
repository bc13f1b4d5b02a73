"""The day as it is told: who publishes what at which hour. It ends when the demo world is made.

The hub's own times are those of the seeding, since one clock judges, the database's; the hours of the day stand
in what the notices say: when something was issued, departs, arrives, is due.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Document = dict[str, Any]

WAVES = 6
"""Parts of the day; after each one what was published is routed, read and answered."""
HOURS = 24


@dataclass(frozen=True, slots=True)
class Publication:
    """One notice of the day."""

    publisher: str
    type: str
    reference: str
    document: Document
    at: datetime


def hour(began: datetime, hours: float) -> datetime:
    """So many hours into the day that ends at ``began``."""
    return began - timedelta(hours=HOURS) + timedelta(hours=hours)


def wave_of(began: datetime, at: datetime) -> int:
    """The part of the day that a moment falls into."""
    into = (at - hour(began, 0)) / timedelta(hours=HOURS)
    return min(max(int(into * WAVES), 0), WAVES - 1)


def moments(began: datetime, wave: int, count: int) -> Iterator[datetime]:
    """So many moments, evenly over one part of the day."""
    each = HOURS / WAVES
    for n in range(count):
        yield hour(began, wave * each + each * (n + 0.5) / count)
