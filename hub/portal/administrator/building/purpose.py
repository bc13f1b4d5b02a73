"""What an agreement is called and what it is for: with this an agreement begins."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from exchange.agreements import services
from exchange.agreements.models import Purpose
from exchange.agreements.terms import Terms
from hub.portal import words
from hub.portal.administrator.building import drafts, steps
from hub.portal.form_pages import Done, PortalForm, form_page

_TITLE = gettext_lazy("What is it called?")
_TITLE_HELP = gettext_lazy(
    "A name by which all parties know it, for example: Advance cargo data for Rotterdam."
)
_PURPOSE = gettext_lazy("What may the information be used for?")
_PURPOSE_HELP = gettext_lazy(
    "One purpose only, the same in all versions. For another purpose, open an agreement of its own: different"
    " purposes never mix."
)


def _title() -> forms.CharField:
    return forms.CharField(label=_TITLE, help_text=_TITLE_HELP, max_length=200)


def _purpose() -> forms.ChoiceField:
    choices = [(value, words.PURPOSES[value]) for value in Purpose.values]
    return forms.ChoiceField(
        label=_PURPOSE, help_text=_PURPOSE_HELP, choices=choices, widget=forms.RadioSelect
    )


class BeginForm(PortalForm):
    """A name and a purpose: enough to begin."""

    title = _title()
    purpose = _purpose()


class PurposeForm(drafts.StepForm):
    """The name and the purpose of a draft; the purpose stands once a version has been proposed."""

    key = "purpose"
    title = _title()
    purpose = _purpose()

    def fit(self, found: dict[str, Any]) -> None:
        super().fit(found)
        self.fields["title"].initial = self.terms.title
        self.fields["purpose"].initial = self.terms.purpose.value
        self.fields["purpose"].disabled = self.draft.before is not None

    def written(self) -> Terms:
        return replace(
            self.terms,
            title=self.cleaned_data["title"],
            purpose=Purpose(self.cleaned_data["purpose"]),
        )


def _read(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    return {"steps": steps.STEPS}


@form_page(
    "administrator/building/begin.html",
    permissions.AGREEMENTS_WRITE,
    form=BeginForm,
    then="portal:agreements",
    read=_read,
)
def begin(request: HttpRequest, caller: Caller, form: PortalForm) -> Done:
    terms = Terms(purpose=Purpose(form.cleaned_data["purpose"]), title=form.cleaned_data["title"])
    version = services.draft(by=caller, at=acting.transaction_time(), terms=terms)
    return Done(
        _("The draft has been opened. Only your organisation sees it."),
        to=steps.address(version.id, "parties"),
    )


purpose = drafts.step_page("purpose", PurposeForm)
