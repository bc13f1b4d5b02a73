"""One value as a person reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.types import Leaf
from exchange.routing.scope import COUNTRY_ONLY, HASHED, PLAIN, TRUNCATED
from hub.portal import times

# Of a keyed hash as many characters as tell two apart by eye; the whole stands beside the grounds.
_OF_A_HASH = 12
_HS_CHAPTER = 2
_COUNTRIES = "countries"

# Code list to code to label.
Meanings = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Written:
    """A value for reading. ``meaning`` says what a code stands for; ``whole`` is set where ``text`` is cut."""

    text: str
    meaning: str = ""
    whole: str = ""


def meanings() -> Meanings:
    """What the codes of the lists in force mean."""
    return {one.name: catalogue.labels_of(one) for one in catalogue.every_list()}


def written(value: Any, *, form: str, leaf: Leaf | None, meanings: Meanings) -> Written:
    """The value in the form in which it is shown."""
    if form == HASHED:
        digest = str(value).rpartition(":")[2]
        return Written(f"{digest[:_OF_A_HASH]}…", whole=str(value))
    if form == TRUNCATED:
        return Written(f"{value}…")
    if form == COUNTRY_ONLY:
        return Written(str(value), meanings.get(_COUNTRIES, {}).get(str(value), ""))
    if isinstance(value, bool):
        return Written(gettext("Yes") if value else gettext("No"))
    if not isinstance(value, str) or leaf is None or form != PLAIN:
        return Written(str(value))
    return _text(value, leaf, meanings)


def moment(at: datetime) -> str:
    """A moment in the reader's zone, with UTC in brackets where that differs."""
    here, beside = times.told(at)
    return f"{here} ({beside})" if beside else here


def figure(text: str) -> str:
    """A decimal as the reader's language writes it, as the sums at the top of the page are written."""
    try:
        return number_format(Decimal(text), force_grouping=True)
    except InvalidOperation:
        return text


def _text(value: str, leaf: Leaf, meanings: Meanings) -> Written:
    if leaf.format == "date-time":
        return _moment(value)
    if leaf.format == "date":
        return Written(date_format(date.fromisoformat(value), times.day()))
    if leaf.codelist is None:
        return Written(naming.option(value) if value in leaf.options else value)
    return Written(value, meaning_of(value, leaf.codelist, meanings))


def meaning_of(code: str, codelist: str, meanings: Meanings) -> str:
    """What a code stands for. Of a commodity only its chapter is known, which says less than the code does."""
    known = meanings.get(codelist, {})
    if codelist != "hs":
        return known.get(code, "")
    chapter = code[:_HS_CHAPTER]
    title = known.get(chapter)
    return gettext("Chapter %(chapter)s: %(title)s") % {"chapter": chapter, "title": title} if title else ""


def _moment(value: str) -> Written:
    """For the reader, with the sender's own clock beside it where that is another one."""
    at = datetime.fromisoformat(value)
    try:
        told = moment(at)
    except OverflowError:  # the last hours of the year 9999
        return Written(value)
    if at.utcoffset() in (timedelta(0), localtime(at).utcoffset()):
        return Written(told)
    return Written(told, f"{date_format(at, 'H:i')} {value[-6:]}")
