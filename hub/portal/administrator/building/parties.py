"""Who provides and who receives: organisations by name, and groups whose members may join later."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.groups import selectors as groups
from accounts.organisations import selectors as organisations
from exchange.agreements.terms import Side, Terms
from exchange.catalogue import selectors as catalogue
from hub.portal import words
from hub.portal.administrator.building import drafts
from hub.portal.pages import page

_FOUND = 12
_ORGANISATION, _GROUP = "o", "g"
SIDES: dict[str, tuple[Promise, Promise]] = {
    "providers": (
        gettext_lazy("Who provides?"),
        gettext_lazy("Those whose notices this agreement is about: they publish, and their data flows."),
    ),
    "recipients": (
        gettext_lazy("Who receives?"),
        gettext_lazy("Those to whom the notices are delivered. Nobody receives their own."),
    ),
}


@dataclass(frozen=True, slots=True)
class Party:
    """A member or a group as it can be chosen. ``value`` is what the form sends."""

    value: str
    name: str
    detail: str
    is_group: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Picker:
    """One side: who is named, and who else was found."""

    name: str
    title: Promise
    hint: Promise
    chosen: list[Party]
    found: list[Party]
    asked: str
    errors: Sequence[str]


class PartiesForm(drafts.StepForm):
    """The two sides. A party that is named no more takes its legal basis with it."""

    key = "parties"
    redraws = ("find", "draw")
    tells_at_once = True

    def take(self) -> None:
        if self.is_sent:
            sides = {name: _side(self.sent.getlist(name)) for name in SIDES}
            named = replace(self.terms, **sides)
            left = set(named.named())
            kept = tuple(one for one in named.legal_basis if (one.direction, one.party) in left)
            self.terms = replace(named, legal_basis=kept)
        self._known = {
            name: _parties(_values(getattr(self.terms, name)), at=self.draft.at, chosen=True)
            for name in SIDES
        }
        asked = {name: self.data.get(f"find-{name}", "").strip() for name in SIDES}
        # The button of one side looks there; the key Enter says no side, and looks wherever something is asked.
        self._asked = {
            name: text if self.doing in (("find", name), ("find", "")) else "" for name, text in asked.items()
        }
        self._found = {
            name: [one for one in search(text, at=self.draft.at) if one.value not in _taken(self.terms, name)]
            for name, text in self._asked.items()
        }

    def field_at(self, place: str) -> str | None:
        side = place.strip("/").partition("/")[0]
        return side if side in SIDES else None

    def label_of(self, spot: str) -> str:
        return str(SIDES[spot][0]) if spot in SIDES else super().label_of(spot)

    def pickers(self) -> list[Picker]:
        """Both sides as the page shows them."""
        return [
            Picker(
                name,
                title,
                hint,
                self._known[name],
                self._found[name],
                self._asked[name],
                self.errors_at(name),
            )
            for name, (title, hint) in SIDES.items()
        ]


@page("administrator/building/found_parties.html", permissions.AGREEMENTS_WRITE)
def find(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Members and groups whose name holds what was asked, for one of the sides."""
    name = request.GET.get("side", "")
    asked = request.GET.get(f"find-{name}", "").replace("\x00", "").strip()
    taken = set(request.GET.getlist(name))
    at = acting.transaction_time()
    found = [one for one in search(asked, at=at) if one.value not in taken] if name in SIDES else []
    return {"name": name, "found": found, "asked": asked}


def search(text: str, *, at: datetime) -> list[Party]:
    """Groups and active members by a part of their name, groups first."""
    if not text or "\x00" in text:
        return []
    named = groups.all_groups().filter(name__icontains=text).order_by("name")[:_FOUND]
    fitting: dict[str, Any] = {"state": "active", "name__icontains": text}
    active = organisations.directory(at=at).filter(**fitting).order_by("name")
    found = [f"{_GROUP}:{one}" for one in named.values_list("pk", flat=True)]
    found += [f"{_ORGANISATION}:{one}" for one in active.values_list("pk", flat=True)[:_FOUND]]
    return _parties(found, at=at, chosen=False)


def _parties(values: Sequence[str], *, at: datetime, chosen: bool) -> list[Party]:
    wanted = _side(values)
    countries = catalogue.labels("countries", _countries(wanted, at))
    found: dict[str, Party] = {}
    for one in organisations.directory(at=at).filter(pk__in=wanted.organisations):
        detail = _("%(kind)s, %(country)s") % {
            "kind": words.ORGANISATION_KINDS.get(one.kind, one.kind),
            "country": countries.get(one.country, one.country),
        }
        value = f"{_ORGANISATION}:{one.pk}"
        found[value] = Party(value, one.name, detail, False, chosen)
    for group in groups.all_groups().filter(pk__in=wanted.groups):
        count = groups.members(group, at=at).count()
        detail = ngettext(
            "Group kept by %(keeper)s, %(count)s member now: each joins by acceding itself",
            "Group kept by %(keeper)s, %(count)s members now: each joins by acceding itself",
            count,
        ) % {"keeper": group.keeper.name, "count": count}
        value = f"{_GROUP}:{group.pk}"
        found[value] = Party(value, group.name, detail, True, chosen)
    return [found[value] for value in values if value in found]


def _countries(side: Side, at: datetime) -> set[str]:
    rows = organisations.directory(at=at).filter(pk__in=side.organisations)
    return set(rows.values_list("country", flat=True))


def _side(values: Iterable[str]) -> Side:
    """The parties that a form named; what is no identifier names nobody."""
    read: dict[str, list[UUID]] = {_ORGANISATION: [], _GROUP: []}
    for value in dict.fromkeys(values):
        kind, _colon, identifier = value.partition(":")
        try:
            read[kind].append(UUID(identifier))
        except (KeyError, ValueError):
            continue
    return Side(tuple(read[_ORGANISATION]), tuple(read[_GROUP]))


def _values(side: Side) -> list[str]:
    return [
        *(f"{_ORGANISATION}:{one}" for one in side.organisations),
        *(f"{_GROUP}:{one}" for one in side.groups),
    ]


def _taken(terms: Terms, name: str) -> set[str]:
    return set(_values(getattr(terms, name)))


parties = drafts.step_page("parties", PartiesForm)
