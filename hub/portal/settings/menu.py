"""The settings' own navigation: what is the person's, and what is the organisation's."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions
from hub.portal.navigation import Entry
from hub.portal.visits import visit_of


class Place(NamedTuple):
    """One page of the settings, by the name of its address; ``covers`` are the pages that belong to it."""

    name: str
    label: Promise
    icon: str
    permission: str | None
    covers: tuple[str, ...] = ()


class Group(NamedTuple):
    label: Promise
    entries: list[Entry]


_OURS = (
    Place(
        "portal:our-organisation", _("Our organisation"), "building", permissions.ACCOUNTS_READ, ("contact",)
    ),
    Place("portal:people", _("People and roles"), "people", permissions.ACCOUNTS_READ, ("person", "invite")),
    Place(
        "portal:subscriptions",
        _("Subscriptions"),
        "funnel",
        permissions.SUBSCRIPTIONS_READ,
        ("subscription",),
    ),
    Place("portal:webhooks", _("Webhooks"), "broadcast", permissions.WEBHOOKS_READ, ("webhook",)),
    Place("portal:clients", _("API clients"), "plug", permissions.ACCOUNTS_READ, ("client",)),
    Place("portal:trail", _("Audit trail"), "journal-text", permissions.ACCOUNTS_READ),
    Place("portal:register", _("Disclosure register"), "eye", permissions.DISCLOSURES_READ),
)
_MINE = (
    Place("portal:preferences", _("Language and time"), "translate", None),
    Place("account_change_password", _("Password"), "lock", None),
    Place("mfa_index", _("Second factor"), "shield-check", None, ("mfa",)),
    Place("usersessions_list", _("Sessions"), "clock-history", None),
    Place("account_email", _("E-mail address"), "envelope", None),
    Place("portal:mail", _("Notifications by mail"), "bell", None),
)


def groups(request: HttpRequest) -> list[Group]:
    """The pages that the visitor may enter; without an organisation, the person's own."""
    visit = visit_of(request)
    if visit is None:
        return []
    caller = visit.caller
    ours = [
        place
        for place in _OURS
        if caller is not None and (place.permission is None or caller.may(place.permission))
    ]
    mine = _MINE if caller is not None else [one for one in _MINE if one.name != "portal:mail"]
    shown = [Group(_("Organisation"), _entries(ours, request)), Group(_("You"), _entries(mine, request))]
    return [group for group in shown if group.entries]


def _entries(places: tuple[Place, ...] | list[Place], request: HttpRequest) -> list[Entry]:
    match = request.resolver_match
    here = "" if match is None or match.url_name is None else match.url_name
    return [Entry(reverse(place.name), place.label, place.icon, _is_here(place, here)) for place in places]


def _is_here(place: Place, here: str) -> bool:
    name = place.name.removeprefix("portal:")
    return here == name or any(here == one or here.startswith((f"{one}-", f"{one}_")) for one in place.covers)
