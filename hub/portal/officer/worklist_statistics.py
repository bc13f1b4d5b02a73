"""One's own work in figures: for the person who looks, and for nobody else."""

from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from exchange.worklist import statistics
from hub.portal import charts, clocks, times
from hub.portal.pages import page

_DAYS = (7, 14, 30)


@page("officer/worklist_statistics.html", permissions.INBOX_READ)
def own_work(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """What the reader opened, acknowledged and replied to, day by day."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in map(str, _DAYS) else _DAYS[1]
    work = statistics.own_work(by=caller, at=transaction_time(), days=days, zone=get_current_timezone())
    series: dict[charts.Text, list[int]] = {
        gettext("Opened"): [one.opened for one in work.days.values()],
        gettext("Acknowledged"): [one.acknowledged for one in work.days.values()],
        gettext("Replies sent"): [one.replied for one in work.days.values()],
    }
    return {
        "work": work,
        "first_open": None if work.first_open is None else clocks.span(work.first_open),
        "chart": charts.columns(
            gettext("Your work, day by day"),
            of=gettext("Day"),
            places=[date_format(day, times.day_of_this_year()) for day in work.days],
            series=series,
        ),
        "tabs": [
            {
                "address": f"?days={n}",
                "label": gettext("%(n)d days") % {"n": n},
                "current": n == days,
                "count": None,
            }
            for n in _DAYS
        ],
    }
