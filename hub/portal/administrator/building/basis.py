"""The law that each party relies on, for each direction in which it takes part."""

from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.agreements.models import Direction, Responsibility, TransferMechanism
from exchange.agreements.selectors import setting
from exchange.agreements.terms import LegalBasis, Terms
from hub.portal.administrator.building import drafts, vocabulary

_LAW = gettext_lazy("Law or contract")
_ARTICLE = gettext_lazy("Article or clause")
_ROLE = gettext_lazy("Its role for personal data")
_MECHANISM = gettext_lazy("Transfer to another jurisdiction")
_PARTS = ("law", "article", "role", "mechanism")


class PartyBasis(NamedTuple):
    """A party with the fields of its legal basis."""

    title: str
    fields: list[BoundField]


class BasisForm(drafts.StepForm):
    """Four fields for each party and direction; a party may be left open until the agreement is proposed."""

    key = "basis"

    def take(self) -> None:
        self._stated = {(one.direction, one.party): one for one in self.terms.legal_basis}
        self._named = list(self.terms.named())
        names = setting.names(self.terms, at=self.draft.at)
        self._titles = {one: names.of(one[1]) for one in self._named}
        for named in self._named:
            self._add_fields(named)

    def clean(self) -> dict[str, Any]:
        for named in self._named:
            given = [part for part in ("law", "article", "role") if self.cleaned_data.get(_name(named, part))]
            for part in ("law", "article", "role"):
                if given and part not in given and _name(named, part) not in self.errors:
                    self.add_error(_name(named, part), _MISSING[part])
        return super().clean() or {}

    def written(self) -> Terms:
        found = [self._basis(named) for named in self._named]
        return replace(self.terms, legal_basis=tuple(one for one in found if one is not None))

    def field_at(self, place: str) -> str | None:
        parts = place.strip("/").split("/")
        stated = [named for named in self._named if self._basis(named) is not None]
        if parts[0] == "legal_basis" and len(parts) > 1 and int(parts[1]) < len(stated):
            return _name(stated[int(parts[1])], "law")
        return None

    def label_of(self, spot: str) -> str:
        for named in self._named:
            if any(spot == _name(named, part) for part in _PARTS):
                return _("%(party)s, %(field)s") % {
                    "party": self._titles[named],
                    "field": self.fields[spot].label,
                }
        return super().label_of(spot)

    def providers(self) -> list[PartyBasis]:
        """The fields of those who give."""
        return self._of(Direction.GIVES)

    def recipients(self) -> list[PartyBasis]:
        """The fields of those who receive."""
        return self._of(Direction.RECEIVES)

    def _of(self, direction: Direction) -> list[PartyBasis]:
        return [
            PartyBasis(self._titles[named], [self[_name(named, part)] for part in _PARTS])
            for named in self._named
            if named[0] == direction
        ]

    def _add_fields(self, named: tuple[Direction, UUID]) -> None:
        stated = self._stated.get(named)
        roles = [("", _("Choose a role")), *_choices(vocabulary.RESPONSIBILITIES)]
        self.fields[_name(named, "law")] = forms.CharField(
            label=_LAW, max_length=200, required=False, initial=stated.law if stated else ""
        )
        self.fields[_name(named, "article")] = forms.CharField(
            label=_ARTICLE, max_length=100, required=False, initial=stated.article if stated else ""
        )
        self.fields[_name(named, "role")] = forms.ChoiceField(
            label=_ROLE,
            choices=roles,
            required=False,
            initial=stated.responsibility.value if stated else "",
        )
        self.fields[_name(named, "mechanism")] = forms.ChoiceField(
            label=_MECHANISM,
            choices=_choices(vocabulary.TRANSFER_MECHANISMS),
            required=False,
            initial=(stated.transfer_mechanism if stated else TransferMechanism.NONE).value,
        )

    def _basis(self, named: tuple[Direction, UUID]) -> LegalBasis | None:
        said = {part: self.cleaned_data.get(_name(named, part), "") for part in _PARTS}
        if not said["law"]:
            return None
        return LegalBasis(
            party=named[1],
            direction=named[0],
            law=said["law"],
            article=said["article"],
            responsibility=Responsibility(said["role"]),
            transfer_mechanism=TransferMechanism(said["mechanism"] or TransferMechanism.NONE),
        )


_MISSING = {
    "law": gettext_lazy("Say which law or contract, or leave all of this party's fields empty for now."),
    "article": gettext_lazy("Say which article or clause."),
    "role": gettext_lazy("Choose the party's role."),
}


def _name(named: tuple[Direction, UUID], part: str) -> str:
    return f"{part}-{named[0].value}-{named[1]}"


def _choices(of: dict[str, Promise]) -> list[tuple[str, Promise]]:
    return list(of.items())


basis = drafts.step_page("basis", BasisForm)
