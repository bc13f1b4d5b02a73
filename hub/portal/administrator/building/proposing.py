"""The last step: everything in plain words, what is still missing, and the proposal. And how a draft is put away."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import permissions
from accounts.callers import Caller
from accounts.organisations import facts
from exchange.agreements import rules, selectors, services
from exchange.agreements.selectors import setting
from exchange.routing import proposing as routing
from hub.portal.administrator import differences, examples
from hub.portal.administrator.building import drafts
from hub.portal.administrator.building import faults as told
from hub.portal.form_pages import Confirmation, Done, PortalForm, form_page


def _to_propose(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    draft = drafts.read_draft(caller, version)
    judged = rules.proposal_faults(draft.terms, setting.of(draft.terms, by=caller, at=draft.at))
    sections = selectors.in_words(draft.version, at=draft.at)
    changed = differences.shown(draft.before, draft.version, sections, at=draft.at)
    return (
        drafts.shown(draft, "proposal")
        | changed
        | {
            "to_mend": told.to_mend(judged, version),
            "examples": examples.tally(version),
            "sections": sections,
        }
    )


class Proposal(PortalForm):
    """The button, and a reason where examples fail."""

    despite = forms.CharField(
        label=gettext_lazy("Why it is right all the same"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It goes to your organisation's trail. No other party reads it."),
    )

    def fit(self, found: dict[str, Any]) -> None:
        if not found["examples"][1]:
            del self.fields["despite"]


@form_page(
    "administrator/building/proposal.html",
    permissions.AGREEMENTS_WRITE,
    form=Proposal,
    then="portal:agreement",
    read=_to_propose,
)
def proposal(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> str:
    despite = form.cleaned_data.get("despite", "")
    routing.propose(by=caller, at=facts.change_time(), version=version, despite=despite)
    return _("Proposed. All parties see it now, and the signatories may sign.")


def _to_withdraw(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    draft = drafts.read_draft(caller, version)
    return {
        "title": _("Put this draft away?"),
        "eyebrow": draft.terms.title,
        "points": [
            _("The draft cannot be edited or proposed any more."),
            _("It stays readable to your organisation alone."),
            _("Nothing that flows is touched."),
        ],
        "button": _("Put the draft away"),
        "cancel": reverse("portal:agreement", args=[version]),
        "back_name": _("To the draft as a whole"),
        "tone": "danger",
    }


@form_page(
    "confirm.html",
    permissions.AGREEMENTS_WRITE,
    form=Confirmation,
    then="portal:agreement",
    read=_to_withdraw,
)
def withdraw(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> Done:
    services.withdraw(by=caller, at=facts.change_time(), version=version)
    return Done(_("The draft has been put away."), to=reverse("portal:agreements"))
