"""Signing, acceding and leaving: each behind a page that says in plain words what it binds the organisation to."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.organisations import facts
from exchange.agreements import selectors, services
from exchange.agreements.models import AgreementVersion
from exchange.agreements.selectors import parties
from hub.portal.administrator import differences, examples, previewing, stopping
from hub.portal.form_pages import Confirmation, PortalForm, Reasoned, form_page


def _to_consent(request: HttpRequest, caller: Caller, version: AgreementVersion) -> dict[str, Any]:
    """What whoever consents has to read: the version in plain words, what it changes, and what of their own data
    would flow."""
    at = acting.transaction_time()
    sections = selectors.in_words(version, at=at)
    told = differences.shown(selectors.proposed_before(version), version, sections, at=at)
    providers = selectors.terms_of(version).providers
    provides = caller.organisation in providers.organisations or bool(providers.groups)
    return told | {
        "version": version,
        "sections": sections,
        "examples": examples.tally(version.id),
        "provides": provides,
        **(previewing.asked(request, caller, version) if provides else {}),
    }


def _to_sign(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    found = selectors.version(version)
    signed = set(found.signatures.values_list("organisation_id", flat=True))
    missing = selectors.signatories(found) - signed - {caller.organisation}
    last = _("You are the last to sign: it comes into force as soon as it takes effect.")
    others = _("It comes into force when every signatory has signed.")
    return _to_consent(request, caller, found) | {
        "title": _("Sign for your organisation"),
        "points": [
            others if missing else last,
            _(
                "From then on it binds your organisation: what it says above holds for its data and its duties."
            ),
            _("You sign in person, for one organisation only. Your name is kept on the record."),
            _("Your organisation may suspend, leave or terminate it later; a signature is not taken back."),
        ],
        "button": _("Sign"),
    }


@form_page(
    "administrator/consenting.html",
    permissions.AGREEMENTS_SIGN,
    form=Confirmation,
    then="portal:agreement",
    read=_to_sign,
)
def sign(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> str:
    services.sign(by=caller, at=facts.change_time(), version=version)
    return _("Signed for your organisation.")


def _to_accede(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    found = selectors.version(version)
    days = _("As a recipient you receive nothing for %(days)s days, in which providers may object.")
    return _to_consent(request, caller, found) | {
        "title": _("Accede for your organisation"),
        "points": [
            _("Your organisation is bound by this version as a member of a group that it names."),
            days % {"days": found.objection_days},
            _("You accede in person, for one organisation only. Your name is kept on the record."),
            _("Your organisation may leave again."),
        ],
        "button": _("Accede"),
    }


@form_page(
    "administrator/consenting.html",
    permissions.AGREEMENTS_SIGN,
    form=Confirmation,
    then="portal:agreement",
    read=_to_accede,
)
def accede(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> str:
    services.accede(by=caller, at=facts.change_time(), version=version)
    return _("Your organisation has acceded.")


def _to_leave(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    found = selectors.version(version)
    named = parties.is_named(found, caller.organisation, at=acting.transaction_time())
    return {
        "title": _("Leave this version?"),
        "eyebrow": found.title,
        "points": stopping.departure(found, by=caller, named=named),
        "button": _("Leave"),
        "cancel": reverse("portal:agreement", args=[version]),
        "back_name": _("To the version"),
        "tone": "danger",
    }


@form_page(
    "confirm.html", permissions.AGREEMENTS_WRITE, form=Reasoned, then="portal:agreement", read=_to_leave
)
def leave(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> str:
    services.leave(by=caller, at=facts.change_time(), version=version, reason=form.cleaned_data["reason"])
    return _("Your organisation has left this version.")
