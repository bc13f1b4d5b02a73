"""Suspending, resuming, ending, excluding and readmitting; and drafting what is to take a version's place."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.organisations import facts
from exchange.agreements import selectors, services
from exchange.agreements.models import AgreementVersion
from hub.portal import names
from hub.portal.administrator import stopping
from hub.portal.administrator.building import steps
from hub.portal.form_pages import Confirmation, Done, PortalForm, Reasoned, form_page
from hub.portal.pages import View

Read = Callable[[AgreementVersion, Caller, datetime], dict[str, Any]]


class AboutRecipient(Reasoned):
    """Which recipient, and why."""

    recipient = forms.ChoiceField(label=gettext_lazy("Recipient"))
    field_order = ("recipient", "reason")

    def fit(self, found: dict[str, Any]) -> None:
        listed = self.fields["recipient"]
        if isinstance(listed, forms.ChoiceField):
            listed.choices = found["choices"]


def _reading(read: Read) -> Callable[..., dict[str, Any]]:
    """The page that asks, about an agreement by one of its versions."""

    def shown(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
        found = selectors.version(version)
        return {
            "eyebrow": _("Agreement %(number)s: %(title)s")
            % {"number": found.agreement.number, "title": found.title},
            "cancel": reverse("portal:agreement", args=[version]),
            **read(found, caller, acting.transaction_time()),
        }

    return shown


def _asked(form: type[PortalForm], read: Read) -> Callable[[Callable[..., Done | str]], View]:
    return form_page(
        "confirm.html",
        permissions.AGREEMENTS_WRITE,
        form=form,
        then="portal:agreement",
        read=_reading(read),
    )


def _to_suspend(version: AgreementVersion, caller: Caller, at: datetime) -> dict[str, Any]:
    return {
        "title": _("Suspend this agreement?"),
        "points": stopping.suspension(version, by=caller, at=at),
        "button": _("Suspend"),
        "tone": "danger",
    }


@_asked(Reasoned, _to_suspend)
def suspend(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> str:
    services.suspend(
        by=caller, at=facts.change_time(), agreement=_agreement(version), reason=form.cleaned_data["reason"]
    )
    return _("Suspended. Nothing flows under it until a signatory resumes it.")


def _to_resume(version: AgreementVersion, caller: Caller, at: datetime) -> dict[str, Any]:
    return {
        "title": _("Resume this agreement?"),
        "points": stopping.resumption(version, by=caller, at=at),
        "button": _("Resume"),
    }


@_asked(Reasoned, _to_resume)
def resume(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> str:
    services.resume(
        by=caller, at=facts.change_time(), agreement=_agreement(version), reason=form.cleaned_data["reason"]
    )
    return _("Resumed.")


def _to_terminate(version: AgreementVersion, caller: Caller, at: datetime) -> dict[str, Any]:
    return {
        "title": _("Terminate this agreement for good?"),
        "points": stopping.termination(version, by=caller, at=at),
        "button": _("Terminate for good"),
        "tone": "danger",
    }


@_asked(Reasoned, _to_terminate)
def terminate(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> str:
    services.terminate(
        by=caller, at=facts.change_time(), agreement=_agreement(version), reason=form.cleaned_data["reason"]
    )
    return _("Terminated, for good.")


def _to_exclude(version: AgreementVersion, caller: Caller, at: datetime) -> dict[str, Any]:
    excluded = {
        one.recipient_id
        for one in selectors.exclusions(version.agreement, at=at)
        if one.provider_id == caller.organisation
    }
    others = selectors.recipients(version, at=at) - excluded - {caller.organisation}
    return {
        "title": _("Exclude a recipient from your own data"),
        "points": [
            _("At once, and in all versions: your notices do not reach this recipient under the agreement."),
            _(
                "What has not left yet is withheld; what has been delivered stays readable while it is retained."
            ),
            _("What others provide is not touched. All parties are told, with your reason."),
            _("You may readmit it: then only what is accepted from that moment on may reach it."),
        ],
        "choices": _choices(others),
        "button": _("Exclude"),
        "tone": "danger",
    }


@_asked(AboutRecipient, _to_exclude)
def exclude(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> str:
    services.exclude(by=caller, at=facts.change_time(), agreement=_agreement(version), **_about(form))
    return _("Excluded from your data.")


def _to_readmit(version: AgreementVersion, caller: Caller, at: datetime) -> dict[str, Any]:
    excluded = {
        one.recipient_id
        for one in selectors.exclusions(version.agreement, at=at)
        if one.provider_id == caller.organisation
    }
    return {
        "title": _("Readmit a recipient to your own data"),
        "points": [
            _("Only what is accepted from now on may reach it again."),
            _("What was withheld meanwhile comes back only when the recipient asks for it."),
            _("All parties are told, with your reason."),
        ],
        "choices": _choices(excluded),
        "button": _("Readmit"),
    }


@_asked(AboutRecipient, _to_readmit)
def readmit(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> str:
    services.readmit(by=caller, at=facts.change_time(), agreement=_agreement(version), **_about(form))
    return _("Readmitted to your data.")


def _to_succeed(version: AgreementVersion, caller: Caller, at: datetime) -> dict[str, Any]:
    return {
        "title": _("Draft a new version"),
        "points": [
            _(
                "The draft begins with the terms of the current version; its period and back-fill begin empty."
            ),
            _("Only your organisation sees it until you propose it, and then everyone concerned signs anew."),
            _("What is in force stays so until the new version comes into force, and is superseded then."),
            _("Members of groups accede anew to the new version."),
        ],
        "button": _("Begin the draft"),
    }


@_asked(Confirmation, _to_succeed)
def succeed(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> Done:
    begun = services.new_version(by=caller, at=acting.transaction_time(), agreement=_agreement(version))
    return Done(_("The draft has been opened."), to=steps.address(begun.id, "parties"))


def _agreement(version: UUID) -> UUID:
    return selectors.version(version).agreement_id


def _about(form: PortalForm) -> dict[str, Any]:
    return {"recipient": UUID(form.cleaned_data["recipient"]), "reason": form.cleaned_data["reason"]}


def _choices(wanted: set[UUID]) -> list[tuple[str, str]]:
    called = names.of_organisations(wanted)
    listed = sorted((str(one), name) for one, name in called.items())
    return [("", _("Choose a recipient")), *sorted(listed, key=lambda pair: pair[1])]
