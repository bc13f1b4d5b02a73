"""How long there is left, or by how much a time is over: told alike wherever it stands."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

_SOON = timedelta(days=1)


class Clock(NamedTuple):
    """How long there is left, in words, with a picture and a tone beside."""

    label: str
    icon: str
    tone: str


def due(at: datetime | None, now: datetime) -> Clock | None:
    """The time left to answer; past it, by how much it is overdue."""
    if at is None:
        return None
    if at <= now:
        label = gettext("%(time)s overdue") % {"time": span(now - at)}
        return Clock(label, "exclamation-triangle", "stop")
    return _left(at - now)


def until(at: datetime | None, now: datetime) -> Clock | None:
    """The time left to an arrival or a departure; one that lies behind is no fault of anybody's."""
    if at is None:
        return None
    if at <= now:
        return Clock(gettext("%(time)s ago") % {"time": span(now - at)}, "clock-history", "quiet")
    return _left(at - now)


def span(length: timedelta) -> str:
    """How long something takes: in days, else in hours and minutes."""
    minutes = int(length.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if hours and minutes:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if hours:
        return gettext("%(hours)d h") % {"hours": hours}
    return gettext("%(minutes)d min") % {"minutes": minutes}


def _left(length: timedelta) -> Clock:
    label = gettext("%(time)s left") % {"time": span(length)}
    return Clock(label, "clock", "wait" if length < _SOON else "quiet")
