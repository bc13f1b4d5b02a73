"""The operator keeps the members: admits, appoints the first administrator, suspends, resumes, removes."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.organisations import facts, roles, selectors, services
from accounts.organisations.permissions import check_may_keep_members
from accounts.organisations.services import NewIdentifier, Particulars
from exchange.deliveries import stopping
from exchange.deliveries.stopping import MemberStops
from hub.portal import countries, words
from hub.portal.form_pages import Confirmation, Done, PortalForm, Reasoned, form_page
from hub.portal.members.stops import removing, resuming, suspending
from hub.portal.members.words import REGIONS, SCHEMES
from hub.signin.links import send_password_link

_NONE = [("", _("None"))]


class Admission(PortalForm):
    """What is known of a member when it is admitted."""

    places = {
        "/identifiers/0/value": "value",
        "/identifiers/0": "scheme",
    }
    settled = ("scheme",)
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[pair for pair in words.ORGANISATION_KINDS.items() if pair[0] != "operator"],
        help_text=_("Kind, country and region stand for good: agreements are decided on them."),
    )
    country = forms.ChoiceField(label=_("Country"))
    region = forms.ChoiceField(label=_("WCO region"), choices=[("", _("Choose one")), *REGIONS.items()])
    scheme = forms.ChoiceField(
        label=_("Kind of number"),
        choices=[*_NONE, *SCHEMES.items()],
        required=False,
        help_text=_("A number by which others know it. More can be added later."),
    )
    value = forms.CharField(label=_("Number"), max_length=40, required=False)
    contact_email = forms.EmailField(label=_("Contact by e-mail"), required=False)
    contact_phone = forms.CharField(label=_("Contact by telephone"), max_length=40, required=False)

    def fit(self, found: dict[str, Any]) -> None:
        self.fields["country"].choices = found["countries"]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("scheme") and not given.get("value"):
            self.add_error("value", gettext("Give the number, or no identifier."))
        if given.get("value") and "scheme" in given and not given["scheme"]:
            self.add_error("scheme", gettext("Say what kind of number it is, or leave the number empty."))
        return given


class NewNumber(PortalForm):
    """One more identifier."""

    scheme = forms.ChoiceField(label=_("Kind of number"), choices=list(SCHEMES.items()))
    value = forms.CharField(label=_("Number"), max_length=40)


class FirstAdministrator(PortalForm):
    """Who is to lead a member that has nobody yet."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("A link to set a password goes there, unless the person has a password here already."),
    )
    name = forms.CharField(label=_("Name"), max_length=200)


def _countries(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    check_may_keep_members(caller)
    return {"countries": countries.choices()}


@form_page(
    "members/admit.html", permissions.ACCOUNTS_WRITE, form=Admission, then="portal:members", read=_countries
)
def admit(request: HttpRequest, caller: Caller, form: PortalForm) -> Done:
    given = form.cleaned_data
    numbers = [NewIdentifier(given["scheme"], given["value"])] if given["scheme"] else []
    particulars = Particulars(
        **{
            name: given[name]
            for name in ("name", "kind", "country", "region", "contact_email", "contact_phone")
        },
        identifiers=numbers,
    )
    made = services.admit(particulars=particulars, by=caller, at=facts.change_time())
    return Done(
        gettext("%(name)s is a member now. Appoint its first administrator next.") % {"name": made.name},
        to=reverse("portal:member", args=[made.pk]),
    )


def _named(request: HttpRequest, caller: Caller, organisation: UUID, **parts: Any) -> dict[str, Any]:
    check_may_keep_members(caller)
    found = selectors.organisation(organisation)
    return {
        "one": found,
        "cancel": reverse("portal:member", args=[organisation]),
        "back_name": found.name,
    }


@form_page(
    "members/appoint.html",
    permissions.ACCOUNTS_WRITE,
    form=FirstAdministrator,
    then="portal:member",
    read=_named,
)
def appoint(request: HttpRequest, caller: Caller, form: PortalForm, organisation: UUID) -> str:
    """The first administrator; whoever comes later is brought in by the member's own."""
    given = form.cleaned_data
    arrival = roles.bring_in(
        organisation=selectors.organisation(organisation),
        email=given["email"],
        name=given["name"],
        roles=["administrator"],
        with_password=False,
        by=caller,
        at=facts.change_time(),
    )
    if not arrival.is_new:
        return gettext("Appointed. They sign in as they already do elsewhere on the hub.")
    link = partial(send_password_link, request, email=given["email"].strip().lower())
    transaction.on_commit(link, using=acting.alias())
    return gettext("Appointed. A link to set a password is on its way to %(email)s.") % given


@form_page(
    "members/identify.html", permissions.ACCOUNTS_WRITE, form=NewNumber, then="portal:member", read=_named
)
def identify(request: HttpRequest, caller: Caller, form: PortalForm, organisation: UUID) -> str:
    wanted = NewIdentifier(form.cleaned_data["scheme"], form.cleaned_data["value"])
    services.add_identifier(
        organisation=selectors.organisation(organisation), wanted=wanted, by=caller, at=facts.change_time()
    )
    return gettext("The number is held from now on.")


def _number_ended(
    request: HttpRequest, caller: Caller, organisation: UUID, identifier: UUID
) -> dict[str, Any]:
    read = _named(request, caller, organisation)
    number = selectors.identifier(identifier, organisation=organisation)
    return {
        **read,
        "title": gettext("Take %(number)s away") % {"number": number.value},
        "points": [
            gettext("Notices that name this number lead to the member no more, and another may hold it.")
        ],
        "button": gettext("Take the number away"),
        "tone": "danger",
    }


def _step(
    title: Promise, button: Promise, points: Callable[[MemberStops], list[str]], tone: str = "danger"
) -> Callable[..., dict[str, Any]]:
    """What the page of a step in a member's life reads: what it stops, counted now."""

    def read(request: HttpRequest, caller: Caller, organisation: UUID) -> dict[str, Any]:
        found = _named(request, caller, organisation)
        stops = stopping.with_member(organisation=organisation, by=caller, at=transaction_time())
        return {
            **found,
            "title": title % {"name": found["one"].name},
            "points": points(stops),
            "button": button,
            "tone": tone,
        }

    return read


@form_page(
    "confirm.html",
    permissions.ACCOUNTS_WRITE,
    form=Confirmation,
    then="portal:members",
    read=_number_ended,
    there=False,
)
def end_identifier(
    request: HttpRequest, caller: Caller, form: PortalForm, organisation: UUID, identifier: UUID
) -> Done:
    found = selectors.identifier(identifier, organisation=organisation)
    services.end_identifier(identifier=found, by=caller, at=facts.change_time())
    return Done(gettext("The number is free."), to=reverse("portal:member", args=[organisation]))


@form_page(
    "confirm.html",
    permissions.ACCOUNTS_WRITE,
    form=Reasoned,
    then="portal:member",
    read=_step(_("Suspend %(name)s"), _("Suspend the member"), suspending),
)
def suspend(request: HttpRequest, caller: Caller, form: PortalForm, organisation: UUID) -> str:
    return _taken(services.suspend, caller, form, organisation, gettext("The member is suspended."))


@form_page(
    "confirm.html",
    permissions.ACCOUNTS_WRITE,
    form=Reasoned,
    then="portal:member",
    read=_step(_("Resume %(name)s"), _("Resume the member"), resuming, tone=""),
)
def resume(request: HttpRequest, caller: Caller, form: PortalForm, organisation: UUID) -> str:
    return _taken(services.resume, caller, form, organisation, gettext("The member is active again."))


@form_page(
    "confirm.html",
    permissions.ACCOUNTS_WRITE,
    form=Reasoned,
    then="portal:member",
    read=_step(_("Remove %(name)s for good"), _("Remove the member for good"), removing),
)
def remove(request: HttpRequest, caller: Caller, form: PortalForm, organisation: UUID) -> str:
    return _taken(services.remove, caller, form, organisation, gettext("The member is removed."))


def _taken(step: Callable[..., None], caller: Caller, form: PortalForm, organisation: UUID, said: str) -> str:
    step(
        organisation=selectors.organisation(organisation),
        reason=form.cleaned_data["reason"],
        by=caller,
        at=facts.change_time(),
    )
    return said
