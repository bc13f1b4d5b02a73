"""The form of a subscription: types, purpose, channel, and filters on elements such as corridor and parties."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchange.agreements.models import Purpose
from exchange.catalogue import naming
from exchange.catalogue.types import NoticeType
from exchange.subscriptions.models import Channel
from exchange.subscriptions.services import Wish
from hub.portal import layout, words
from hub.portal.form_pages import PortalForm
from hub.portal.settings.words import CHANNELS

_FILTERS = 3
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


class NewSubscription(PortalForm):
    """What to hear of from now on. Each of the filters is an element and the values of which one must be there."""

    settled = ("purpose",)
    types = forms.MultipleChoiceField(
        label=_("Types of notice"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every type."),
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), required=False, choices=[("", _("Every purpose")), *words.PURPOSES.items()]
    )
    channels = forms.MultipleChoiceField(
        label=_("Channel"),
        choices=CHANNELS.items(),
        widget=forms.CheckboxSelectMultiple,
        initial=[Channel.INBOX.value],
        help_text=_(
            "Whatever the channel, all that is delivered stands in the inbox too. A digest goes to those of your"
            " people who want mail, tells of envelopes alone, and takes no filter."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, _FILTERS + 1):
            self.fields[f"path_{n}"] = forms.ChoiceField(label=_("Only where this element"), required=False)
            self.fields[f"values_{n}"] = forms.CharField(
                label=_("Has one of these values"),
                required=False,
                max_length=2000,
                help_text=_("Separated by commas, for example FRLEH, FRMRS."),
            )

    def fit(self, found: dict[str, Any]) -> None:
        self.fields["types"].choices = found["types"]  # type: ignore[attr-defined]
        for n in range(1, _FILTERS + 1):
            self.fields[f"path_{n}"].choices = found["elements"]  # type: ignore[attr-defined]
        self._kinds = found["kinds"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for n in range(1, _FILTERS + 1):
            path, values = given.get(f"path_{n}"), self._values(n)
            if path and not values:
                self.add_error(f"values_{n}", _("Name at least one value for the element that you chose."))
            if values and not path:
                self.add_error(f"path_{n}", _("Choose the element that is to have these values."))
        return given

    def field_at(self, place: str) -> str | None:
        if place == "/filter":
            return "channels"
        if place.startswith("/filter/"):
            _empty, _name, n, *_rest = place.split("/")
            return self._filters()[int(n)][0]
        return place.split("/")[1] if place.startswith(("/types", "/channels")) else super().field_at(place)

    def wish(self) -> Wish:
        given = self.cleaned_data
        return Wish(
            purpose=Purpose(given["purpose"]) if given["purpose"] else None,
            types=tuple(given["types"]),
            filter=[entry for _field, entry in self._filters()],
            channels=tuple(Channel(channel) for channel in given["channels"]),
        )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The filters, each as its two fields."""
        return [(self[f"path_{n}"], self[f"values_{n}"]) for n in range(1, _FILTERS + 1)]

    def _filters(self) -> list[tuple[str, dict[str, Any]]]:
        return [
            (f"values_{n}", {"path": path, "any_of": self._typed(path, self._values(n))})
            for n in range(1, _FILTERS + 1)
            if (path := self.cleaned_data.get(f"path_{n}"))
        ]

    def _values(self, n: int) -> list[str]:
        written = self.cleaned_data.get(f"values_{n}", "")
        return [value.strip() for value in written.split(",") if value.strip()]

    def _typed(self, path: str, written: list[str]) -> list[str | int | bool]:
        """Values as the element has them: a filter finds a number only by a number."""
        kind = self._kinds.get(path, "string")
        if kind == "integer":
            return [int(value) if value.lstrip("-").isdecimal() else value for value in written]
        if kind == "boolean":
            return [_TRUTHS.get(value.casefold(), value) for value in written]
        return list(written)


def titles(types: Sequence[NoticeType]) -> dict[str, str]:
    """What every element of these types is called, by its path."""
    return {path: layout.outline_of(one.id).full_title(path) for one in types for path in one.leaves}


def kinds(types: Sequence[NoticeType]) -> dict[str, str]:
    """Whether each element is a text, a number or a truth."""
    return {path: leaf.kind for one in types for path, leaf in one.leaves.items()}


def elements(types: Sequence[NoticeType]) -> list[tuple[Any, Any]]:
    """Every element that a filter may look at: the corridor and the parties before all others."""
    gathered: dict[str, list[tuple[str, str]]] = {}
    for path, title in titles(types).items():
        gathered.setdefault(layout.group_of(path.split("/")[1]), []).append((path, naming.told(title)))
    labels = {group.key: group.title for group in layout.GROUPS} | {
        "route": _("Corridor"),
        "who": _("Parties"),
    }
    order = ("route", "who", *(group.key for group in layout.GROUPS if group.key not in ("route", "who")))
    shown = [(labels[key], sorted(gathered[key], key=lambda one: one[1])) for key in order if key in gathered]
    return [("", _("Any")), *shown]
