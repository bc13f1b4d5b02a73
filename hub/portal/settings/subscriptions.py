"""Subscriptions: what the organisation wishes to hear of, among what it may receive, and by which channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import Conflict
from accounts.organisations import facts
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.subscriptions import selectors, services
from exchange.subscriptions.models import Subscription
from hub.portal import names, paging, words
from hub.portal.form_pages import Confirmation, form_page
from hub.portal.pages import page
from hub.portal.settings import wishing
from hub.portal.settings.wishing import NewSubscription
from hub.portal.settings.words import CHANNELS


@dataclass(frozen=True, slots=True)
class Line:
    """One subscription in words. ``only``: its filters, each an element with the values it takes."""

    subscription: Subscription
    types: list[str]
    purpose: Promise | str
    only: list[tuple[str, str]]
    channels: list[Promise | str]


@page("settings/subscriptions.html", permissions.SUBSCRIPTIONS_READ)
def subscriptions(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The one that always was, and those that were begun: running, or ended."""
    ended = request.GET.get("show") == "ended"
    found = paging.cut(request, selectors.written().filter(valid_until__isnull=not ended), {"id": UUID})
    return {
        "always_ended": selectors.always_ended(caller.organisation),
        "lines": lines(found.rows),
        "cut": found,
        "ended": ended,
        "may_keep": caller.may(permissions.SUBSCRIPTIONS_WRITE),
    }


def _choices(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    received = [one for one in catalogue.every_type() if one.admits(caller.kind)]
    types = [(one.id, naming.told(one.title)) for one in received]
    return {
        "types": sorted(types, key=lambda one: naming.in_order(one[1])),
        "elements": wishing.elements(received),
        "kinds": wishing.kinds(received),
    }


@form_page(
    "settings/subscription_new.html",
    permissions.SUBSCRIPTIONS_WRITE,
    form=NewSubscription,
    then="portal:subscriptions",
    read=_choices,
)
def new(request: HttpRequest, caller: Caller, form: NewSubscription) -> str:
    wish = form.wish()
    if selectors.always_ended(caller.organisation) is None and wish.is_everything_to_the_inbox:
        raise Conflict(
            "already-subscribed",
            gettext(
                "You have this already: everything reaches your inbox. Choose types, a purpose or another channel."
            ),
        )
    services.begin(by=caller, at=facts.change_time(), wish=wish)
    return gettext("Subscribed from now on. What was accepted earlier is not sent for it.")


def _ending(request: HttpRequest, caller: Caller, subscription: UUID) -> dict[str, Any]:
    (line,) = lines([selectors.subscription(subscription)])
    what = ", ".join(line.types) or gettext("every type")
    return {
        "title": gettext("End this subscription"),
        "eyebrow": what,
        "points": [
            gettext("It brings you nothing new from now on."),
            gettext("What it has brought already stays, and is followed up."),
            gettext("It cannot be begun again: you would make another, which works forward."),
        ],
        "button": gettext("End it"),
        "cancel": reverse("portal:subscriptions"),
        "back_name": gettext("Subscriptions"),
        "tone": "danger",
    }


@form_page(
    "settings/confirm.html",
    permissions.SUBSCRIPTIONS_WRITE,
    form=Confirmation,
    then="portal:subscriptions",
    read=_ending,
    there=False,
)
def end(request: HttpRequest, caller: Caller, form: Confirmation, subscription: UUID) -> str:
    services.end(by=caller, at=facts.change_time(), subscription=subscription)
    return gettext("The subscription has ended.")


def _ending_always(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    return {
        "title": gettext("No longer receive everything"),
        "points": [
            gettext("From now on only what your other subscriptions ask for reaches your organisation."),
            gettext("Requests and orders addressed to you come all the same."),
            gettext("This is for good: to receive everything again, subscribe to every type."),
        ],
        "button": gettext("End it for good"),
        "cancel": reverse("portal:subscriptions"),
        "back_name": gettext("Subscriptions"),
        "tone": "danger",
    }


@form_page(
    "settings/confirm.html",
    permissions.SUBSCRIPTIONS_WRITE,
    form=Confirmation,
    then="portal:subscriptions",
    read=_ending_always,
)
def end_always(request: HttpRequest, caller: Caller, form: Confirmation) -> str:
    services.end_always(by=caller, at=facts.change_time())
    return gettext("From now on only what you subscribe to reaches you.")


def lines(rows: Sequence[Subscription]) -> list[Line]:
    """Subscriptions in words."""
    types = names.of_types()
    titles = wishing.titles(catalogue.every_type())
    return [
        Line(
            subscription=one,
            types=[types.get(type_id, type_id) for type_id in one.types],
            purpose=_("Every purpose")
            if one.purpose is None
            else words.PURPOSES.get(one.purpose, one.purpose),
            only=[
                (titles.get(entry["path"], entry["path"]), ", ".join(map(str, entry["any_of"])))
                for entry in one.filter
            ],
            channels=[CHANNELS.get(channel, channel) for channel in one.channels],
        )
        for one in rows
    ]
