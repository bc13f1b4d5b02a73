"""Webhooks: where the organisation is called, how each endpoint does, and what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Malformed, Refusal
from accounts.organisations import facts
from accounts.sentences import told
from exchange import pipeline
from exchange.deliveries.channels.webhook import selectors, services
from exchange.deliveries.channels.webhook.models import Endpoint
from exchange.subscriptions import selectors as asking
from hub.portal.form_pages import Confirmation, Done, PortalForm, ShownOnce, form_page
from hub.portal.pages import act, page
from hub.portal.settings import subscriptions, words
from hub.portal.words import Sign

_MOST_EVENTS = 20
_OVERLAPS = [
    (0, _("Stops at once: for a secret that got out")),
    (1, _("Signs for one hour more")),
    (24, _("Signs for one day more")),
    (168, _("Signs for one week more")),
]


@dataclass(frozen=True, slots=True)
class Line:
    """One endpoint and how it does. ``lost``: messages that were given up or withheld, and can be replayed."""

    endpoint: Endpoint
    state: Sign
    why: Promise | str
    next_try: datetime | None
    lost: int


class Description(PortalForm):
    """What an endpoint is called."""

    description = forms.CharField(
        label=_("Description"),
        max_length=200,
        required=False,
        help_text=_("What your own people will know it by, for example: Risk engine."),
    )


class Registration(Description):
    """Where to call."""

    field_order = ("url", "description")
    url = forms.CharField(
        label=_("Address"),
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("https:// on port 443 or 8443, with a name whose every address is public."),
    )

    def clean_url(self) -> str:
        # It looks the name up. No lock is held by then: the form is checked before anything is written.
        try:
            return services.vet(url=self.cleaned_data["url"]).url
        except Refusal as refusal:
            raise forms.ValidationError(
                [told(fault.message) for fault in refusal.faults] or told(refusal.detail)
            ) from refusal


class Rotation(PortalForm):
    """How long messages carry the old signature too."""

    overlap = forms.TypedChoiceField(
        label=_("The old secret"), choices=_OVERLAPS, coerce=int, initial=24, widget=forms.RadioSelect
    )


@page("settings/webhooks.html", permissions.WEBHOOKS_READ)
def webhooks(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Every endpoint with how it does; an organisation has at most twenty."""
    found = selectors.endpoints(organisation=caller.organisation).order_by("created_at")
    return {"lines": lines(list(found)), "may_keep": caller.may(permissions.WEBHOOKS_WRITE)}


@page("settings/webhook.html", permissions.WEBHOOKS_READ)
def webhook(request: HttpRequest, caller: Caller, webhook: UUID) -> dict[str, Any]:
    """One endpoint: its state, its secrets' periods, what happened to it."""
    endpoint = selectors.endpoint(organisation=caller.organisation, endpoint=webhook)
    (line,) = lines([endpoint])
    events = selectors.events(endpoint=endpoint.id).order_by("-id")[:_MOST_EVENTS]
    return {
        "line": line,
        "endpoint": endpoint,
        "keys": list(selectors.keys(endpoint=endpoint.id)),
        "asked": subscriptions.lines(list(asking.running_by_webhook())),
        "steps": [_step(one.at, one.act, one.reason) for one in events],
        "may_keep": caller.may(permissions.WEBHOOKS_WRITE),
        "active": endpoint.state == Endpoint.State.ACTIVE,
    }


@form_page("settings/webhook_new.html", permissions.WEBHOOKS_WRITE, form=Registration, then="portal:webhooks")
def new(request: HttpRequest, caller: Caller, form: Registration) -> ShownOnce:
    given = form.cleaned_data
    made = services.register(
        address=services.VettedUrl(given["url"]),
        description=given["description"],
        by=caller,
        at=facts.change_time(),
    )
    note = ""
    if made.subscription is not None:
        note = gettext(
            "So that it is of use at once, a subscription to everything by webhook has begun: see Subscriptions."
        )
    return _secret(made.endpoint, made.secret, title=gettext("The webhook is registered"), note=note)


def _one(request: HttpRequest, caller: Caller, webhook: UUID) -> dict[str, Any]:
    endpoint = selectors.endpoint(organisation=caller.organisation, endpoint=webhook)
    return {"endpoint": endpoint, "initial": {"description": endpoint.description}}


@form_page(
    "settings/webhook_describe.html",
    permissions.WEBHOOKS_WRITE,
    form=Description,
    then="portal:webhook",
    read=_one,
)
def describe(request: HttpRequest, caller: Caller, form: Description, webhook: UUID) -> str:
    services.describe(
        endpoint=webhook, description=form.cleaned_data["description"], by=caller, at=transaction_time()
    )
    return gettext("Saved.")


@form_page(
    "settings/webhook_rotate.html",
    permissions.WEBHOOKS_WRITE,
    form=Rotation,
    then="portal:webhook",
    read=_one,
)
def rotate(request: HttpRequest, caller: Caller, form: Rotation, webhook: UUID) -> ShownOnce:
    overlap = timedelta(hours=form.cleaned_data["overlap"])
    _, secret = services.rotate_secret(endpoint=webhook, overlap=overlap, by=caller, at=transaction_time())
    endpoint = selectors.endpoint(organisation=caller.organisation, endpoint=webhook)
    return _secret(endpoint, secret, title=gettext("The webhook has a new secret"))


@form_page(
    "settings/webhook_test.html",
    permissions.WEBHOOKS_WRITE,
    form=Confirmation,
    then="portal:webhook",
    read=_one,
)
def test(request: HttpRequest, caller: Caller, form: Confirmation, webhook: UUID) -> Done:
    sent = pipeline.test_webhook(endpoint=webhook, by=caller, at=transaction_time())
    return Done(
        gettext("A test event is on its way. What it is answered with appears here."),
        to=reverse("portal:webhook-message", args=[webhook, sent.id]),
    )


@act(permissions.WEBHOOKS_WRITE, then="portal:webhook")
def enable(request: HttpRequest, caller: Caller, webhook: UUID) -> str:
    services.enable(endpoint=webhook, by=caller, at=transaction_time())
    return gettext("Enabled again. What waited is sent in order; replay what was given up meanwhile.")


@act(permissions.WEBHOOKS_WRITE, then="portal:webhook")
def disable(request: HttpRequest, caller: Caller, webhook: UUID) -> str:
    services.disable(endpoint=webhook, by=caller, at=transaction_time())
    return gettext("Disabled. Messages wait until you enable it again.")


@act(permissions.WEBHOOKS_WRITE, then="portal:webhook-lost")
def replay(request: HttpRequest, caller: Caller, webhook: UUID) -> str:
    """Send again those that were ticked; with ``all``, everything that can be."""
    chosen = [] if "all" in request.POST else _identifiers(request.POST.getlist("message"))
    if not chosen and "all" not in request.POST:
        raise Malformed("nothing-chosen", gettext("Choose the messages that are to be sent again."))
    again = pipeline.replay_webhook(endpoint=webhook, messages=chosen, by=caller, at=transaction_time())
    return ngettext(
        "%(count)s message is decided again and then sent, if you may have it now.",
        "%(count)s messages are decided again and then sent, as far as you may have them now.",
        again,
    ) % {"count": again}


def _ending(request: HttpRequest, caller: Caller, webhook: UUID) -> dict[str, Any]:
    endpoint = selectors.endpoint(organisation=caller.organisation, endpoint=webhook)
    return {
        "title": gettext("End this webhook"),
        "eyebrow": endpoint.url if endpoint.description else "",
        "points": [
            gettext("Nothing more is sent there: what waits or was given up is not sent any more."),
            gettext("Its secrets are dead at once, and its log stays."),
            gettext("What would have come by it is still in your inbox and in the feed."),
        ],
        "button": gettext("End this webhook"),
        "cancel": reverse("portal:webhook", args=[webhook]),
        "back_name": endpoint.description or endpoint.url,
        "tone": "danger",
    }


@form_page(
    "settings/confirm.html",
    permissions.WEBHOOKS_WRITE,
    form=Confirmation,
    then="portal:webhooks",
    read=_ending,
    there=False,
)
def end(request: HttpRequest, caller: Caller, form: Confirmation, webhook: UUID) -> str:
    services.remove(endpoint=webhook, by=caller, at=transaction_time())
    return gettext("The webhook has ended.")


def lines(endpoints: Sequence[Endpoint]) -> list[Line]:
    """How each of these does, in as many queries for one as for twenty."""
    named = [one.id for one in endpoints]
    tries = selectors.next_tries(named)
    lost = selectors.replayable(named)
    return [
        Line(
            endpoint=one,
            state=words.WEBHOOK_STATES[_state(one)],
            why=words.WHY_DISABLED.get(one.reason, one.reason),
            next_try=tries.get(one.id),
            lost=lost.get(one.id, 0),
        )
        for one in endpoints
    ]


def _state(endpoint: Endpoint) -> str:
    if endpoint.state == Endpoint.State.DISABLED:
        return "disabled"
    if endpoint.failures:
        return "failing"
    return "untried" if endpoint.last_success_at is None else "working"


def _step(at: datetime, act: str, reason: str) -> dict[str, Any]:
    sign = words.ENDPOINT_ACTS.get(act)
    return {
        "at": at,
        "title": act if sign is None else sign.label,
        "sign": sign,
        "detail": words.WHY_DISABLED.get(reason, reason),
    }


def _secret(endpoint: Endpoint, secret: str, *, title: str, note: str = "") -> ShownOnce:
    return ShownOnce(
        "settings/secret.html",
        {
            "title": title,
            "rows": [(gettext("Address"), endpoint.url, ""), ("secret", secret, "copy-secret")],
            "uses": gettext("Your system checks with it that a message is the hub's."),
            "note": note,
            "back": reverse("portal:webhook", args=[endpoint.id]),
        },
    )


def _identifiers(written: Sequence[str]) -> list[UUID]:
    """What can be read as identifiers; anything else names no message."""
    found = []
    for one in written:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found
