"""Moments as a person reads them: in the reader's zone, with UTC beside it where the two differ."""

from datetime import UTC, datetime
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.timezone import localtime

DAY = "j M Y"
DAY_OF_THIS_YEAR = "j M"
_CLOCK = "H:i"


class Moment(NamedTuple):
    """The reader's clock, and UTC in as many words as it takes beside it; empty where the reader lives by UTC."""

    here: str
    beside: str


def told(at: datetime, *, day: str = DAY) -> Moment:
    """A moment in words."""
    here, there = localtime(at), at.astimezone(UTC)
    text = f"{date_format(here, day)}, {date_format(here, _CLOCK)}"
    if not here.utcoffset():
        return Moment(f"{text} UTC", "")
    differs = here.date() != there.date()
    beside = f"{date_format(there, DAY_OF_THIS_YEAR)}, " if differs else ""
    return Moment(f"{text} {here.tzname()}", f"{beside}{date_format(there, _CLOCK)} UTC")


def short(at: datetime) -> Moment:
    """A moment in a column of a list: with its year only if that is not this one."""
    this_year = localtime(at).year == localtime().year
    return told(at, day=DAY_OF_THIS_YEAR if this_year else DAY)
