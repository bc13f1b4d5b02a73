"""Health: what waits and for how long, what was given up, who does not take messages, and the last hour."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from exchange.deliveries import operations, workload
from exchange.deliveries.workload import Minute
from hub.health import selectors
from hub.health.selectors import Finding
from hub.portal import charts, names, words
from hub.portal.charts import Chart
from hub.portal.pages import page
from hub.portal.words import Sign

# Older than this, work that ought to be done at once is a sign that something is wrong.
LATE_SECONDS = 60
_STEP = 5

# What is counted, by the name of its age, and the counts that make it up: what is tried again is late like the rest.
_WAITING: tuple[tuple[str, tuple[str, ...], Promise], ...] = (
    ("unrouted", ("unrouted",), words.COUNTS["unrouted"][0]),
    ("due", ("due", "retrying"), gettext_lazy("Webhook messages to send")),
    ("quarantined", ("quarantined",), words.COUNTS["quarantined"][0]),
    ("dead", ("dead",), words.COUNTS["dead"][0]),
)
# What rests until somebody acts; of anything else the age tells whether it is late.
_RESTS = ("quarantined", "dead")
ENDPOINT_STATES: dict[str, Sign] = {
    "active": Sign(gettext_lazy("Failing"), "exclamation-triangle", "wait"),
    "disabled": Sign(gettext_lazy("Disabled"), "pause-circle", "stop"),
}


class Part(NamedTuple):
    """What works behind the pages, and how it is told when it does, when it does not, and before its first sign."""

    label: Promise
    well: Promise
    unwell: Promise
    starting: Promise = gettext_lazy("Starting: its first sign is due within a minute.")


PARTS: dict[str, Part] = {
    "worker": Part(
        gettext_lazy("Workers"),
        gettext_lazy("A job went through them within the last minute."),
        gettext_lazy("No job has gone through them for more than a minute."),
    ),
    "sweeper": Part(
        gettext_lazy("Sweeper"),
        gettext_lazy("It found what nobody announced within the last minute."),
        gettext_lazy("It has not run for more than a minute: work that nobody announced is not found."),
    ),
    "backlog": Part(
        gettext_lazy("Routing"),
        gettext_lazy("No accepted notice waits long for its routing."),
        gettext_lazy("An accepted notice has waited for its routing for more than a minute."),
    ),
}


@page("operator/health.html", permissions.OPERATIONS_READ)
def health(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Everything of one moment; charts each with a table beside it."""
    at = acting.transaction_time()
    found, oldest = operations.counts(), workload.oldest_work()
    minutes = workload.throughput(at=at)
    endpoints, letters = workload.troubled_endpoints(), workload.dead_letters()
    called = names.of_organisations(
        [*(one.organisation for one in endpoints), *(one.recipient for one in letters)]
    )
    return {
        "at": at,
        "figures": [
            _figure(name, sum(found[one] for one in counted), label, oldest.get(name))
            for name, counted, label in _WAITING
        ],
        "parts": [_part(PARTS[name], one) for name, one in selectors.parts().items()],
        "passed": _passed(minutes),
        "failed": any(one.failed for one in minutes),
        "backlog": _backlog(found),
        "endpoints": [
            (one, called.get(one.organisation, ""), ENDPOINT_STATES[one.state]) for one in endpoints
        ],
        "letters": [(one, called.get(one.recipient, "")) for one in letters],
    }


def _part(part: Part, found: Finding) -> tuple[Sign, Promise]:
    if found.ok:
        return Sign(part.label, "check-circle", "good"), part.well
    if found.starting:
        return Sign(part.label, "hourglass-split", "wait"), part.starting
    return Sign(part.label, "exclamation-triangle", "stop"), part.unwell


def _figure(name: str, count: int, label: Promise, seconds: int | None) -> dict[str, Any]:
    """One figure with its tone: only what is late or was given up is shown as wrong."""
    wrong = count > 0 and (name in _RESTS or (seconds or 0) > LATE_SECONDS)
    return {
        "figure": count,
        "label": label,
        "tone": ("stop" if name in _RESTS else "wait") if wrong else "good" if not count else "",
        "detail": gettext("The oldest for %(time)s.") % {"time": _lasting(seconds)}
        if seconds and count
        else "",
    }


def _lasting(seconds: int) -> str:
    if seconds < 120:
        return gettext("%(count)s s") % {"count": seconds}
    if seconds < 7200:
        return gettext("%(count)s min") % {"count": seconds // 60}
    return gettext("%(count)s h") % {"count": seconds // 3600}


def _passed(minutes: list[Minute]) -> list[Chart]:
    """Each by itself: a notice that is accepted, routed and delivered counts in all three. What failed, if any did."""
    series = {
        gettext("Accepted"): _sums(one.accepted for one in minutes),
        gettext("Routed"): _sums(one.routed for one in minutes),
        gettext("Delivered"): _sums(one.delivered for one in minutes),
        gettext("Failed attempts"): _sums(one.failed for one in minutes),
    }
    if not any(one.failed for one in minutes):
        series.popitem()
    return [
        charts.columns(title, of=gettext("From"), places=_places(minutes), series={title: figures})
        for title, figures in series.items()
    ]


def _backlog(found: dict[str, int]) -> Chart:
    shown = ("unrouted", "quarantined", "withheld", "deciding", "due", "retrying", "dead")
    return charts.bars(
        gettext("Now, by state"),
        of=gettext("State"),
        unit=gettext("Count"),
        rows=[(words.COUNTS[name][0], found[name]) for name in shown],
    )


def _places(minutes: list[Minute]) -> list[str]:
    return [one.at.astimezone(UTC).strftime("%H:%M") for one in minutes[::_STEP]]


def _sums(figures: Iterable[int]) -> list[float]:
    each = list(figures)
    return [float(sum(each[place : place + _STEP])) for place in range(0, len(each), _STEP)]
