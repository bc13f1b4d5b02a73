"""When an agreement applies: conditions that must all hold, each told in a sentence as it is built."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import permissions
from accounts.callers import Caller
from exchange.agreements.models import ItemScope
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from hub.portal.administrator.building import cards, drafts
from hub.portal.administrator.building.cards import KINDS, Card, Kind
from hub.portal.pages import page

_FOUND = 12
_COMMON_CURRENCIES = ("EUR", "USD", "GBP", "CNY", "JPY", "SGD", "KES", "BRL")


class Chip(NamedTuple):
    """One entry that is chosen, or may be."""

    value: str
    name: str
    code: str
    chosen: bool


Option = tuple[str, Any, bool]


@dataclass(frozen=True, slots=True)
class Shown:
    """A card with everything that the page shows of it."""

    card: Card
    chips: list[Chip]
    found: list[Chip]
    asked: str
    elements: list[Option]
    countries: list[tuple[str, str]]
    currencies: list[Option]
    errors: Sequence[str]
    fresh: bool


class ConditionsForm(drafts.StepForm):
    """The conditions, and whether the whole consignment is shown or the matching items only."""

    key = "conditions"
    redraws = ("find", "add", "remove", "draw")
    tells_at_once = True

    def take(self) -> None:
        self._cards = cards.of_form(self.sent) if self.is_sent else cards.of_terms(self.terms.conditions)
        doing, about = self.doing if self.is_sent else ("", "")
        if doing == "remove":
            kept = [one for one in self._cards if str(one.number) != about]
            self._cards = [replace(one, number=number) for number, one in enumerate(kept)]
        if doing == "add" and self.data.get("new") in KINDS:
            self._cards.append(Card(len(self._cards), KINDS[self.data["new"]]))
        if self.is_sent:
            written = cards.back_to_terms(self._cards, self.terms.conditions)
            items = ItemScope.MATCHING if self.data.get("items") == ItemScope.MATCHING else ItemScope.WHOLE
            self.terms = replace(self.terms, conditions=written, items=items)
        self.kinds = list(KINDS.values())
        self._read_names()

    def clean(self) -> dict[str, Any]:
        for card in self._cards:
            if card.unread:
                self.add_error(
                    card.spot,
                    _("“%(text)s” is no code of this kind. Choose from what is found, or type codes.")
                    % {"text": card.unread},
                )
            elif any(bound and not cards.BOUND.fullmatch(bound) for bound in (card.least, card.most)):
                self.add_error(card.spot, _("Write bounds as numbers, such as 1500 or 2.5."))
            elif card.kind.key == "value" and not card.currency:
                self.add_error(card.spot, _("Choose a currency."))
        return super().clean() or {}

    def field_at(self, place: str) -> str | None:
        parts = place.strip("/").split("/")
        if parts[0] == "conditions" and len(parts) > 1:
            return f"condition-{parts[1]}"
        return "items" if parts[0] == "items" else None

    def label_of(self, spot: str) -> str:
        named = {card.spot: str(card.kind.label) for card in self._cards}
        return named.get(spot) or super().label_of(spot)

    def shown(self) -> list[Shown]:
        """The cards as the page shows them."""
        added = self.is_sent and self.doing[0] == "add"
        return [
            Shown(
                card=card,
                chips=_chips(card, self._names, self._listed),
                found=self._found[card.number],
                asked=card.unread,
                elements=cards.options(self._places(), card.element) if card.kind.key == "place" else [],
                countries=self._countries if card.kind.key == "corridor" else [],
                currencies=cards.options(self._currencies, card.currency) if card.kind.key == "value" else [],
                errors=self.errors_at(card.spot),
                fresh=added and card.number == len(self._cards) - 1,
            )
            for card in self._cards
        ]

    def item_errors(self) -> Sequence[str]:
        """What is wrong with the choice of items."""
        return self.errors_at("items")

    def item_choices(self) -> list[tuple[str, Promise, bool]]:
        """Whether all of a consignment is shown, or what matches."""
        return [
            (ItemScope.WHOLE.value, _WHOLE, self.terms.items == ItemScope.WHOLE),
            (ItemScope.MATCHING.value, _MATCHING, self.terms.items == ItemScope.MATCHING),
        ]

    def _read_names(self) -> None:
        """What the page asks the code lists, read while it may."""
        self._names = {
            name: catalogue.labels(name, codes) for name, codes in cards.names_wanted(self._cards).items()
        }
        whole = {card.kind.codes for card in self._cards if card.kind.whole}
        self._listed = {name: {one.code: one.label for one in catalogue.codes(name)} for name in whole}
        self._found = {
            card.number: _search(card.kind, card.unread, set(card.entries)) for card in self._cards
        }
        self._countries = _everything("countries")
        currencies = dict(_everything("currencies"))
        common = [(code, currencies.pop(code, code)) for code in _COMMON_CURRENCIES]
        self._currencies = [("", _("Choose a currency")), *common, *currencies.items()]

    def _places(self) -> list[tuple[str, str]]:
        found = {"": _("any place of the notice")}
        for notice_type in self.draft.types:
            titles = catalogue.element_titles(notice_type.id)
            for pattern in notice_type.facets.get("place", ()):
                found.setdefault(pattern, titles.get(pattern.removesuffix("/unlocode"), pattern))
        for card in self._cards:
            if card.element and card.element not in found:
                found[card.element] = next(
                    (
                        title
                        for one in self.draft.types
                        if (title := catalogue.element_titles(one.id).get(card.element))
                    ),
                    card.element,
                )
        return list(found.items())


_WHOLE = gettext_lazy("The whole consignment, once one of its goods items matches")
_MATCHING = gettext_lazy("The goods items that match, and nothing of the others: no totals either")


@page("administrator/building/found_codes.html", permissions.AGREEMENTS_WRITE)
def find(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Codes that fit what is being typed on a card."""
    at = request.GET.get("at", "")
    kind = KINDS.get(request.GET.get(f"kind-{at}", ""))
    asked = request.GET.get(f"find-{at}", "").replace("\x00", "").strip()
    taken = set(request.GET.getlist(f"entries-{at}"))
    found = [] if kind is None or not kind.pattern else _search(kind, asked, taken)
    return {"at": at, "found": found, "asked": asked}


def _search(kind: Kind, asked: str, taken: set[str]) -> list[Chip]:
    """Codes of the kind's list that begin with what was typed, or whose name holds it."""
    if not asked or not kind.codes:
        return []
    found = catalogue.codes(kind.codes, containing=asked, limit=_FOUND + len(taken))
    chips = [Chip(one.code, one.label, one.code, chosen=False) for one in found if one.code not in taken]
    return chips[:_FOUND]


def _everything(name: str) -> list[tuple[str, str]]:
    """A whole list by its labels."""
    found = catalogue.codes(name, limit=1000)
    return sorted(((one.code, one.label) for one in found), key=lambda pair: naming.in_order(pair[1]))


def _chips(
    card: Card, names: Mapping[str, Mapping[str, str]], lists: Mapping[str, Mapping[str, str]]
) -> list[Chip]:
    known = names.get(card.kind.codes, {})
    if card.kind.key == "corridor":
        return [Chip(entry, _corridor(entry, known), "", chosen=True) for entry in card.entries]
    if card.kind.whole:
        listed = lists[card.kind.codes]
        codes = [*listed, *(code for code in card.entries if code not in listed)]
        return [Chip(code, listed.get(code, code), code, code in card.entries) for code in codes]
    return [Chip(code, _name(code, known, card.kind), code, chosen=True) for code in card.entries]


def _corridor(entry: str, names: Mapping[str, str]) -> str:
    dispatch, destination = (
        _("any country") if code == "*" else names.get(code, code) for code in cards.ends(entry)
    )
    return _("%(dispatch)s to %(destination)s") % {"dispatch": dispatch, "destination": destination}


def _name(code: str, names: Mapping[str, str], kind: Kind) -> str:
    if code in names:
        return names[code]
    if kind.key == "hs" and code[:2] in names:
        return _("in chapter %(chapter)s, %(name)s") % {"chapter": code[:2], "name": names[code[:2]]}
    return ""


conditions = drafts.step_page("conditions", ConditionsForm)
