"""The areas of the portal, and which of them a visit may enter.

A new area is one line of ``AREAS``: it shows to whoever has its permission.
"""

from itertools import groupby
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions as may
from hub.portal.visits import visit_of

_STANDS_IN = "_hub_area"
_WORK, _RULES, _MEMBERS, _OWN, _HUB = _("Work"), _("Rules"), _("Members"), _("Ourselves"), _("The hub")
# A person's own pages stand in the same menu as those of the organisation.
_SETTINGS = (
    "/settings/",
    "/preferences/",
    *(f"/accounts/{own}/" for own in ("password", "2fa", "sessions", "email")),
)


class Area(NamedTuple):
    """One entry of the main navigation, current on its own page, on those that it ``covers``, and ``under`` paths."""

    name: str
    label: Promise
    icon: str
    permission: str
    group: Promise
    covers: tuple[str, ...] = ()
    under: tuple[str, ...] = ()


class Entry(NamedTuple):
    address: str
    label: Promise
    icon: str
    current: bool


class Group(NamedTuple):
    """Entries that stand together under a heading."""

    label: Promise
    entries: list[Entry]


_ACTS_ON_AGREEMENTS = [
    "sign",
    "accede",
    "leave",
    "suspend",
    "resume",
    "terminate",
    "exclude",
    "readmit",
    "succeed",
]
_ABOUT_EXAMPLES = ["examples", "example-new", "example-drop"]
_STEPS_OF_A_DRAFT = [
    "begin",
    "purpose",
    "parties",
    "types",
    "conditions",
    "elements",
    "basis",
    "rules",
    "preview",
    "examples",
    "proposal",
    "withdraw",
]
_ACTS_ON_MEMBERS = [
    *("member-admit", "member-appoint", "member-identify", "member-identifier-end"),
    *("member-suspend", "member-resume", "member-remove"),
    *("join-request-admit", "join-request-ask", "join-request-refuse"),
]
_ACTS_ON_STANDING = [
    *("grant-new", "grant-suspend", "grant-resume", "grant-revoke"),
    *("grant-recognise", "grant-recognition-end"),
]
_ACTS_ON_GROUPS = ["group-listed", "group-by-rule", "group-add", "group-take-out"]

AREAS = (
    Area("home", _("Overview"), "house", may.AGREEMENTS_READ, _WORK),
    Area(
        "inbox",
        _("Worklist"),
        "inbox",
        may.INBOX_READ,
        _WORK,
        ("delivery", "own-work", "reply", "delivery-timeline"),
    ),
    Area(
        "notices",
        _("Our notices"),
        "send",
        may.NOTICES_READ,
        _WORK,
        ("notice", "begin", "write", "changes", "cancel", "notice-timeline"),
    ),
    Area(
        "uploads",
        _("Uploads"),
        "cloud-upload",
        may.NOTICES_READ,
        _WORK,
        ("upload", "upload-columns", "upload-templates"),
    ),
    Area("corridors", _("Corridors"), "map", may.NOTICES_READ, _WORK),
    Area("cases", _("Cases"), "chat-left-text", may.INBOX_READ, _WORK, ("case", "prepared", "templates")),
    Area(
        "agreements",
        _("Agreements"),
        "journal-check",
        may.AGREEMENTS_READ,
        _RULES,
        (
            *("agreement", "agreement-printed", "preview", "previewed", "compare"),
            *_ACTS_ON_AGREEMENTS,
            *_ABOUT_EXAMPLES,
            *(f"draft-{step}" for step in _STEPS_OF_A_DRAFT),
        ),
    ),
    Area("explain", _("Explain"), "question-circle", may.AGREEMENTS_READ, _RULES),
    Area("matrix", _("Who sees what"), "grid-3x3", may.AGREEMENTS_READ, _RULES),
    Area(
        "members",
        _("Members"),
        "building",
        may.ACCOUNTS_READ,
        _MEMBERS,
        ("member", "onboarding", "join-request", *_ACTS_ON_MEMBERS),
    ),
    Area("standing", _("Standing"), "award", may.ACCOUNTS_READ, _MEMBERS, ("grant", *_ACTS_ON_STANDING)),
    Area("groups", _("Groups"), "people", may.ACCOUNTS_READ, _MEMBERS, ("group", *_ACTS_ON_GROUPS)),
    Area("our-organisation", _("Settings"), "gear", may.ACCOUNTS_READ, _OWN, under=_SETTINGS),
    Area("pipeline", _("Pipeline"), "activity", may.OPERATIONS_READ, _HUB),
    Area("messages", _("Stage by stage"), "layers", may.OPERATIONS_READ, _HUB, ("message", "reprocess")),
    Area("health", _("Health"), "heart-pulse", may.OPERATIONS_READ, _HUB),
    Area(
        "announcements",
        _("Announcements"),
        "megaphone",
        may.OPERATIONS_READ,
        _HUB,
        ("announcement", "announce-work", "report-incident", "announcement-update", "announcement-end"),
    ),
)


def stands_in(request: HttpRequest, area: str) -> None:
    """Say in which area a page stands, where its address alone does not tell."""
    setattr(request, _STANDS_IN, area)


def groups(request: HttpRequest) -> list[Group]:
    """The areas that the visitor may enter, in order and grouped."""
    visit = visit_of(request)
    if visit is None or visit.caller is None:
        return []
    caller, match = visit.caller, request.resolver_match
    here = match.url_name if match is not None and match.app_name == "portal" else None
    here = getattr(request, _STANDS_IN, here)
    entered = (area for area in AREAS if caller.may(area.permission))
    return [
        Group(label, [_entry(area, here, request.path) for area in areas])
        for label, areas in groupby(entered, key=lambda area: area.group)
    ]


def _entry(area: Area, here: str | None, path: str) -> Entry:
    current = here == area.name or here in area.covers or path.startswith(area.under)
    return Entry(reverse(f"portal:{area.name}"), area.label, area.icon, current)
