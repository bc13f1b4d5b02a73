"""Conditions: all of an agreement's must hold; within one, any entry will do; an absent field satisfies none.

Each judges with one of three answers: True it holds, False it fails, None it fails only because the notice
has no such field. Preview tells the last two apart; entitlement does not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from exchange.routing.content import Facets, Path

ANY = "*"

# How a condition is found again from a notice's own values: a kind (with its detail) and a value.
Token = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Corridor:
    """A pair of dispatch and destination country; ``*`` stands for any value that is present."""

    pairs: frozenset[tuple[str, str]]

    def judge(self, facets: Facets) -> bool | None:
        dispatches, destinations = facets.texts("dispatch"), facets.texts("destination")
        for dispatch in dispatches:
            for destination in destinations:
                if not self.pairs.isdisjoint(_ways(dispatch, destination)):
                    return True
        if dispatches and destinations:
            return False
        reachable = (
            (not dispatches or a == ANY or a in dispatches)
            and (not destinations or b == ANY or b in destinations)
            for a, b in self.pairs
        )
        return None if any(reachable) else False

    def tokens(self) -> list[Token]:
        return [("corridor", f"{dispatch}>{destination}") for dispatch, destination in self.pairs]


@dataclass(frozen=True, slots=True)
class Header:
    """A coded header element (country of dispatch, destination, transit; mode; office) is one of the list."""

    facet: str
    any_of: frozenset[str]

    def judge(self, facets: Facets) -> bool | None:
        return _among(facets.texts(self.facet), self.any_of)

    def tokens(self) -> list[Token]:
        return [(self.facet, value) for value in self.any_of]


@dataclass(frozen=True, slots=True)
class Place:
    """A UN/LOCODE is at the named element or, with none named (the empty path), anywhere in the notice."""

    element: Path
    any_of: frozenset[str]

    def judge(self, facets: Facets) -> bool | None:
        return _among(facets.texts("place", self.element), self.any_of)

    def tokens(self) -> list[Token]:
        return [("place", value) for value in self.any_of]


@dataclass(frozen=True, slots=True)
class Origin:
    """A goods item's country of origin is one of the list."""

    any_of: frozenset[str]

    def judge(self, facets: Facets, item: int) -> bool | None:
        return _among(facets.item_texts("item_origin")[item], self.any_of)

    def tokens(self) -> list[Token]:
        return [("item_origin", value) for value in self.any_of]


@dataclass(frozen=True, slots=True)
class Hs:
    """A goods item's HS code begins with one of the prefixes; a code shorter than the prefix fails."""

    prefixes: tuple[str, ...]

    def judge(self, facets: Facets, item: int) -> bool | None:
        codes = facets.item_texts("item_hs")[item]
        for code in codes:
            if code.startswith(self.prefixes):
                return True
        return False if codes else None

    def tokens(self) -> list[Token]:
        return [("item_hs", prefix) for prefix in self.prefixes]


@dataclass(frozen=True, slots=True)
class Value:
    """A goods item's value lies between the bounds, both included, in this very currency."""

    least: Decimal | None
    most: Decimal | None
    currency: str

    def judge(self, facets: Facets, item: int) -> bool | None:
        absent = True
        for amount, currency in facets.item_amounts()[item]:
            wrong = currency not in (None, self.currency) or (
                amount is not None and not _between(amount, self.least, self.most)
            )
            if not wrong and amount is not None and currency is not None:
                return True
            absent = absent and not wrong
        return None if absent else False

    def tokens(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Mass:
    """A goods item's gross mass in kilograms lies between the bounds, both included."""

    least: Decimal | None
    most: Decimal | None

    def judge(self, facets: Facets, item: int) -> bool | None:
        masses = facets.item_masses()[item]
        if any(_between(mass, self.least, self.most) for mass in masses):
            return True
        return False if masses else None

    def tokens(self) -> None:
        return None


HeaderCondition = Corridor | Header | Place
ItemCondition = Origin | Hs | Value | Mass


def matching_items(conditions: Sequence[ItemCondition], facets: Facets) -> list[int]:
    """The positions of the goods items on which every item condition holds."""
    return [
        item
        for item in range(len(facets.items))
        if all(condition.judge(facets, item) is True for condition in conditions)
    ]


def judge(header: Sequence[HeaderCondition], by_item: Sequence[ItemCondition], facets: Facets) -> bool | None:
    """All conditions together; those on goods items must hold on one and the same item."""
    verdict = _all(condition.judge(facets) for condition in header)
    if verdict is False or not by_item:
        return verdict
    best: bool | None = None if not facets.items else False
    for item in range(len(facets.items)):
        here = _all(condition.judge(facets, item) for condition in by_item)
        if here is True:
            return verdict
        if here is None:
            best = None
    return best


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    """Fails if any fails; else absent if any is; else holds."""
    together: bool | None = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            together = None
    return together


def _among(values: tuple[str, ...], any_of: frozenset[str]) -> bool | None:
    if not values:
        return None
    return not any_of.isdisjoint(values)


def _ways(dispatch: str, destination: str) -> tuple[tuple[str, str], ...]:
    """The corridors that a consignment travels, by the ways in which an agreement may write them."""
    return ((dispatch, destination), (dispatch, ANY), (ANY, destination), (ANY, ANY))


def _between(number: Decimal, least: Decimal | None, most: Decimal | None) -> bool:
    return (least is None or number >= least) and (most is None or number <= most)


def notice_tokens(facets: Facets, kinds: Iterable[str], hs_lengths: Sequence[int]) -> Iterable[Token]:
    """Every token, of the kinds asked for, under which a condition that this notice meets can be found."""
    for kind in kinds:
        if kind == "corridor":
            for dispatch in facets.texts("dispatch"):
                for destination in facets.texts("destination"):
                    yield from (("corridor", f"{a}>{b}") for a, b in _ways(dispatch, destination))
        elif kind == "item_hs":
            for codes in facets.item_texts("item_hs"):
                yield from (("item_hs", code[:length]) for code in codes for length in hs_lengths)
        elif kind == "item_origin":
            for origins in facets.item_texts("item_origin"):
                yield from (("item_origin", origin) for origin in origins)
        else:
            yield from ((kind, value) for value in facets.texts(kind))
