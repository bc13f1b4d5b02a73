"""A draft as the builder's pages read it, and the form that all of them are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import Forbidden, Invalid
from exchange.agreements import selectors, services, wording
from exchange.agreements.models import AgreementVersion
from exchange.agreements.selectors import setting
from exchange.agreements.states import State
from exchange.agreements.terms import Terms
from exchange.agreements.wording import Section
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.types import NoticeType
from hub.portal.administrator.building import faults, steps
from hub.portal.form_pages import Done, PortalForm, form_page
from hub.portal.pages import View


@dataclass(frozen=True, slots=True)
class Draft:
    """One's own draft with its terms; ``before``: the version that it is to take the place of."""

    version: AgreementVersion
    terms: Terms
    before: AgreementVersion | None
    at: datetime

    @property
    def types(self) -> list[NoticeType]:
        """The notice types that the terms name."""
        known = {one.id: one for one in catalogue.every_type()}
        return [known[type_id] for type_id in self.terms.types if type_id in known]

    def words(self, key: str, terms: Terms) -> list[Section]:
        """What a step's terms say, in plain words."""
        names = setting.names(terms, at=self.at)
        known = {one.id: one for one in catalogue.every_type()}
        complete = replace(terms, conditions=[one for one in terms.conditions if is_complete(one)])
        told = wording.summary(
            complete, names=names, types=known, statement=self.version.statement, proposed_at=self.at
        )
        return [one for one in told if one.key in steps.step(key).tells]


class Problem(NamedTuple):
    """Something to mend: where it stands on the page, what it is about, and what is wrong."""

    spot: str
    label: str
    message: str


class StepForm(PortalForm):
    """A page of the builder. Its parts are not all fields of a form: a fault may stand at any *spot* of the page."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = ""
    # Buttons that only draw the page anew, with what has been written so far.
    redraws: Sequence[str] = ()
    # Whether the plain words follow each choice while it is made.
    tells_at_once = False

    def fit(self, found: dict[str, Any]) -> None:
        self.draft: Draft = found["draft"]
        self.is_sent = self.is_bound
        self.terms = self.draft.terms
        self.fields["revision"].initial = self.draft.version.revision
        self.take()
        self.words = self.draft.words(self.key, self.terms)

    def take_again(self, typed: QueryDict) -> None:
        super().take_again(typed)
        self.data, self.is_sent = typed, True
        self.take()
        self.words = self.draft.words(self.key, self.terms)

    def take(self) -> None:
        """Take what was sent into ``terms``, as far as it can be read without being judged."""

    def written(self) -> Terms:
        """The draft's terms with what this page says."""
        return self.terms

    @property
    def sent(self) -> MultiValueDict[str, str]:
        """What the form sent: a name may stand there several times."""
        return MultiValueDict(self.data) if not isinstance(self.data, MultiValueDict) else self.data

    def errors_at(self, spot: str) -> list[str]:
        """What is wrong at a spot of the page."""
        return [str(message) for message in self.errors.get(spot, ())]

    @property
    def doing(self) -> tuple[str, str]:
        """The button that was pressed, and what it was about."""
        name, _colon, about = self.data.get("do", "on").partition(":")
        return name, about

    @property
    def is_drawn(self) -> bool:
        """Whether the page is only drawn anew: what is not filled yet is judged once it is to be kept."""
        return self.doing[0] in self.redraws

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.is_drawn:
            self.errors.clear()

    def is_valid(self) -> bool:
        return not self.is_drawn and super().is_valid()

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None or field in self.fields:
            super().add_error(field, error)
            return
        messages = forms.ValidationError(error).messages
        self.errors.setdefault(field, self.error_class()).extend(messages)

    def label_of(self, spot: str) -> str:
        """What stands at a spot of the page."""
        return str(self.fields[spot].label or "") if spot in self.fields else ""

    def problems(self) -> list[Problem]:
        """Everything that is wrong, in the order of the page."""
        found = []
        for spot, messages in self.errors.items():
            about = "" if spot == NON_FIELD_ERRORS else spot
            anchor = self[spot].auto_id if spot in self.fields else about
            found += [Problem(str(anchor), self.label_of(about), str(message)) for message in messages]
        return found


def read_draft(caller: Caller, version: UUID) -> Draft:
    """One's own draft. What has been proposed is built no more."""
    at = acting.transaction_time()
    found = selectors.version(version)
    if found.drafted_by_id != caller.organisation or selectors.state_at(found, at) != State.DRAFT:
        raise Forbidden(
            "not-a-draft",
            _("This version is no draft of yours: its terms are fixed. Draft a new version to change them."),
        )
    return Draft(found, selectors.terms_of(found), selectors.proposed_before(found), at)


def shown(draft: Draft, key: str) -> dict[str, Any]:
    """What every page of the builder shows around its own part."""
    version = draft.version.id
    previous = steps.before(key)
    return {
        "draft": draft,
        "step": steps.step(key),
        "places": steps.places(version, draft.terms, current=key),
        "back": steps.address(version, previous) if previous else "",
        "following": steps.address(version, steps.following(key)),
    }


def step_page(key: str, form: type[StepForm]) -> View:
    """The page of a step: it shows the draft's terms, and keeps them when they are sent."""

    def read(request: HttpRequest, caller: Caller, version: UUID) -> dict[str, Any]:
        return shown(read_draft(caller, version), key)

    @form_page(
        f"administrator/building/{key}.html",
        permissions.AGREEMENTS_WRITE,
        form=form,
        then="portal:agreement",
        read=read,
    )
    def save(request: HttpRequest, caller: Caller, form: StepForm, version: UUID) -> Done:
        try:
            services.edit(
                by=caller,
                at=acting.transaction_time(),
                version=version,
                terms=form.written(),
                revision=form.cleaned_data["revision"],
            )
        except Invalid as refusal:
            raise faults.in_words(refusal, form.field_at) from refusal
        to = key if form.doing[0] == "stay" else steps.following(key)
        return Done(_("The draft has been saved."), to=steps.address(version, to))

    return save


def is_complete(condition: dict[str, Any]) -> bool:
    """Whether a condition says enough to be told in a sentence."""
    ((kind, body),) = condition.items()
    match kind:
        case "country" | "place":
            return bool(body["any_of"])
        case "value":
            return bool(body["currency"]) and not (body.get("min") is None and body.get("max") is None)
        case "mass":
            return not (body.get("min") is None and body.get("max") is None)
        case _:
            return bool(body)
