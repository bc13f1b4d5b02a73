"""How the hub is doing: its parts, planned work and incidents, how much it worked; as a page and as a feed."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.utils.html import linebreaks
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import acting
from accounts.announcements import selectors as announcements
from accounts.announcements.models import Announcement, Update
from hub.health import availability, status
from hub.health.availability import Day
from hub.portal.announced import Told, told
from hub.portal.words import Sign

_SIGNS: dict[str, Sign] = {
    "works": Sign(_("Works"), "check-circle", "good"),
    "disturbed": Sign(_("Disturbed"), "exclamation-triangle", "stop"),
    "slower": Sign(_("Slower"), "hourglass-split", "wait"),
    "starting": Sign(_("Starting"), "arrow-clockwise", "wait"),
    "announced": Sign(_("Announced"), "megaphone", "wait"),
}
# What a visitor is told of it all, by the worst that there is.
_SAID: dict[str, Promise] = {
    "disturbed": _("Something is disturbed. What was accepted is safe."),
    "starting": _("The hub has just been started: all of it works within a minute."),
    "slower": _("Everything works, some of it more slowly."),
    "works": _("Everything works."),
    "announced": _("All parts answer. Read below what is going on now."),
}
# By the name of the part: what it is called, and what it does for people.
_PARTS: dict[str, tuple[Promise, Promise]] = {
    "postgres": (_("Pages and API"), _("Notices are accepted and kept, pages and the API answer.")),
    "backlog": (_("Decisions on notices"), _("Each accepted notice is decided within a minute.")),
    "worker": (_("Delivery and webhooks"), _("Notices are routed, webhooks are sent.")),
    "sweeper": (
        _("Recovery of interrupted work"),
        _("Whatever was interrupted is found again and finished."),
    ),
    "redis": (
        _("Quick start of work"),
        _("Without it nothing is lost: work begins some seconds later."),
    ),
}
# From these shares on, in percent, a day is drawn as a good one, and as one with a short break.
_GOOD, _SHORT = 99.9, 95.0


@dataclass(frozen=True, slots=True)
class Part:
    name: Promise
    does: Promise
    sign: Sign


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the strip: its place, its tone, and what it says."""

    day: Day
    x: int
    tone: str
    share: float | None

    @property
    def lost(self) -> int:
        return self.day.measured - self.day.worked


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """How the hub is doing, in what people notice of it."""
    found = status.status()
    # What the operator says of an open incident, no part can know of itself.
    announced = found.state == "works" and found.board is not None and found.board.current
    state = "announced" if announced else found.state
    bars = [_bar(n, day) for n, day in enumerate(found.days)]
    shown: dict[str, Any] = {
        "at": found.at,
        "worst": _SIGNS[state],
        "said": _SAID[state],
        "parts": [Part(*_PARTS[name], _SIGNS[state]) for name, state in found.parts.items()],
        "board": found.board,
        "bars": bars,
        "measured": [bar for bar in reversed(bars) if bar.share is not None],
        "share": availability.share(found.days),
        "feed": reverse("portal:status-feed", args=["fr" if translation.get_language() == "fr" else "en"]),
    }
    if found.board is not None:
        for name in ("current", "coming", "past"):
            shown[name] = [told(one) for one in getattr(found.board, name)]
    return render(request, "public/status.html", shown)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said about an announcement."""

    about: Told
    update: Update

    @property
    def announcement(self) -> Announcement:
        return self.about.announcement


class StatusFeed(Feed):
    """What was announced and said in the last 90 days, the latest first, in the language of the address."""

    feed_type = Atom1Feed
    _most = 100

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(kwargs["language"]):
            answer: HttpResponse = super().__call__(request, *args, **kwargs)
        return answer

    def get_object(self, request: HttpRequest, language: str) -> str:
        return language

    def title(self, language: str) -> str:
        return gettext("Status of the Exchange Hub")

    def subtitle(self, language: str) -> str:
        return gettext("Planned work and incidents of the last 90 days.")

    def link(self, language: str) -> str:
        return reverse("portal:status")

    def feed_url(self, language: str) -> str:
        return reverse("portal:status-feed", args=[language])

    def feed_guid(self, language: str) -> str:
        return f"{settings.HUB_ADDRESS}{self.link(language)}#{language}"

    def items(self, language: str) -> list[Entry]:
        with acting.as_nobody():
            board = announcements.board(at=acting.transaction_time())
        said = [Entry(told(one), update) for one in board.every() for update in one.updates]
        return sorted(said, key=lambda one: (one.update.at, one.update.pk), reverse=True)[: self._most]

    def item_title(self, item: Entry) -> str:
        return gettext("%(kind)s: %(title)s") % {"kind": item.about.kind, "title": item.announcement.title}

    def item_description(self, item: Entry) -> str:
        return linebreaks(item.update.text, autoescape=True)

    def item_link(self, item: Entry) -> str:
        return f"{reverse('portal:status')}#{item.announcement.pk}"

    def item_guid(self, item: Entry) -> str:
        return f"urn:uuid:{item.update.pk}"

    def item_pubdate(self, item: Entry) -> Any:
        return item.update.at

    def item_updateddate(self, item: Entry) -> Any:
        return item.update.at

    def item_categories(self, item: Entry) -> list[str]:
        return [str(name) for name in item.about.affects]


def _bar(n: int, day: Day) -> Bar:
    share = availability.share([day])
    if share is None:
        return Bar(day, n, "none", None)
    return Bar(day, n, "good" if share >= _GOOD else "wait" if share >= _SHORT else "stop", share)
