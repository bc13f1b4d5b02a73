"""Choosing which column of a file is which element, once for every header."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from accounts.access import permissions
from accounts.callers import Caller
from exchange import uploading
from exchange.intake import columns, mapping, selectors
from exchange.intake.columns import REFERENCE
from exchange.intake.models import Upload
from hub.portal import names
from hub.portal.form_pages import PortalForm, form_page
from hub.portal.trader import upload_words

_SAMPLES = 3
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One column of the file: its name and first values, and the field that says what it is."""

    letter: str
    name: str
    samples: tuple[str, ...]
    field: BoundField


class ColumnsForm(PortalForm):
    """For each column of the file the name of the element that it holds; empty where it is not used."""

    reference = forms.ChoiceField(
        label=gettext_lazy("Which column holds your own reference for each notice?"),
        help_text=gettext_lazy("Rows that follow one another with the same reference are one notice."),
        error_messages={"required": gettext_lazy("Choose the column with your reference.")},
    )

    def fit(self, found: dict[str, Any]) -> None:
        upload: Upload = found["upload"]
        self._upload = upload
        self._paths = {column.name.casefold(): column.path for column in found["known"]}
        self.fields["reference"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Choose a column")),
            *((str(at), name) for at, name in enumerate(upload.header) if name),
        ]
        for at, name in enumerate(upload.header):
            self.fields[f"column_{at}"] = forms.CharField(
                label=name or upload_words.letter(at),
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"list": "elements", "autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen: dict[str, int] = {}
        for at, name, written in self._written(given):
            path = self._paths.get(written.casefold())
            if path is None:
                self.add_error(
                    name, gettext("There is no such element. Choose one from the list, or leave it empty.")
                )
            elif path in chosen:
                self.add_error(name, gettext("Another column is this element already."))
            else:
                chosen[path] = at
        if given.get("reference"):
            chosen[REFERENCE] = int(given["reference"])
        return {**given, "chosen": chosen}

    @property
    def columns(self) -> list[Choice]:
        """The columns of the file with their fields, as the page shows them."""
        return [
            Choice(upload_words.letter(at), name, _samples(self._upload, at), self[f"column_{at}"])
            for at, name in enumerate(self._upload.header)
        ]

    def _written(self, given: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
        for name in self.fields:
            written = str(given.get(name) or "").strip()
            if name.startswith("column_") and written:
                yield int(name.removeprefix("column_")), name, written


def _read(request: HttpRequest, caller: Caller, upload: UUID) -> dict[str, Any]:
    found = selectors.upload(upload, organisation=caller.organisation)
    known = [column for column in columns.columns_of(found.type) if column.path != REFERENCE]
    chosen = found.mapping or mapping.suggested(found.header, type_id=found.type)
    named = {column.path: column.name for column in known}
    initial: dict[str, Any] = {f"column_{at}": named[path] for path, at in chosen.items() if path in named}
    if REFERENCE in chosen:
        initial["reference"] = str(chosen[REFERENCE])
    return {
        "upload": found,
        "known": known,
        "type": names.of_types().get(found.type, found.type),
        "initial": initial,
        "needed": columns.needs_of(found.type)[1:],
    }


@form_page(
    "trader/upload_columns.html",
    permissions.NOTICES_PUBLISH,
    form=ColumnsForm,
    then="portal:upload",
    read=_read,
)
def choose(request: HttpRequest, caller: Caller, form: PortalForm, upload: UUID) -> str:
    """Keep the choice for such files, and have this one checked by it."""
    uploading.map_columns(upload=upload, columns=form.cleaned_data["chosen"], by=caller)
    return gettext("The columns are kept for files with the same header. The file is being checked now.")


def _samples(upload: Upload, at: int) -> tuple[str, ...]:
    found = (row[at] for row in upload.sample if at < len(row) and row[at] not in (None, ""))
    return tuple(dict.fromkeys(str(cell)[:_SHOWN] for cell in found))[:_SAMPLES]
