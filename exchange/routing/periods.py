"""Half-open periods in UTC: ``from`` belongs to a period, ``until`` does not."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

Period = tuple[datetime, datetime]
Periods = tuple[Period, ...]

# An open beginning or end, so that every comparison is between two moments.
NEVER_BEGAN = datetime.min.replace(tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)
ALWAYS: Periods = ((NEVER_BEGAN, FOREVER),)


def period(begins: datetime | None, ends: datetime | None) -> Period:
    """A period from its two columns, where None is an open end."""
    return (NEVER_BEGAN if begins is None else begins, FOREVER if ends is None else ends)


def covering(periods: Periods, moment: datetime) -> Period | None:
    """The period in which the moment lies; of several, the one that began first."""
    found = [one for one in periods if one[0] <= moment < one[1]]
    return min(found) if found else None


def covers(periods: Periods, moment: datetime) -> bool:
    """Whether the moment lies in one of the periods."""
    for begins, ends in periods:  # noqa: SIM110 - a generator takes twice as long, and this is asked most
        if begins <= moment < ends:
            return True
    return False


def switched(events: Iterable[tuple[datetime, bool]]) -> Periods:
    """The periods between switching on and switching off; switching what is switched already does nothing."""
    found: list[Period] = []
    on_since: datetime | None = None
    for moment, on in events:
        if on and on_since is None:
            on_since = moment
        elif not on and on_since is not None:
            if on_since < moment:
                found.append((on_since, moment))
            on_since = None
    if on_since is not None:
        found.append((on_since, FOREVER))
    return tuple(found)


def days_after(moment: datetime, days: int) -> datetime:
    """So many times 24 hours later; for ever, where the calendar ends before."""
    try:
        return moment + timedelta(days=days)
    except OverflowError:
        return FOREVER
