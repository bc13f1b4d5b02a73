"""Random contents of a notice type, and conditions and scopes that speak of them."""

from random import Random
from typing import Any

from tests.oracle.content import elements, join, pattern, split, values_at
from tests.oracle.typetable import TypeTable

COUNTRIES = ("CN", "DE", "FR", "US")
VOCABULARY: dict[str, tuple[str, ...]] = {
    "dispatch": COUNTRIES,
    "destination": COUNTRIES,
    "transit": COUNTRIES,
    "item_origin": COUNTRIES,
    "origin": COUNTRIES,
    "place": ("CNSHA", "DEHAM", "FRLEH", "USNYC"),
    "mode": ("1", "3", "4"),
    "office": ("DE004851", "FR000040", "GB000060"),
    "item_hs": ("30", "3004", "300490", "8471", "847130", "847"),
    "item_value": ("0", "9.99", "10", "10.00", "10.01", "100", "1000.5"),
    "item_currency": ("EUR", "USD"),
    "item_mass": ("0.5", "10", "10.0", "25", "1000"),
}
WORDS = ("", "A", "Ab", "Smith & Söhne", "long description of goods", 'q"\\ü\n€', "12")
HEADER_FACETS = ("dispatch", "destination", "transit", "place", "mode", "office")
ITEM_FACETS = ("item_origin", "item_hs", "item_value", "item_currency", "item_mass")
FORMS = ("plain", "plain", "truncated", "country_only", "hashed", "hidden")


def content(random: Random, table: TypeTable) -> dict[str, Any]:
    """A content with most of what conditions look at, and some elements beside."""
    made: dict[str, Any] = {}
    items = random.choice((1, 2, 2, 3)) if table.facet("items") else 0
    wanted = {
        p for name in (*HEADER_FACETS, *ITEM_FACETS) for p in table.facet(name) if random.random() < 0.85
    }
    wanted |= set(random.sample(sorted(table.leaves), min(8, len(table.leaves))))
    wanted |= {"/items/*/sequence"} & set(table.leaves)
    wanted |= {"/totals/gross_mass", "/totals/items"} & set(table.leaves) if random.random() < 0.6 else set()
    for pointer in sorted(wanted):
        for place in _places(random, split(pointer), items):
            if random.random() < 0.9:
                _put(made, place, _value(random, table, pointer))
    if random.random() < 0.15:
        made["nobody_knows"] = "x"
    return made


def _places(random: Random, path: tuple[str, ...], items: int) -> list[tuple[str | int, ...]]:
    """The positions that a pointer with `*` takes: every goods item, one or two of any other list."""
    places: list[tuple[str | int, ...]] = [()]
    for part in path:
        if part != "*":
            places = [(*place, part) for place in places]
        else:
            places = [
                (*place, n)
                for place in places
                for n in range(items if place == ("items",) else random.choice((1, 2)))
            ]
    return places


def _put(made: dict[str, Any], place: tuple[str | int, ...], value: Any) -> None:
    node: Any = made
    for here, following in zip(place, (*place[1:], None), strict=True):
        fresh: Any = value if following is None else [] if isinstance(following, int) else {}
        if isinstance(here, int):
            while len(node) < here:
                node.append({} if following is not None else value)
            if len(node) == here:
                node.append(fresh)
        elif here not in node:
            node[here] = fresh
        node = node[here]


def _value(random: Random, table: TypeTable, pointer: str) -> Any:
    leaf = table.leaves[pointer]
    if leaf.scalar == "integer":
        return random.randint(0, 20)
    if leaf.scalar == "boolean":
        return random.random() < 0.5
    for facet, values in VOCABULARY.items():
        if pointer in table.facet(facet):
            return "" if random.random() < 0.04 else random.choice(values)
    if leaf.country == "code":
        return random.choice(COUNTRIES)
    if leaf.country == "prefix":
        return random.choice((*COUNTRIES, "D", "1D", "ÄD")) + "123456"
    return random.choice(WORDS)


def altered(random: Random, table: TypeTable, before: dict[str, Any]) -> dict[str, Any]:
    """What an amendment makes of a content: another one, or the same with one part left out or changed."""
    if random.random() < 0.5 or not before:
        return content(random, table)
    after = dict(before)
    name = random.choice(sorted(after))
    fresh = content(random, table)
    after.pop(name)
    if name in fresh:
        after[name] = fresh[name]
    return after


def conditions(random: Random, table: TypeTable, sample: dict[str, Any]) -> list[dict[str, Any]]:
    """None to four conditions, most of which hold on the sample."""
    about = [
        facet
        for facet in ("dispatch", *HEADER_FACETS, *ITEM_FACETS)
        if facet != "item_currency" and (table.facet(facet) or random.random() < 0.04)
    ]
    chosen = [random.choice(about) for _ in range(random.choice((0, 0, 1, 1, 2, 3)))]
    if table.facet("item_mass") and random.random() < 0.15:
        chosen = random.sample(("item_hs", "item_origin", "item_mass"), 2)
    return [_condition(random, table, sample, facet) for facet in chosen]


def _condition(random: Random, table: TypeTable, sample: dict[str, Any], facet: str) -> dict[str, Any]:
    """One condition that looks at this facet."""
    listed = _list(random, table, sample, facet)
    if facet in ("mode", "office"):
        return {facet: listed}
    if facet == "item_hs":
        return {"hs": sorted({code[: random.choice((2, 4, 6))] for code in listed})}
    if facet == "item_value":
        currency = random.choice(_list(random, table, sample, "item_currency"))
        return {"value": {**_bounds(random, table, sample, facet), "currency": currency}}
    if facet == "item_mass":
        return {"mass": _bounds(random, table, sample, facet)}
    if facet == "place":
        return _place(random, table, listed)
    if facet in ("dispatch", "destination") and random.random() < 0.6:
        return _corridor(random, table, sample)
    return {"country": {"of": facet.removeprefix("item_"), "any_of": listed}}


def _list(random: Random, table: TypeTable, sample: dict[str, Any], facet: str) -> list[str]:
    """A list that most often contains what the sample has."""
    values = [random.choice(VOCABULARY[facet]) for _ in range(random.choice((0, 1, 2)))]
    present = values_at(sample, table.facet(facet))
    if present and random.random() < 0.8:
        values.append(random.choice(present))
    return sorted(set(values)) or [random.choice(VOCABULARY[facet])]


def _corridor(random: Random, table: TypeTable, sample: dict[str, Any]) -> dict[str, Any]:
    pairs = []
    for _ in range(random.choice((1, 2))):
        pair = [random.choice(_list(random, table, sample, facet)) for facet in ("dispatch", "destination")]
        if random.random() < 0.15:
            pair.reverse()
        pairs.append(tuple(end if random.random() < 0.7 else "*" for end in pair))
    return {"corridor": [list(pair) for pair in sorted(set(pairs))]}


def _place(random: Random, table: TypeTable, listed: list[str]) -> dict[str, Any]:
    element = None
    if table.facet("place") and random.random() < 0.5:
        element = random.choice(table.facet("place")).removesuffix("/unlocode")
    return {"place": {"element": element, "any_of": listed}}


def _bounds(random: Random, table: TypeTable, sample: dict[str, Any], facet: str) -> dict[str, Any]:
    low, high = sorted((random.choice(_list(random, table, sample, facet)) for _ in range(2)), key=float)
    if random.random() < 0.3:
        return {"min": low, "max": None}
    return {"min": None if random.random() < 0.3 else low, "max": high}


def scope(random: Random, table: TypeTable, sample: dict[str, Any]) -> list[dict[str, Any]]:
    """Overlapping paths, most of them over elements that the sample has; at times such that nothing shows."""
    if random.random() < 0.27:
        return [{"path": path, "form": "hidden"} for path in ("", "/items")]
    present = sorted({pattern(segments) for segments, _ in elements(sample)} & set(table.leaves))
    paths = random.sample(present, min(len(present), random.randint(1, 6)))
    paths += random.sample(sorted(table.leaves), min(len(table.leaves), 2))
    chosen = []
    for path in paths:
        parts = split(path)
        cut = parts[: random.randint(1, len(parts))] if random.random() < 0.5 else parts
        chosen.append({"path": join(cut), "form": random.choice(FORMS)})
    if random.random() < 0.25:
        chosen.append({"path": "", "form": random.choice(FORMS)})
    return chosen + (
        [{**random.choice(chosen), "form": random.choice(FORMS)}] if random.random() < 0.2 else []
    )
