"""The worklist's words: its filters, orders and ready views, and how long there is left."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

STATES: dict[str, Promise] = {
    "open": _("To do: not acknowledged"),
    "new": _("New: opened by nobody"),
    "opened": _("Opened, not acknowledged"),
    "acknowledged": _("Acknowledged"),
    "withheld": _("Withheld"),
    "closed": _("Withheld for good"),
    "any": _("All states"),
}
CLAIMS: dict[str, Promise] = {"mine": _("Claimed by me"), "unclaimed": _("Claimed by nobody")}
CASES: dict[str, Promise] = {
    "any": _("With an open case"),
    "request": _("Request not answered"),
    "stop": _("Hold or do not load"),
    "overdue": _("Overdue"),
}
MODES: dict[str, Promise] = {
    "1": _("Sea"),
    "2": _("Rail"),
    "3": _("Road"),
    "4": _("Air"),
    "5": _("Post"),
    "7": _("Fixed installations"),
    "8": _("Inland waterway"),
}
SPANS: dict[str, Promise] = {
    "past": _("Before now"),
    "6": _("Within 6 hours"),
    "24": _("Within 24 hours"),
    "72": _("Within 3 days"),
    "168": _("Within 7 days"),
}
ORDERS: dict[str, Promise] = {
    "newest": _("Newest first"),
    "due": _("Due first: only what has an open case"),
    "arrival": _("Arriving first: only what was opened"),
    "departure": _("Departing first: only what was opened"),
}
# Looked at again and again, so they stand ready: what is in the address, and what it is called.
VIEWS: tuple[tuple[str, Promise], ...] = (
    ("state=open", _("To do")),
    ("state=open&claim=mine", _("Mine")),
    ("state=open&claim=unclaimed", _("Unclaimed")),
    ("state=any&order=due", _("Due first")),
    ("state=open&amended=1", _("Amended")),
    ("state=any", _("All")),
)
FILTERS: dict[str, Promise] = {
    "q": _("Search"),
    "type": _("Type"),
    "state": _("State"),
    "purpose": _("Purpose"),
    "publisher": _("Publisher"),
    "claim": _("Claimed by"),
    "case": _("Cases"),
    "amended": _("Amended"),
    "current": _("Current"),
    "office": _("Office of first entry"),
    "mode": _("Mode"),
    "voyage": _("Voyage or flight"),
    "loading": _("Port of loading"),
    "hs": _("Commodity code"),
    "party": _("Party"),
    "vague": _("Vague description"),
    "houses": _("Missing house"),
    "arrives": _("Arrival"),
    "departs": _("Departure"),
    "order": _("Order"),
}


class Clock(NamedTuple):
    """How long there is left, in words, with a picture and a tone beside."""

    label: str
    icon: str
    tone: str


def due(at: datetime | None, now: datetime) -> Clock | None:
    """The time left to answer; past it, by how much it is overdue."""
    if at is None:
        return None
    days, hours, minutes = _parts(abs(at - now))
    if at <= now:
        return Clock(_overdue(days, hours, minutes), "exclamation-triangle", "stop")
    return Clock(_left(days, hours, minutes), "clock", "wait" if at - now < timedelta(days=1) else "quiet")


def until(at: datetime | None, now: datetime) -> Clock | None:
    """The time left to an arrival or a departure; one that lies behind is no fault of anybody's."""
    if at is None:
        return None
    days, hours, minutes = _parts(abs(at - now))
    if at <= now:
        return Clock(_ago(days, hours, minutes), "clock-history", "quiet")
    return Clock(_left(days, hours, minutes), "clock", "wait" if at - now < timedelta(days=1) else "quiet")


def wait(span: timedelta) -> str:
    """How long something took, in the two greatest units."""
    days, hours, minutes = _parts(span)
    if days:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if hours:
        return str(_("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes})
    return str(_("%(minutes)d min") % {"minutes": minutes})


def _parts(span: timedelta) -> tuple[int, int, int]:
    minutes = int(span.total_seconds() // 60)
    return minutes // 1440, minutes % 1440 // 60, minutes % 60


def _left(days: int, hours: int, minutes: int) -> str:
    if days:
        return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    if hours:
        return str(_("%(hours)d h %(minutes)d min left") % {"hours": hours, "minutes": minutes})
    return str(_("%(minutes)d min left") % {"minutes": minutes})


def _overdue(days: int, hours: int, minutes: int) -> str:
    if days:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", days) % {"n": days}
    if hours:
        return str(_("%(hours)d h %(minutes)d min overdue") % {"hours": hours, "minutes": minutes})
    return str(_("%(minutes)d min overdue") % {"minutes": minutes})


def _ago(days: int, hours: int, minutes: int) -> str:
    if days:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if hours:
        return str(_("%(hours)d h %(minutes)d min ago") % {"hours": hours, "minutes": minutes})
    return str(_("%(minutes)d min ago") % {"minutes": minutes})
