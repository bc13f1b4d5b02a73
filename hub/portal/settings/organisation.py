"""Our organisation: its numbers, its standing, the groups that it is in, and how it is reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions
from accounts.accreditation import selectors as accreditation
from accounts.accreditation.models import Standing
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.groups import selectors as groups
from accounts.organisations import facts, selectors, services
from exchange.catalogue import selectors as catalogue
from hub.portal import names
from hub.portal.form_pages import PortalForm, form_page
from hub.portal.members.words import REGIONS
from hub.portal.pages import page
from hub.portal.settings import words
from hub.portal.words import ORGANISATION_KINDS, Sign


@dataclass(frozen=True, slots=True)
class Held:
    """One grant of standing in words. ``recognised``: the other authorities that accept it now."""

    standing: Standing
    kind: Promise | str
    state: Sign
    granted_by: str
    recognised: list[str]


class Contact(PortalForm):
    """How other members and the hub reach the organisation."""

    contact_email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    contact_phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)


@page("settings/organisation.html", permissions.ACCOUNTS_READ)
def organisation(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    at = transaction_time()
    found = selectors.organisation(caller.organisation)
    identifiers = selectors.identifiers_of([found.pk], at=at).get(found.pk, [])
    return {
        "organisation": found,
        "facts": [
            (gettext("Kind"), ORGANISATION_KINDS.get(found.kind, found.kind)),
            (gettext("Country"), catalogue.country(found.country)),
            (gettext("Region"), REGIONS.get(found.region, found.region)),
            *((words.SCHEMES.get(one.scheme, one.scheme), one.value) for one in identifiers),
        ],
        "contact": [
            (gettext("E-mail address"), found.contact_email),
            (gettext("Telephone"), found.contact_phone),
        ],
        "standing": _held(accreditation.held_by(found.pk, at=at), at=at),
        "holds_standing": found.kind == "trader",
        "groups": [
            (one.name, one.keeper.name, one.keeper_id == found.pk) for one in groups.of_member(found, at=at)
        ],
        "may_keep": caller.may(permissions.ACCOUNTS_WRITE),
    }


def _contact(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    found = selectors.organisation(caller.organisation)
    return {"initial": {"contact_email": found.contact_email, "contact_phone": found.contact_phone}}


@form_page(
    "settings/contact.html",
    permissions.ACCOUNTS_WRITE,
    form=Contact,
    then="portal:our-organisation",
    read=_contact,
)
def contact(request: HttpRequest, caller: Caller, form: Contact) -> str:
    services.change_contact(
        organisation=selectors.organisation(caller.organisation),
        email=form.cleaned_data["contact_email"],
        phone=form.cleaned_data["contact_phone"],
        by=caller,
        at=facts.change_time(),
    )
    return gettext("The contact details are kept.")


def _held(grants: Sequence[Standing], *, at: datetime) -> list[Held]:
    recognised = accreditation.recognised_by(grants, at=at)
    authorities = names.of_organisations(
        [*(one.granted_by_id for one in grants), *(who for several in recognised.values() for who in several)]
    )
    return [
        Held(
            standing=one,
            kind=words.STANDING_KINDS.get(one.kind, one.kind),
            state=words.STANDING_STATES[getattr(one, "state", None) or "expired"],
            granted_by=authorities.get(one.granted_by_id, ""),
            recognised=sorted(authorities.get(who, "") for who in recognised.get(one.pk, ())),
        )
        for one in grants
    ]
