"""Examples kept with an agreement: what must be sent and what must not, tried on every version."""

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import Fault
from accounts.organisations import selectors as organisations
from exchange.agreements import selectors
from exchange.agreements.models import AgreementVersion
from exchange.agreements.services import examples as services
from exchange.agreements.services.examples import NewExample
from exchange.notices import selectors as notices
from exchange.notices.numbers import as_written
from exchange.routing import examples as trying
from exchange.routing.examples import Tried
from hub.portal import names, rules
from hub.portal.administrator.building import steps
from hub.portal.form_pages import Confirmation, Done, PortalForm, form_page, placed
from hub.portal.pages import page
from hub.portal.rules import Failure

_RECENT = 20
OWN, DOCUMENT = "own", "document"
_WITHIN = "/document"


@dataclass(frozen=True, slots=True)
class Line:
    """One example with how it went, and at which rule it stopped where it is not sent."""

    tried: Tried
    type: str
    rule: rules.Rule | None
    failure: Failure | None


class NewLine(PortalForm):
    """What is to be kept as an example."""

    places = {"/notice": "notice", "/document": "document"}
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("What it shows, in a few words."))
    must_send = forms.ChoiceField(
        label=_("What must happen"),
        choices=[("yes", _("It must be sent")), ("no", _("It must not be sent"))],
        widget=forms.RadioSelect,
    )
    recipient = forms.ChoiceField(label=_("Recipient"))
    source = forms.ChoiceField(
        label=_("The notice"),
        choices=[
            (OWN, _("One of our own notices")),
            (DOCUMENT, _("A document, written for this")),
        ],
        widget=forms.RadioSelect,
        initial=OWN,
    )
    notice = forms.CharField(
        label=_("Number of our notice"),
        max_length=24,
        required=False,
        help_text=_("The hub's number of it. Your newest notices are offered while you write."),
        widget=forms.TextInput(attrs={"list": "recent-notices", "autocomplete": "off"}),
    )
    publisher = forms.ChoiceField(label=_("Provider of the document"), required=False)
    type = forms.ChoiceField(label=_("Type of the document"), required=False)
    document = forms.CharField(
        label=_("Document (JSON)"),
        required=False,
        help_text=_("The content of the notice, as it would be sent through the API."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def fit(self, found: dict[str, Any]) -> None:
        for name in ("recipient", "publisher", "type"):
            self.fields[name].choices = [("", gettext("Choose one")), *found[f"{name}_choices"]]  # type: ignore[attr-defined]

    def field_at(self, place: str) -> str | None:
        """A fault within the document stands at the document."""
        return "document" if place.startswith(_WITHIN) else super().field_at(place)

    def said_of(self, fault: Fault) -> str:
        """With the element that it is about: one field holds all of the document."""
        within = fault.place.startswith(f"{_WITHIN}/")
        return (
            placed(replace(fault, place=fault.place.removeprefix(_WITHIN)))
            if within
            else super().said_of(fault)
        )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("source") == OWN:
            if not given.get("notice"):
                self.add_error("notice", gettext("Give the number of the notice."))
            return given
        for name in ("publisher", "type", "document"):
            if not given.get(name):
                self.add_error(name, gettext("This is needed for a document."))
        try:
            read = json.loads(given.get("document") or "null")
        except ValueError as fault:
            self.add_error("document", gettext("This is no JSON: %(fault)s") % {"fault": fault})
        else:
            if given.get("document") and not isinstance(read, dict):
                self.add_error("document", gettext("A notice is a JSON object."))
            given["read"] = read
        return given


@page("administrator/examples.html", permissions.AGREEMENTS_READ)
def examples(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    """The organisation's examples, tried on this version as if it were in force alone."""
    return tried_on(selectors.version(version), caller=caller)


def tried_on(version: AgreementVersion, *, caller: Caller) -> dict[str, Any]:
    """The organisation's examples as they go on this version, for the pages that show them."""
    tried = trying.of_version(version.id, at=acting.transaction_time())
    types = names.of_types()
    return {
        "version": version,
        "lines": [_line(one, types) for one in tried],
        "failing": sum(not one.passed for one in tried),
        "may_keep": caller.may(permissions.AGREEMENTS_WRITE),
    }


def tally(version: UUID) -> tuple[int, int]:
    """How many examples the organisation keeps, and how many of them fail on this version."""
    tried = trying.of_version(version, at=acting.transaction_time())
    return len(tried), sum(not one.passed for one in tried)


def _line(one: Tried, types: dict[str, str]) -> Line:
    reason = one.reason
    return Line(
        tried=one,
        type=types.get(one.example.type, one.example.type),
        rule=None if reason is None else rules.RULES[reason.rule - 1],
        failure=None if reason is None else rules.FAILURES[reason.code],
    )


def _new(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
    found = selectors.version(version)
    terms = selectors.terms_of(found)
    at = acting.transaction_time()
    everybody = organisations.directory(at=at).order_by("name").values_list("pk", "name")
    members = [(str(pk), name) for pk, name in everybody]
    types = names.of_types()
    covered = Counter(terms.types)
    ordered = sorted(types.items(), key=lambda one: (one[0] not in covered, one[1]))
    recent = notices.own_notices(publisher=caller.organisation).order_by("-id")[:_RECENT]
    return {
        "version": found,
        "recipient_choices": _first(members, terms.recipients.organisations),
        "publisher_choices": _first(members, terms.providers.organisations),
        "type_choices": ordered,
        "recent": [(one.number, one.reference) for one in recent],
        "cancel": _page_of(found, caller),
        "initial": {"publisher": str(caller.organisation)},
    }


def _first(members: list[tuple[str, str]], named: tuple[UUID, ...]) -> list[Any]:
    """Those whom the version names, then everybody else."""
    ours = {str(one) for one in named}
    return [
        (gettext("Named in this version"), [one for one in members if one[0] in ours]),
        (gettext("Other members"), [one for one in members if one[0] not in ours]),
    ]


@form_page(
    "administrator/example_new.html",
    permissions.AGREEMENTS_WRITE,
    form=NewLine,
    then="portal:examples",
    read=_new,
)
def keep(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID) -> Done:
    given, found = form.cleaned_data, selectors.version(version)
    own = given["source"] == OWN
    services.keep(
        agreement=found.agreement_id,
        example=NewExample(
            name=given["name"],
            recipient=UUID(given["recipient"]),
            must_send=given["must_send"] == "yes",
            type="" if own else given["type"],
            publisher=None if own else UUID(given["publisher"]),
            document=None if own else given["read"],
            notice=as_written(given["notice"].strip()) if own else "",
        ),
        by=caller,
        at=acting.transaction_time(),
    )
    told = gettext("Kept. It is tried on every version of this agreement from now on.")
    return Done(told, to=_page_of(found, caller))


def _page_of(version: AgreementVersion, caller: Caller) -> str:
    """Where the examples of a version stand: of one's own draft, in the builder."""
    if (
        version.drafted_by_id == caller.organisation
        and version.proposed_at is None
        and not version.withdrawn_at
    ):
        return steps.address(version.id, "examples")
    return reverse("portal:examples", args=[version.id])


def _dropped(request: HttpRequest, caller: Caller, version: UUID, example: UUID) -> dict[str, Any]:
    return {
        "title": gettext("Keep this example no longer?"),
        "points": [gettext("No version of the agreement is tried on it any more.")],
        "button": gettext("Keep it no longer"),
        "cancel": _page_of(selectors.version(version), caller),
        "back_name": gettext("Examples"),
        "tone": "danger",
    }


@form_page(
    "confirm.html",
    permissions.AGREEMENTS_WRITE,
    form=Confirmation,
    then="portal:agreements",
    read=_dropped,
    there=False,
)
def drop(request: HttpRequest, caller: Caller, form: PortalForm, version: UUID, example: UUID) -> Done:
    found = selectors.version(version)
    services.drop(agreement=found.agreement_id, example=example, by=caller)
    return Done(gettext("It is kept no longer."), to=_page_of(found, caller))
