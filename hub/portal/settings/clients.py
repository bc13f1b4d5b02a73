"""API clients: listed, made, given a new secret, ended. A secret is shown once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions, selectors, services
from accounts.callers import Caller
from accounts.errors import NotFound
from accounts.organisations import facts
from hub.portal import paging
from hub.portal.form_pages import Done, PortalForm, Reasoned, ShownOnce, form_page
from hub.portal.pages import page
from hub.portal.settings import words

_OVERLAPS = [
    (0, _("Stops at once: for a secret that got out")),
    (1, _("Works for one hour more")),
    (24, _("Works for one day more")),
    (168, _("Works for one week more")),
]


class NewClient(PortalForm):
    """What an API client is to be called and what it may do."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("What your own people will know it by.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=words.SCOPES.items(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Give it no more than it needs. This cannot be changed later: for more, make another client."
        ),
    )

    def fit(self, found: dict[str, Any]) -> None:
        self.fields["scopes"].choices = found["scopes"]  # type: ignore[attr-defined]

    def field_at(self, place: str) -> str | None:
        return "scopes" if place.startswith("/scopes") else super().field_at(place)


class Rotation(PortalForm):
    """How long the old secret still works."""

    overlap = forms.TypedChoiceField(
        label=_("The old secret"), choices=_OVERLAPS, coerce=int, initial=24, widget=forms.RadioSelect
    )
    places = {"/overlap_hours": "overlap"}


@page("settings/clients.html", permissions.ACCOUNTS_READ)
def clients(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The organisation's clients, the newest first; or those that have ended."""
    ended = request.GET.get("show") == "ended"
    scopes = words.scopes_of(caller)
    found = paging.cut(request, selectors.clients().filter(ended_at__isnull=not ended), {"id": UUID})
    return {
        "clients": [(one, [scopes.get(scope, scope) for scope in one.scopes]) for one in found.rows],
        "cut": found,
        "ended": ended,
        "may_keep": caller.may(permissions.ACCOUNTS_WRITE),
    }


def _scopes(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The scopes that mean anything to an organisation of this kind."""
    given = [
        (scope, label)
        for scope, label in words.scopes_of(caller).items()
        if permissions.of_scopes([scope], kind=caller.kind)
    ]
    return {"scopes": given}


@form_page(
    "settings/client_new.html",
    permissions.ACCOUNTS_WRITE,
    form=NewClient,
    then="portal:clients",
    read=_scopes,
)
def new(request: HttpRequest, caller: Caller, form: NewClient) -> ShownOnce:
    made = services.make_client(**form.cleaned_data, by=caller, at=facts.change_time())
    return _secret(made, title=gettext("The client is made"))


def _one(request: HttpRequest, caller: Caller, client: UUID) -> dict[str, Any]:
    return {"client": _open(client)}


@form_page(
    "settings/client_rotate.html",
    permissions.ACCOUNTS_WRITE,
    form=Rotation,
    then="portal:clients",
    read=_one,
    there=False,
)
def rotate(request: HttpRequest, caller: Caller, form: Rotation, client: UUID) -> ShownOnce:
    made = services.rotate_secret(
        client=selectors.client(client),
        by=caller,
        at=facts.change_time(),
        overlap=timedelta(hours=form.cleaned_data["overlap"]),
    )
    return _secret(made, title=gettext("The client has a new secret"))


def _ending(request: HttpRequest, caller: Caller, client: UUID) -> dict[str, Any]:
    found = _open(client)
    return {
        "title": gettext("End %(name)s") % {"name": found.name},
        "points": [
            gettext("Its secret and every token that it holds are dead at once."),
            gettext("Whatever uses it can no longer reach the hub."),
            gettext("It cannot be brought back: you would make another."),
        ],
        "button": gettext("End this client"),
        "cancel": reverse("portal:clients"),
        "back_name": gettext("API clients"),
        "tone": "danger",
    }


@form_page(
    "settings/confirm.html",
    permissions.ACCOUNTS_WRITE,
    form=Reasoned,
    then="portal:clients",
    read=_ending,
    there=False,
)
def end(request: HttpRequest, caller: Caller, form: Reasoned, client: UUID) -> Done:
    found = selectors.client(client)
    services.end_client(client=found, by=caller, at=facts.change_time(), reason=form.cleaned_data["reason"])
    return Done(gettext("%(name)s has ended.") % {"name": found.name})


def _open(client: UUID) -> services.Client:
    found = selectors.client(client)
    if found.ended_at is not None:
        raise NotFound()
    return found


def _secret(made: services.NewSecret, *, title: str) -> ShownOnce:
    return ShownOnce(
        "settings/secret.html",
        {
            "title": title,
            "rows": [
                (gettext("Client"), made.client.name, ""),
                ("client_id", str(made.client.pk), "copy-id"),
                ("client_secret", made.secret, "copy-secret"),
            ],
            "uses": gettext("The client fetches tokens with it at /oauth/token."),
            "back": reverse("portal:clients"),
        },
    )
