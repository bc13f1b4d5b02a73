"""Conditions as cards of a page: from the terms to what a form shows, and from what it sent back to the terms."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.agreements.conditions import Condition

_BETWEEN = ">"
# How bounds are written, as the terms hold them.
BOUND = re.compile(r"[0-9]{1,16}(\.[0-9]{1,6})?")
_COMMAS = re.compile(r"[,;]")


class Kind(NamedTuple):
    """One kind of condition. ``codes``: the code list that its entries are from; ``pattern``: how they are written.

    ``whole``: the list is short, so that all of it is shown to choose from.
    """

    key: str
    label: Promise
    hint: Promise
    codes: str = ""
    pattern: str = ""
    whole: bool = False


_COUNTRY = "[A-Z]{2}"
KINDS: dict[str, Kind] = {
    one.key: one
    for one in (
        Kind(
            "corridor",
            _("Corridor"),
            _("The goods travel from one country to another: any of these pairs."),
            "countries",
        ),
        Kind("dispatch", _("Country of dispatch"), _("Any of these."), "countries", _COUNTRY),
        Kind("destination", _("Country of destination"), _("Any of these."), "countries", _COUNTRY),
        Kind(
            "origin",
            _("Country of origin"),
            _("Of a goods item: any of these. Conditions on goods items must hold on one and the same item."),
            "countries",
            _COUNTRY,
        ),
        Kind(
            "transit",
            _("Country of transit"),
            _("Between the first and the last country: any of these."),
            "countries",
            _COUNTRY,
        ),
        Kind(
            "place",
            _("Place"),
            _("A port, airport or town: any of these."),
            "unlocode",
            "[A-Z]{2}[A-Z0-9]{3}",
        ),
        Kind("mode", _("Mode of transport"), _("Any of these."), "modes", "[0-9]{1,2}", whole=True),
        Kind(
            "office",
            _("Office of first entry"),
            _("Its code, such as NL000396: any of these."),
            "",
            "[A-Z]{2}[A-Z0-9]{2,16}",
        ),
        Kind(
            "hs",
            _("HS code"),
            _("Of a goods item: it begins with any of these. A code shorter than that does not match."),
            "hs",
            "[0-9]{1,12}",
        ),
        Kind("value", _("Value"), _("Of a goods item: both bounds included, in this currency.")),
        Kind("mass", _("Gross mass"), _("Of a goods item, in kilograms: both bounds included.")),
    )
}
COUNTRIES_OF = ("dispatch", "destination", "origin", "transit")


@dataclass(slots=True)
class Card:
    """One condition on the page. What it holds of these depends on its kind.

    ``unread``: what was typed and is no code of the kind. ``number`` is its place on the page.
    """

    number: int
    kind: Kind
    entries: list[str] = field(default_factory=list)
    element: str | None = None
    least: str = ""
    most: str = ""
    currency: str = ""
    unread: str = ""

    @property
    def spot(self) -> str:
        return f"condition-{self.number}"

    def condition(self) -> Condition:
        """The condition as terms hold it, be it incomplete."""
        match self.kind.key:
            case "corridor":
                return {"corridor": [entry.split(_BETWEEN) for entry in self.entries]}
            case "place":
                return {"place": {"element": self.element, "any_of": self.entries}}
            case "value":
                return {
                    "value": {"min": self.least or None, "max": self.most or None, "currency": self.currency}
                }
            case "mass":
                return {"mass": {"min": self.least or None, "max": self.most or None}}
            case kind if kind in COUNTRIES_OF:
                return {"country": {"of": kind, "any_of": self.entries}}
            case kind:
                return {kind: self.entries}


def of_terms(conditions: Sequence[Condition]) -> list[Card]:
    """Conditions as cards."""
    return [_card(number, condition) for number, condition in enumerate(conditions)]


def of_form(data: MultiValueDict[str, str]) -> list[Card]:
    """The cards that a form sent. What is typed as codes counts as chosen; what was looked for before, no more."""
    found: list[Card] = []
    for at in data.getlist("card"):
        kind = KINDS.get(data.get(f"kind-{at}", ""))
        if kind is not None:
            found.append(_sent(len(found), kind, at, data))
    return found


def back_to_terms(cards: Iterable[Card], before: Sequence[Condition]) -> list[Condition]:
    """The cards as conditions; one that says what it said is left exactly as it was written."""
    said = {_plain(condition): condition for condition in before}
    return [said.get(_plain(made), made) for made in (card.condition() for card in cards)]


def _sent(number: int, kind: Kind, at: str, data: MultiValueDict[str, str]) -> Card:
    entries = list(dict.fromkeys(data.getlist(f"entries-{at}")))
    unread = ""
    if kind.key == "corridor":
        entries = [entry for entry in entries if entry.count(_BETWEEN) == 1]
        pair = (data.get(f"from-{at}", ""), data.get(f"to-{at}", ""))
        if all(pair) and _BETWEEN.join(pair) not in entries:
            entries.append(_BETWEEN.join(pair))
    elif kind.pattern:
        typed = _text(data, f"find-{at}")
        codes, rest = _read(typed, kind.pattern)
        entries += [code for code in codes if code not in entries]
        if rest and typed != data.get(f"asked-{at}", ""):
            # Words that have been looked for once are done with; a code that is left standing is meant.
            unread = rest
    return Card(
        number=number,
        kind=kind,
        entries=entries,
        element=_text(data, f"element-{at}") or None,
        least=_decimal(data.get(f"min-{at}", "")),
        most=_decimal(data.get(f"max-{at}", "")),
        currency=data.get(f"currency-{at}", "").strip().upper(),
        unread=unread,
    )


def _read(typed: str, pattern: str) -> tuple[list[str], str]:
    """The codes among what was typed, and the rest. What stands between commas is codes as a whole or is none: a word
    of a name can look like a code."""
    codes: list[str] = []
    rest: list[str] = []
    for piece in filter(None, map(str.strip, _COMMAS.split(typed))):
        written = piece.upper().split()
        if all(re.fullmatch(pattern, code) for code in written):
            codes += written
        else:
            rest.append(piece)
    return list(dict.fromkeys(codes)), ", ".join(rest)


def _text(data: MultiValueDict[str, str], name: str) -> str:
    """A text that a column can hold."""
    return data.get(name, "").replace("\x00", "").strip()


def _card(number: int, condition: Condition) -> Card:
    ((key, body),) = condition.items()
    kind = KINDS[body["of"] if key == "country" else key]
    match key:
        case "corridor":
            return Card(number, kind, [_BETWEEN.join(pair) for pair in body])
        case "country" | "place":
            return Card(number, kind, list(body["any_of"]), element=body.get("element"))
        case "value" | "mass":
            bounds = (body.get("min") or "", body.get("max") or "")
            return Card(number, kind, least=bounds[0], most=bounds[1], currency=body.get("currency", ""))
        case _:
            return Card(number, kind, list(body))


def _plain(condition: Condition) -> str:
    """What a condition says, whether or not it writes out that something is open."""
    ((key, body),) = condition.items()
    if isinstance(body, Mapping):
        body = sorted((name, value) for name, value in body.items() if value is not None)
    return repr((key, body))


def _decimal(text: str) -> str:
    """A number as people type it: spaces between thousands and a decimal comma are understood."""
    return re.sub(r"[\s\u00a0\u202f']", "", text).replace(",", ".")


def ends(entry: str) -> tuple[str, str]:
    """The two countries of a corridor."""
    dispatch, _sign, destination = entry.partition(_BETWEEN)
    return dispatch, destination


def names_wanted(cards: Iterable[Card]) -> dict[str, set[str]]:
    """The codes on the cards, by the code list that says what they mean."""
    wanted: dict[str, set[str]] = {}
    for card in cards:
        if card.kind.codes:
            codes = {one for entry in card.entries for one in ends(entry) if one}
            if card.kind.key == "hs":
                codes |= {code[:2] for code in codes}
            wanted.setdefault(card.kind.codes, set()).update(codes)
    return wanted


def options(values: Iterable[tuple[str, Any]], chosen: str | None) -> list[tuple[str, Any, bool]]:
    """Choices of a select, with which of them is chosen."""
    return [(value, label, value == (chosen or "")) for value, label in values]
