"""Uploads: the files that a company sends, from taking one in to the last notice published from it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import Fault, Invalid, Refusal
from exchange import pipeline, uploading
from exchange.intake import columns, selectors
from exchange.intake.models import Upload
from exchange.intake.selectors import Counts
from exchange.uploading import Wanted
from hub.portal import names, paging
from hub.portal.form_pages import Done, PortalForm, form_page
from hub.portal.pages import act, page
from hub.portal.trader import upload_words
from hub.portal.words import Sign

_ACCEPTED = ".csv,.txt,.tsv,.xlsx,.json,.jsonl,.ndjson,.xml"


@dataclass(frozen=True, slots=True)
class Line:
    """One upload in the history."""

    upload: Upload
    type: str
    state: Sign
    counts: Counts

    @property
    def faulty(self) -> int:
        """How many of its notices were not accepted from it."""
        return self.counts.faulty + self.counts.refused


class UploadForm(PortalForm):
    """A file, and what is in it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A table (.xlsx or CSV), notices as JSON or NDJSON, or an ENS declaration in XML."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": _ACCEPTED, "data-drop": ""}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Choose the file that holds your notices."),
        },
    )
    type = forms.ChoiceField(
        label=gettext_lazy("Type of the notices"),
        help_text=gettext_lazy("JSON files name the type in each notice; for them this is not asked."),
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy(
            "Of times in the file that are written without an offset, for example Europe/Paris."
        ),
    )

    def fit(self, found: dict[str, Any]) -> None:
        self.fields["type"].choices = found["types"]  # type: ignore[attr-defined]


def _read(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The history, the newest first, with what is needed to begin another upload."""
    cut = paging.cut(request, selectors.uploads(organisation=caller.organisation), {"id": UUID})
    types = columns.types_in_tables(kind=caller.kind)
    return {
        "cut": cut,
        "lines": lines(cut.rows),
        "types": types,
        "may_upload": caller.may(permissions.NOTICES_PUBLISH) and bool(types),
        "may_publish": pipeline.may_publish(by=caller),
        "initial": {"zone": timezone.get_current_timezone_name()},
    }


@form_page(
    "trader/uploads.html",
    permissions.NOTICES_READ,
    form=UploadForm,
    then="portal:uploads",
    there=False,
    read=_read,
)
def uploads(request: HttpRequest, caller: Caller, form: PortalForm) -> Done:
    """Take a file in; the same file again leads to what it made before."""
    caller.check_may(permissions.NOTICES_PUBLISH)
    given = form.cleaned_data
    wanted = Wanted(name=given["file"].name, type=given["type"], zone=given["zone"].strip())
    try:
        upload, new = uploading.receive(given["file"].chunks(), wanted=wanted, by=caller)
    except Refusal as refusal:
        if refusal.faults:
            raise
        fault = Fault("/file", refusal.code, refusal.detail)
        raise Invalid(refusal.code, refusal.detail, faults=[fault]) from refusal
    said = (
        gettext("The file has arrived. It is read and checked now; nothing is published before you say so.")
        if new
        else gettext(
            "You have uploaded this very file before, so nothing was done twice. This is what it came to."
        )
    )
    return Done(said, to=reverse("portal:upload", args=[upload.id]))


@act(permissions.NOTICES_PUBLISH, then="portal:upload")
def confirm(request: HttpRequest, caller: Caller, upload: UUID) -> str:
    """Have what was checked published."""
    uploading.confirm(upload=upload, mode=_mode(request), by=caller)
    return gettext("Publishing has begun. You may leave this page: it goes on without you.")


@act(permissions.NOTICES_PUBLISH, then="portal:upload")
def cancel(request: HttpRequest, caller: Caller, upload: UUID) -> str:
    """Stop an upload."""
    held = uploading.cancel(upload=upload, by=caller)
    if held.mode == Upload.Mode.GOOD:
        return gettext("The upload is cancelled. What had been published before stays published.")
    return gettext("The upload is cancelled. None of its notices was published.")


@act(permissions.NOTICES_PUBLISH, then="portal:upload")
def settle(request: HttpRequest, caller: Caller, upload: UUID) -> str:
    """Note that what was left out is dealt with."""
    uploading.settle(upload=upload, by=caller)
    return gettext("Noted: nothing more of this upload is to be corrected.")


@page("trader/upload_templates.html", permissions.NOTICES_READ)
def templates(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Tables to fill in, and what each of their columns holds."""
    types = columns.types_in_tables(kind=caller.kind)
    chosen = request.GET.get("type", "")
    if chosen not in dict(types):
        chosen = types[0][0] if types else ""
    every = columns.columns_of(chosen) if chosen else ()
    return {
        "types": types,
        "chosen": chosen,
        "title": dict(types).get(chosen, ""),
        "usual": [one for one in every if one.usual],
        "further": [one for one in every if not one.usual],
    }


def lines(found: list[Upload]) -> list[Line]:
    """Uploads in words, counted for all of them at once."""
    titles = names.of_types()
    counted = selectors.every_count(found)
    return [
        Line(one, titles.get(one.type, one.type), upload_words.STATES[one.state], counted[one.id])
        for one in found
    ]


def _mode(request: HttpRequest) -> str:
    mode = request.POST.get("mode", "")
    if mode not in Upload.Mode.values:
        raise Invalid(
            "invalid-upload", gettext("Say whether all or only the good notices are to be published.")
        )
    return mode
