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
from exchange.intake import columns, constants, mapping, selectors
from exchange.intake.columns import REFERENCE
from exchange.intake.models import Upload
from exchange.intake.readers import said
from exchange.uploading import Chosen
from hub.portal import names
from hub.portal.form_pages import PortalForm, form_page
from hub.portal.pages import act
from hub.portal.trader import upload_words

_SAMPLES = 3
# So many places for what every row says, and so many beyond those that are filled in.
_CONSTANTS, _FURTHER = 3, 2
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One column of the file: its name and first values, and the field that says what it is.

    ``is_reference``: it is the one chosen above for the publisher's reference.
    """

    letter: str
    name: str
    samples: tuple[str, ...]
    field: BoundField
    is_reference: bool


@dataclass(frozen=True, slots=True)
class Constant:
    """One element that says the same in every row: the fields for its name and for what it says."""

    element: BoundField
    value: BoundField


class ColumnsForm(PortalForm):
    """For each column of the file the name of the element that it holds, empty where it is not used; and elements that
    say the same in every row.
    """

    decimal = forms.ChoiceField(
        label=gettext_lazy("Decimal sign"),
        choices=[("point", gettext_lazy("Point: 12.5")), ("comma", gettext_lazy("Comma: 12,5"))],
        required=False,
        help_text=gettext_lazy("How the numbers of this file are written, and those that you write above."),
    )

    reference = forms.ChoiceField(
        label=gettext_lazy("Which column holds your own reference for each notice?"),
        help_text=gettext_lazy(
            "Rows with the same reference are one notice, wherever they stand in the file."
        ),
        error_messages={"required": gettext_lazy("Choose the column with your reference.")},
    )

    def fit(self, found: dict[str, Any]) -> None:
        upload: Upload = found["upload"]
        self._upload = upload
        self._paths = {name.casefold(): path for name, path in columns.named(found["upload"].type).items()}
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
        for at in range(found["constants"]):
            self.fields[f"element_{at}"] = forms.CharField(
                label=gettext("Element"),
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"list": "elements", "autocomplete": "off"}),
            )
            self.fields[f"value_{at}"] = forms.CharField(
                label=gettext("What every row says"), required=False, max_length=500
            )

    def field_at(self, place: str) -> str | None:
        path = place.removeprefix("/")
        for at in range(_places(self)):
            written = str(self.data.get(f"element_{at}", "")).strip().casefold()
            if self._paths.get(written) == path:
                return f"value_{at}"
        return super().field_at(place)

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
        return {**given, "chosen": Chosen(chosen, self._constants(given), given.get("decimal") or "")}

    def _constants(self, given: dict[str, Any]) -> dict[str, str]:
        found: dict[str, str] = {}
        for at in range(_places(self)):
            named, value = (str(given.get(f"{part}_{at}") or "").strip() for part in ("element", "value"))
            path = self._paths.get(named.casefold())
            if named and path is None:
                self.add_error(
                    f"element_{at}",
                    gettext("There is no such element. Choose one from the list, or leave it empty."),
                )
            elif path in found:
                self.add_error(f"element_{at}", gettext("This element stands here twice."))
            elif path is None and value:
                self.add_error(f"element_{at}", gettext("Say which element this is, or leave both empty."))
            elif path is not None and not value:
                self.add_error(f"value_{at}", gettext("Say what every row says, or leave both empty."))
            elif path is not None:
                found[path] = value
        return found

    @property
    def constants(self) -> list[Constant]:
        """The places for elements that say the same in every row."""
        return [Constant(self[f"element_{at}"], self[f"value_{at}"]) for at in range(_places(self))]

    @property
    def columns(self) -> list[Choice]:
        """The columns of the file with their fields, as the page shows them."""
        reference = self["reference"].value()
        return [
            Choice(
                letter=upload_words.letter(at),
                name=name,
                samples=_samples(self._upload, at),
                field=self[f"column_{at}"],
                is_reference=reference == str(at),
            )
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
    named = {column.path: column.called for column in known}
    initial: dict[str, Any] = {f"column_{at}": named[path] for path, at in chosen.items() if path in named}
    if REFERENCE in chosen:
        initial["reference"] = str(chosen[REFERENCE])
    kept = constants.shown(found.constants, type_id=found.type, decimal_comma=found.decimal_comma)
    for at, (path, value) in enumerate(kept.items()):
        initial |= {f"element_{at}": named.get(path, path), f"value_{at}": value}
    return {
        **choices(found),
        "upload": found,
        "known": known,
        "type": names.of_types().get(found.type, found.type),
        "initial": {**initial, "decimal": "comma" if found.decimal_comma else "point"},
        "constants": max(_CONSTANTS, len(found.constants) + _FURTHER),
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
    uploading.map_columns(upload=upload, chosen=form.cleaned_data["chosen"], by=caller)
    return gettext("The columns are kept for files with the same header. The file is being checked now.")


@act(permissions.NOTICES_PUBLISH, then="portal:upload")
def read_anew(request: HttpRequest, caller: Caller, upload: UUID) -> str:
    """Have the file read in another encoding, by another delimiter, or of another sheet."""
    wanted = said.checked({name: request.POST.get(name, "") for name in ("encoding", "delimiter", "sheet")})
    uploading.read_anew(upload=upload, reading=wanted, by=caller)
    return gettext("The file is being read anew.")


def choices(found: Upload) -> dict[str, Any]:
    """How a table may be read, with how it was."""
    read_as = found.read_as
    is_text = found.kind == Upload.Kind.CSV
    return {
        "read_as": read_as,
        "encodings": [(name, upload_words.ENCODINGS[name]) for name in said.ENCODINGS] if is_text else [],
        "delimiters": [(name, upload_words.DELIMITERS[name]) for name in said.DELIMITERS] if is_text else [],
        "sheets": read_as.get("sheets", []) if len(read_as.get("sheets", [])) > 1 else [],
    }


def _places(form: ColumnsForm) -> int:
    return sum(name.startswith("value_") for name in form.fields)


def _samples(upload: Upload, at: int) -> tuple[str, ...]:
    found = (row[at] for row in upload.sample if at < len(row) and row[at] not in (None, ""))
    return tuple(dict.fromkeys(str(cell)[:_SHOWN] for cell in found))[:_SAMPLES]
