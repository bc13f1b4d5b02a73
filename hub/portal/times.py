"""Moments as a person reads them: in the reader's zone, with UTC beside it where the two differ."""

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, pgettext

_CLOCK = "%H:%M"


class Moment(NamedTuple):
    """The reader's clock, and UTC in as many words as it takes beside it; empty where the reader lives by UTC."""

    here: str
    beside: str


def day() -> str:
    """How a day is written in the reader's language."""
    return _days(get_language())[0]


def day_of_this_year() -> str:
    """The same, for a day whose year goes without saying."""
    return _days(get_language())[1]


# A list asks for it in every row.
@lru_cache(maxsize=16)
def _days(_language: str | None) -> tuple[str, str]:
    return pgettext("date", "j M Y"), pgettext("date", "j M")


def told(at: datetime) -> Moment:
    """A moment in words."""
    return _told(at, get_current_timezone(), get_language())


def short(at: datetime) -> Moment:
    """A moment in a column of a list: with its year only if that is not this one."""
    return _told(at, get_current_timezone(), get_language(), in_column=True)


# The reader's zone and language are asked for once: a list tells a moment in every row.
def _told(at: datetime, zone: tzinfo, language: str | None, *, in_column: bool = False) -> Moment:
    here, there = at.astimezone(zone), at.astimezone(UTC)
    whole, of_this_year = _days(language)
    form = of_this_year if in_column and here.year == datetime.now(zone).year else whole
    text = f"{_day(here.date(), form, language)}, {here:{_CLOCK}}"
    if not here.utcoffset():
        return Moment(f"{text} UTC", "")
    differs = here.date() != there.date()
    beside = f"{_day(there.date(), of_this_year, language)}, " if differs else ""
    return Moment(f"{text} {here.tzname()}", f"{beside}{there:{_CLOCK}} UTC")


# A list names few days, many times over.
@lru_cache(maxsize=1024)
def _day(day: date, written: str, _language: str | None) -> str:
    return date_format(day, written)
