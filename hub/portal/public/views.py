"""Pages for everybody: what the hub is, how one works with it, how it is doing. No member's data is on them."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hub.health import selectors as health
from hub.portal.public.guides import GUIDES
from hub.portal.words import Sign

_FINE = Sign(_("Works"), "check-circle", "good")
_FAILS = Sign(_("Disturbed"), "exclamation-triangle", "stop")
_SLOW = Sign(_("Slower"), "hourglass-split", "wait")
_STARTS = Sign(_("Starting"), "arrow-clockwise", "wait")
# The worst first: what a visitor is told of it all.
_SAID: tuple[tuple[Sign, Promise], ...] = (
    (_FAILS, _("Something is disturbed. What was accepted is safe.")),
    (_STARTS, _("The hub has just been started: all of it works within a minute.")),
    (_SLOW, _("Everything works, some of it more slowly.")),
    (_FINE, _("Everything works.")),
)

# By the name of the part in the health report: what it does for people, and how its failure is told.
_PARTS: dict[str, tuple[Promise, Promise, Sign]] = {
    "postgres": (
        _("Taking in and showing"),
        _("Notices are accepted and kept, pages and the API answer."),
        _FAILS,
    ),
    "backlog": (_("Deciding"), _("Each accepted notice is decided within a minute."), _SLOW),
    "worker": (_("Routing and sending"), _("Notices are routed, webhooks are sent."), _FAILS),
    "sweeper": (
        _("Finding what was left behind"),
        _("Whatever was interrupted is found again and finished."),
        _FAILS,
    ),
    "redis": (
        _("Waking the workers at once"),
        _("Without it nothing is lost: work begins some seconds later."),
        _SLOW,
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    name: Promise
    does: Promise
    sign: Sign


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What the hub is, in a minute."""
    return render(request, "public/landing.html", {"guides": GUIDES})


@require_safe
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """How one of the three works with the hub."""
    found = next((one for one in GUIDES if one.name == name), None)
    if found is None:
        raise Http404
    return render(request, "public/guide.html", {"guide": found, "guides": GUIDES})


@never_cache
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """How the hub is doing, in what people notice of it."""
    report = health.report()
    parts = [
        Part(name, does, _sign(report[code], fails))
        for code, (name, does, fails) in _PARTS.items()
        if code in report
    ]
    found = [one for one in _SAID if one[0] is _FINE or any(part.sign is one[0] for part in parts)]
    worst, said = found[0]
    shown = {"parts": parts, "worst": worst, "said": said, "at": timezone.now()}
    return render(request, "public/status.html", shown)


def _sign(found: dict[str, object], fails: Sign) -> Sign:
    if found["ok"]:
        return _FINE
    return _STARTS if found["starting"] else fails
