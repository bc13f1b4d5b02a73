"""Announcements in words: for the status page, the operator's pages, the feed, and the line on every page."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.announcements.models import Announcement, Kind, Service, Update
from accounts.announcements.selectors import Announced
from hub.portal.words import Sign

SERVICES: dict[str, Promise] = {
    Service.PAGES: _("Pages"),
    Service.API: _("API"),
    Service.ROUTING: _("Routing and delivery"),
    Service.WEBHOOKS: _("Webhooks"),
    Service.MAIL: _("Mail"),
}
KINDS: dict[str, Promise] = {Kind.WORK: _("Planned work"), Kind.INCIDENT: _("Incident")}
STATES: dict[str, Sign] = {
    "planned": Sign(_("Planned"), "calendar-event", "quiet"),
    "under_way": Sign(_("Work under way"), "gear", "wait"),
    "over": Sign(_("Done"), "check-circle", "good"),
    "cancelled": Sign(_("Called off"), "x-circle", "quiet"),
    "open": Sign(_("Open"), "exclamation-triangle", "stop"),
    "resolved": Sign(_("Resolved"), "check-circle", "good"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One announcement as pages tell it."""

    announcement: Announcement
    kind: Promise
    sign: Sign
    affects: list[Promise]
    updates: list[Update]

    @property
    def until(self) -> datetime | None:
        """When it ended or was called off, or will end."""
        return self.announcement.cancelled_at or self.announcement.ends_at


def told(one: Announced) -> Told:
    """An announcement in the reader's words."""
    return Told(
        one.announcement,
        KINDS[one.announcement.kind],
        STATES[one.state],
        [SERVICES[name] for name in one.announcement.affects],
        one.updates,
    )
