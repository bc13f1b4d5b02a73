"""A request to join before the operator: what it says, and admitting it, asking back, refusing it."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import NotFound
from accounts.joining import selectors, services
from accounts.joining.models import JoinRequest
from accounts.organisations import facts
from hub.notifying import joining as letters
from hub.portal.form_pages import Done, PortalForm, form_page
from hub.portal.members.words import REGIONS, REQUEST_STATES
from hub.portal.pages import page
from hub.portal.public.joining import told
from hub.signin.links import send_password_link

_OPEN = ("waiting", "asked")


class Admission(PortalForm):
    """What the operator adds, and who is to lead the member."""

    places = {"/name": "administrator"}
    region = forms.ChoiceField(
        label=_("WCO region"),
        choices=[("", _("Choose one")), *REGIONS.items()],
        help_text=_("Kind, country and region stand for good: agreements are decided on them."),
    )
    administrator = forms.CharField(label=_("Name of the first administrator"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address of the first administrator"),
        max_length=254,
        help_text=_("A link to set a password goes there, unless the person has a password here already."),
    )


class Question(PortalForm):
    """What the operator wants to know."""

    text = forms.CharField(
        label=_("What do you want to know?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It is mailed to the contact, with a link to answer by."),
    )


class Refusing(PortalForm):
    """Why a request is refused."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is mailed to the contact as you write it."),
    )


@page("members/request.html", permissions.ACCOUNTS_WRITE)
def one(request: HttpRequest, caller: Caller, join_request: UUID) -> dict[str, Any]:
    found = selectors.request(join_request, by=caller)
    return {
        "one": found,
        "sign": REQUEST_STATES[found.state],
        "facts": told(found),
        "said": selectors.messages(found),
        "open": found.state in _OPEN,
    }


def _deciding(request: HttpRequest, caller: Caller, join_request: UUID) -> dict[str, Any]:
    found = selectors.request(join_request, by=caller)
    if found.state not in _OPEN:
        raise NotFound()
    return {
        "one": found,
        "cancel": reverse("portal:join-request", args=[join_request]),
        "initial": {"administrator": found.contact_name, "email": found.contact_email},
    }


@form_page(
    "members/request_admit.html",
    permissions.ACCOUNTS_WRITE,
    form=Admission,
    then="portal:onboarding",
    read=_deciding,
    there=False,
)
def admit(request: HttpRequest, caller: Caller, form: PortalForm, join_request: UUID) -> Done:
    found, given = _found(join_request, caller), form.cleaned_data
    made, arrival = services.admit(request=found, **given, by=caller, at=facts.change_time())
    if arrival.is_new:
        link = partial(send_password_link, request, email=given["email"].strip().lower())
        transaction.on_commit(link, using=acting.alias())
    _mailed(request, partial(letters.admitted, found))
    told = {"name": made.name, "email": given["email"].strip().lower()}
    if arrival.is_new:
        said = gettext("%(name)s is a member now. A link to set a password is on its way to %(email)s.")
    else:
        # Whoever belongs to another member is told of the new office, too: nobody gets one unawares.
        if told["email"] != found.contact_email:
            _mailed(request, partial(letters.appointed, found, told["email"]))
        said = gettext(
            "%(name)s is a member now. %(email)s belongs to somebody who is on the hub already: they keep their"
            " name and password, and are told by mail."
        )
    return Done(said % told, to=reverse("portal:member", args=[made.pk]))


@form_page(
    "members/request_ask.html",
    permissions.ACCOUNTS_WRITE,
    form=Question,
    then="portal:join-request",
    read=_deciding,
)
def ask_back(request: HttpRequest, caller: Caller, form: PortalForm, join_request: UUID) -> str:
    text = form.cleaned_data["text"]
    letter = services.ask_back(
        request=_found(join_request, caller), text=text, by=caller, at=acting.transaction_time()
    )
    _mailed(request, partial(letters.asked_back, letter, text))
    return gettext("Your question is on its way.")


@form_page(
    "members/request_refuse.html",
    permissions.ACCOUNTS_WRITE,
    form=Refusing,
    then="portal:onboarding",
    read=_deciding,
    there=False,
)
def refuse(request: HttpRequest, caller: Caller, form: PortalForm, join_request: UUID) -> str:
    found = _found(join_request, caller)
    decided = services.refuse(
        request=found, reason=form.cleaned_data["reason"], by=caller, at=acting.transaction_time()
    )
    _mailed(request, partial(letters.refused, decided))
    return gettext("The request is refused.")


def _found(join_request: UUID, caller: Caller) -> JoinRequest:
    return selectors.request(join_request, by=caller)


def _mailed(request: HttpRequest, send: partial[bool]) -> None:
    """Once it has committed: no letter tells what then did not happen."""

    def tell() -> None:
        if not send():
            messages.error(request, gettext("The letter could not be sent: write to the contact yourself."))

    transaction.on_commit(tell, using=acting.alias())
