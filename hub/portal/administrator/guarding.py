"""Suspending, resuming, ending, excluding and readmitting; and drafting what is to take a version's place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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

Asking = Callable[[AgreementVersion, Caller, datetime], list[str]]
Choices = Callable[[AgreementVersion, Caller, datetime], dict[UUID, str]]


class AboutRecipient(Reasoned):
    """Which recipient, and why."""

    recipient = forms.ChoiceField(label=_("Recipient"))
    field_order = ("recipient", "reason")

    def fit(self, found: dict[str, Any]) -> None:
        listed = self.fields["recipient"]
        if isinstance(listed, forms.ChoiceField):
            listed.choices = found["choices"]


@dataclass(frozen=True, slots=True)
class Act:
    """An act on an agreement in all its versions: how its page asks for it, and what it says when it is done.

    ``points``: what it will do; ``recipients``: those among whom one is chosen, where it is about one.
    """

    service: Callable[..., Any]
    title: Promise
    points: Asking
    button: Promise
    told: Promise
    tone: str = "danger"
    recipients: Choices | None = None


def _page(act: Act) -> View:
    """The page that says what an act will do, takes the reason for it, and does it."""

    def read(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
        found, at = selectors.version(version), acting.transaction_time()
        shown = _heading(found) | {
            "title": act.title,
            "points": act.points(found, caller, at),
            "button": act.button,
            "tone": act.tone,
        }
        if act.recipients is not None:
            shown["choices"] = _choices(act.recipients(found, caller, at))
        return shown

    @form_page(
        "confirm.html",
        permissions.AGREEMENTS_WRITE,
        form=Reasoned if act.recipients is None else AboutRecipient,
        then="portal:agreement",
        read=read,
    )
    def do(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> str:
        given = {"reason": form.cleaned_data["reason"]}
        if act.recipients is not None:
            given["recipient"] = UUID(form.cleaned_data["recipient"])
        act.service(by=caller, at=facts.change_time(), agreement=_agreement(version), **given)
        return str(act.told)

    return do


def _heading(version: AgreementVersion) -> dict[str, Any]:
    return {
        "eyebrow": gettext("Agreement %(number)s: %(title)s")
        % {"number": version.agreement.number, "title": version.title},
        "cancel": reverse("portal:agreement", args=[version.id]),
        "back_name": gettext("To the version"),
    }


def _excluded(version: AgreementVersion, caller: Caller, at: datetime) -> dict[UUID, str]:
    """Whom one's own organisation excludes now."""
    open_now = selectors.exclusions(version.agreement, at=at)
    return names.of_organisations(
        one.recipient_id for one in open_now if one.provider_id == caller.organisation
    )


def _others(version: AgreementVersion, caller: Caller, at: datetime) -> dict[UUID, str]:
    """The recipients that it does not exclude yet."""
    excluded = _excluded(version, caller, at).keys()
    return names.of_organisations(selectors.recipients(version, at=at) - excluded - {caller.organisation})


def _excluding(version: AgreementVersion, caller: Caller, at: datetime) -> list[str]:
    return stopping.exclusion(version, _others(version, caller, at))


def _readmitting(version: AgreementVersion, caller: Caller, at: datetime) -> list[str]:
    return [
        gettext("Only what is accepted from now on may reach it again."),
        gettext("What was withheld meanwhile comes back only when the recipient asks for it."),
        gettext("All parties are told, with your reason."),
    ]


suspend = _page(
    Act(
        services.suspend,
        _("Suspend this agreement?"),
        stopping.suspension,
        _("Suspend"),
        _("Suspended. Nothing flows under it until a signatory resumes it."),
    )
)
resume = _page(
    Act(
        services.resume,
        _("Resume this agreement?"),
        stopping.resumption,
        _("Resume"),
        _("Resumed."),
        tone="",
    )
)
terminate = _page(
    Act(
        services.terminate,
        _("Terminate this agreement for good?"),
        stopping.termination,
        _("Terminate for good"),
        _("Terminated, for good."),
    )
)
exclude = _page(
    Act(
        services.exclude,
        _("Exclude a recipient from your own data"),
        _excluding,
        _("Exclude"),
        _("Excluded from your data."),
        recipients=_others,
    )
)
readmit = _page(
    Act(
        services.readmit,
        _("Readmit a recipient to your own data"),
        _readmitting,
        _("Readmit"),
        _("Readmitted to your data."),
        tone="",
        recipients=_excluded,
    )
)


def _to_succeed(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    return _heading(selectors.version(version)) | {
        "title": gettext("Draft a new version"),
        "points": [
            gettext(
                "The draft begins with the terms of the current version; its period and back-fill begin empty."
            ),
            gettext(
                "Only your organisation sees it until you propose it, and then everyone concerned signs anew."
            ),
            gettext(
                "What is in force stays so until the new version comes into force, and is superseded then."
            ),
            gettext("Members of groups accede anew to the new version."),
        ],
        "button": gettext("Begin the draft"),
    }


@form_page(
    "confirm.html",
    permissions.AGREEMENTS_WRITE,
    form=Confirmation,
    then="portal:agreement",
    read=_to_succeed,
)
def succeed(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> Done:
    """A draft that begins with the current terms."""
    begun = services.new_version(by=caller, at=acting.transaction_time(), agreement=_agreement(version))
    return Done(gettext("The draft has been opened."), to=steps.address(begun.id, "parties"))


def _agreement(version: UUID) -> UUID:
    return selectors.version(version).agreement_id


def _choices(called: dict[UUID, str]) -> list[tuple[str, str]]:
    listed = sorted((str(one), name) for one, name in called.items())
    return [("", gettext("Choose a recipient")), *sorted(listed, key=lambda pair: pair[1])]
