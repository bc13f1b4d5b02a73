"""Moments as a person reads them: in the reader's zone, with UTC beside it where the two differ."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language

DAY = "j M Y"
DAY_OF_THIS_YEAR = "j M"
_CLOCK = "%H:%M"


class Moment(NamedTuple):
    """The reader's clock, and UTC in as many words as it takes beside it; empty where the reader lives by UTC."""

    here: str
    beside: str


def told(at: datetime, *, day: str = DAY) -> Moment:
    """A moment in words."""
    here, there = localtime(at), at.astimezone(UTC)
    text = f"{_day(here.date(), day, get_language())}, {here:{_CLOCK}}"
    if not here.utcoffset():
        return Moment(f"{text} UTC", "")
    differs = here.date() != there.date()
    beside = f"{_day(there.date(), DAY_OF_THIS_YEAR, get_language())}, " if differs else ""
    return Moment(f"{text} {here.tzname()}", f"{beside}{there:{_CLOCK}} UTC")


def short(at: datetime) -> Moment:
    """A moment in a column of a list: with its year only if that is not this one."""
    this_year = localtime(at).year == localtime().year
    return told(at, day=DAY_OF_THIS_YEAR if this_year else DAY)


# A list names few days, many times over.
@lru_cache(maxsize=1024)
def _day(day: date, written: str, _language: str | None) -> str:
    return date_format(day, written)
