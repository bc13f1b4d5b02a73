"""Where two notices about one consignment contradict each other, as far as one viewer sees both plainly.

They are about one consignment where both carry the same house document; else the same parcel; else, where neither
names such, the same UCR. Only what both say is compared, never a masked element, and never across purposes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from exchange.catalogue import types
from exchange.routing.projection import PLAIN, Element

# What is compared, in the order in which it is told.
CONSIGNEE, CONSIGNOR, MASS, PACKAGES, VALUE, GOODS, DESCRIPTION, DISPATCH, DESTINATION = WHAT = (
    "consignee",
    "consignor",
    "gross_mass",
    "packages",
    "value",
    "hs_codes",
    "description",
    "dispatch",
    "destination",
)
_ROLES = (CONSIGNEE, CONSIGNOR)
_COUNTRIES = {DISPATCH: "/dispatch_country", DESTINATION: "/destination_country"}
_MOST_TOLD = 5
_POSITION = re.compile(r"/\d+(?=/|$)")


class Difference(NamedTuple):
    """What two notices say otherwise: ``here`` the one looked at, ``there`` the other."""

    what: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Filing:
    """One notice as its viewer sees it. ``purpose``: for which it was received; empty for the viewer's own.

    ``whole``: no goods item is left out, so that sums over them say something.
    """

    notice: UUID
    number: str
    n: int
    type: str
    publisher: UUID
    delivery: UUID | None
    purpose: str
    elements: Sequence[Element]
    whole: bool


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Another notice about the same consignment, and what it says otherwise."""

    other: Filing
    differences: tuple[Difference, ...]


class _Fact(NamedTuple):
    """One thing that a notice says: as it is compared, and as it is told."""

    value: Any
    told: str


def compares(type_id: str) -> bool:
    """Whether notices of a type describe a consignment, so that two of them can contradict each other."""
    facets = types.get(type_id).facets
    return "item_mass" in facets and "house_document" in facets


def contradictions(subject: Filing, others: Iterable[Filing]) -> list[Contradiction]:
    """The others about the same consignment that say something otherwise."""
    said = _Said(subject)
    found = []
    for other in others:
        if subject.purpose and other.purpose and subject.purpose != other.purpose:
            continue
        there = _Said(other)
        if said.is_about_the_same(there) and (differences := tuple(_between(said, there))):
            found.append(Contradiction(other, differences))
    return found


def _between(here: "_Said", there: "_Said") -> Iterable[Difference]:
    for what in WHAT:
        for first, second in zip(here.facts(what), there.facts(what), strict=True):
            if first is None or second is None:
                continue
            if not _agree(what, first.value, second.value):
                yield Difference(what, first.told, second.told)
            break


def _agree(what: str, first: Any, second: Any) -> bool:
    if what != GOODS:
        return bool(first == second)
    return _all_begin(first, second) and _all_begin(second, first)


def _all_begin(codes: Iterable[str], others: Iterable[str]) -> bool:
    """Whether each code has one among the others that is it, or begins it, or that it begins."""
    known = list(others)
    return all(any(one.startswith(other) or other.startswith(one) for other in known) for one in codes)


class _Said:
    """What one notice says plainly, ready to be compared."""

    def __init__(self, filing: Filing) -> None:
        self._whole = filing.whole
        self._facets = types.get(filing.type).facets
        self._by_path = {one.path: str(one.value) for one in filing.elements if one.form == PLAIN}
        self._by_pattern: dict[str, list[str]] = defaultdict(list)
        self._masked: set[str] = set()
        for one in filing.elements:
            pattern = _POSITION.sub("/*", one.path)
            if one.form == PLAIN:
                self._by_pattern[pattern].append(str(one.value))
            else:
                self._masked.add(pattern)

    def is_about_the_same(self, other: "_Said") -> bool:
        for root in ("/house_document/number", "/tracking_number", "/ucr"):
            mine, theirs = self._by_path.get(root), other._by_path.get(root)
            if mine and theirs:
                return mine.upper() == theirs.upper()
        return False

    def facts(self, what: str) -> tuple[_Fact | None, ...]:
        """What it says of something, in one way or another: the first that both say is compared."""
        if what in _ROLES:
            return self._plain(f"/{what}/identifier"), self._plain(f"/{what}/name")
        if what in _COUNTRIES:
            return (self._plain(_COUNTRIES[what]),)
        if what == MASS:
            return (self._total("/totals/gross_mass", "item_mass"),)
        if what == PACKAGES:
            return (self._plain("/totals/packages"),)
        if what == VALUE:
            return (self._value(),)
        return (self._of_items("item_hs" if what == GOODS else "item_description"),)

    def _plain(self, path: str) -> _Fact | None:
        value = self._by_path.get(path)
        return None if value is None else _Fact(_alike(value), value)

    def _total(self, path: str, facet: str) -> _Fact | None:
        total = self._by_path.get(path)
        amounts = self._all(facet)
        if total is None and not amounts:
            return None
        number = sum(map(Decimal, amounts), Decimal()) if total is None else Decimal(total)
        return _Fact(number, f"{number.normalize():f}")

    def _value(self) -> _Fact | None:
        currency = self._by_path.get("/totals/value/currency")
        currencies = {currency} if currency else set(self._all("item_currency"))
        total = self._total("/totals/value/amount" if currency else "", "item_value")
        if total is None or len(currencies) != 1:
            return None
        (only,) = currencies
        return _Fact((total.value, only), f"{total.told} {only}")

    def _of_items(self, facet: str) -> _Fact | None:
        found = {_alike(one): one for one in self._all(facet)}
        if not found:
            return None
        told = list(found.values())
        more = " …" if len(told) > _MOST_TOLD else ""
        return _Fact(frozenset(found), "; ".join(told[:_MOST_TOLD]) + more)

    def _all(self, facet: str) -> Sequence[str]:
        """What every goods item says; nothing where one is left out, masked, or says nothing of it."""
        patterns: Sequence[str] = self._facets.get(facet, ())
        if not self._whole or self._masked.intersection(patterns):
            return ()
        found = [one for pattern in patterns for one in self._by_pattern[pattern]]
        return found if len(found) >= self._items() else ()

    def _items(self) -> int:
        return len(self._by_pattern["/items/*/sequence"])


def _alike(value: str) -> str:
    return " ".join(value.casefold().split())
