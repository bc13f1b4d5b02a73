"""People and roles: who belongs to the organisation, brought in, given other roles, removed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import NotFound, Unavailable
from accounts.organisations import facts, roles, selectors
from accounts.organisations.models import Membership
from accounts.users import selectors as users
from accounts.users.models import User
from hub.portal import words
from hub.portal.form_pages import Done, PortalForm, Reasoned, ShownOnce, form_page
from hub.portal.pages import act, page
from hub.portal.settings.words import ROLES_MAY
from hub.signin.links import send_password_link


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person of the organisation, with roles. ``mine``: the reader."""

    person: User
    roles: list[str]
    mine: bool


def _roles() -> forms.MultipleChoiceField:
    choices = [
        (role, format_lazy("{}{} {}", words.ROLES[role], words.COLON, may)) for role, may in ROLES_MAY.items()
    ]
    return forms.MultipleChoiceField(
        label=_("Roles"),
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Roles add up. An administrator who also publishes has both."),
    )


class Invitation(PortalForm):
    """Whom to bring in, and as what."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=200)
    roles = _roles()
    sign_in = forms.ChoiceField(
        label=_("How they first sign in"),
        choices=[
            ("link", _("By a link to set a password, sent to the address")),
            ("password", _("By an initial password that you pass on; it is shown to you once")),
        ],
        initial="link",
        widget=forms.RadioSelect,
    )


class Roles(PortalForm):
    """The roles that a person is to have from now on."""

    roles = _roles()


@page("settings/people.html", permissions.ACCOUNTS_READ)
def people(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Everybody with a role, by name."""
    held = selectors.memberships(organisation=caller.organisation, at=transaction_time())
    return {
        "people": _colleagues(held, caller=caller),
        "roles": [(words.ROLES[role], may) for role, may in ROLES_MAY.items()],
        "may_keep": caller.may(permissions.ACCOUNTS_WRITE),
    }


@form_page("settings/invite.html", permissions.ACCOUNTS_WRITE, form=Invitation, then="portal:people")
def invite(request: HttpRequest, caller: Caller, form: Invitation) -> Done | ShownOnce:
    given = form.cleaned_data
    made = roles.bring_in(
        organisation=selectors.organisation(caller.organisation),
        email=given["email"],
        name=given["name"],
        roles=given["roles"],
        with_password=given["sign_in"] == "password",
        by=caller,
        at=facts.change_time(),
    )
    if made.initial_password is not None:
        return _password(given["email"], made.initial_password)
    if not made.is_new:
        return Done(gettext("Brought in. They sign in as they already do elsewhere on the hub."))
    # Once it has committed: a link must not lead to somebody who then is not there.
    link = partial(send_password_link, request, email=given["email"].strip().lower())
    transaction.on_commit(link, using=acting.alias())
    return Done(gettext("Brought in. A link to set a password is on its way to %(email)s.") % given)


def _person(request: HttpRequest, caller: Caller, person: UUID) -> dict[str, Any]:
    found = _one(person, caller=caller)
    return {"one": found, "initial": {"roles": found.roles}}


@form_page(
    "settings/person.html",
    permissions.ACCOUNTS_WRITE,
    form=Roles,
    then="portal:people",
    read=_person,
    there=False,
)
def person(request: HttpRequest, caller: Caller, form: Roles, person: UUID) -> Done:
    found = _one(person, caller=caller)
    changed = roles.change_roles(
        organisation=selectors.organisation(caller.organisation),
        person=found.person,
        roles=form.cleaned_data["roles"],
        by=caller,
        at=facts.change_time(),
    )
    said = (
        gettext("%(name)s has these roles from now on.")
        if changed
        else gettext("%(name)s has these roles already.")
    )
    return Done(said % {"name": found.person.name})


@act(permissions.ACCOUNTS_WRITE, then="portal:person")
def send_link(request: HttpRequest, caller: Caller, person: UUID) -> str:
    found = _one(person, caller=caller)
    if not send_password_link(request, email=found.person.email):
        raise Unavailable("mail-not-sent", gettext("The mail server did not take the link. Try again later."))
    return gettext("A link to set a password is on its way to %(email)s.") % {"email": found.person.email}


def _leaving(request: HttpRequest, caller: Caller, person: UUID) -> dict[str, Any]:
    found = _one(person, caller=caller)
    return {
        "title": gettext("Remove %(name)s") % {"name": found.person.name},
        "points": [
            gettext("From their next click on they hold no role in your organisation."),
            gettext("What they did stays on the record under their name."),
            gettext("If they belong to other organisations, nothing changes there."),
        ],
        "button": gettext("Remove the person"),
        "cancel": reverse("portal:people"),
        "back_name": gettext("People and roles"),
        "tone": "danger",
    }


@form_page(
    "settings/confirm.html",
    permissions.ACCOUNTS_WRITE,
    form=Reasoned,
    then="portal:people",
    read=_leaving,
    there=False,
)
def remove(request: HttpRequest, caller: Caller, form: Reasoned, person: UUID) -> Done:
    found = users.person(person)
    roles.remove_person(
        person=found,
        organisation=selectors.organisation(caller.organisation),
        by=caller,
        at=facts.change_time(),
        reason=form.cleaned_data["reason"],
    )
    return Done(gettext("%(name)s has no role in your organisation any more.") % {"name": found.name})


def _one(person: UUID, *, caller: Caller) -> Colleague:
    held = selectors.memberships(organisation=caller.organisation, at=transaction_time())
    found = _colleagues(held.filter(person=person), caller=caller)
    if not found:
        raise NotFound()
    return found[0]


def _colleagues(held: Iterable[Membership], *, caller: Caller) -> list[Colleague]:
    of_person: dict[UUID, list[Membership]] = defaultdict(list)
    for membership in held:
        of_person[membership.person_id].append(membership)
    found = [
        Colleague(
            person=theirs[0].person,
            roles=sorted(one.role for one in theirs),
            mine=theirs[0].person_id == caller.person,
        )
        for theirs in of_person.values()
    ]
    return sorted(found, key=lambda one: one.person.name.casefold())


def _password(email: str, password: str) -> ShownOnce:
    return ShownOnce(
        "settings/secret.html",
        {
            "title": gettext("The person is brought in"),
            "rows": [
                (gettext("E-mail address"), email, ""),
                (gettext("Initial password"), password, "copy-password"),
            ],
            "uses": gettext("Pass it on in person or by telephone; they change it after the first sign-in."),
            "back": reverse("portal:people"),
        },
    )
