"""The areas of the portal, and which of them a visit may enter."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions
from hub.portal.visits import visit_of


class Area(NamedTuple):
    """One entry of the main navigation; ``covers`` are the pages on which it is the current one."""

    name: str
    label: Promise
    icon: str
    permission: str
    covers: frozenset[str]


class Entry(NamedTuple):
    address: str
    label: Promise
    icon: str
    current: bool


AREAS = (
    Area("home", _("Overview"), "house", permissions.AGREEMENTS_READ, frozenset({"home"})),
    Area("inbox", _("Inbox"), "inbox", permissions.INBOX_READ, frozenset({"inbox", "delivery"})),
    Area("notices", _("Our notices"), "send", permissions.NOTICES_READ, frozenset({"notices", "notice"})),
    Area("cases", _("Cases"), "chat-left-text", permissions.INBOX_READ, frozenset({"cases"})),
    Area(
        "agreements",
        _("Agreements"),
        "journal-check",
        permissions.AGREEMENTS_READ,
        frozenset({"agreements", "agreement"}),
    ),
    Area("pipeline", _("Pipeline"), "activity", permissions.OPERATIONS_READ, frozenset({"pipeline"})),
)


def entries(request: HttpRequest) -> list[Entry]:
    """The areas that the visitor may enter, in order."""
    visit = visit_of(request)
    if visit is None or visit.caller is None:
        return []
    match = request.resolver_match
    here = match.url_name if match is not None and match.app_name == "portal" else None
    return [
        Entry(reverse(f"portal:{area.name}"), area.label, area.icon, here in area.covers)
        for area in AREAS
        if visit.caller.may(area.permission)
    ]
