"""The one function that turns content into what a recipient sees: ``project``.

It is given live agreement versions of one purpose and shows their union, element by element: plain before
truncated before country only before hashed. Hidden means absent. Every element carries its grounds.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from exchange.routing.conditions import matching_items
from exchange.routing.content import Facets, Path, escape, read
from exchange.routing.facts import AgreementVersion, Id, Leaf, Terms, TypeFacts
from exchange.routing.scope import (
    COUNTRY_ONLY,
    FORMS,
    HASHED,
    PLAIN,
    TRUNCATED,
    of_items,
    opening,
    restriction,
)


class Ground(NamedTuple):
    """An agreement version that gives an element its form, and the clause of its scope that does."""

    agreement: int
    version: int
    id: Id
    clause: str


class Element(NamedTuple):
    """One visible leaf: where it stands, what is shown of it, in which form, and why."""

    path: str
    value: Any
    form: str
    grounds: tuple[Ground, ...]


class _Option(NamedTuple):
    """One agreement version's way of showing a leaf; ``matching``: only on the items that match."""

    form: str
    ground: Ground
    terms: Terms
    matching: bool


class _Way(NamedTuple):
    """How a leaf is shown: every option, the most open first.

    ``always``: the grounds, where they are the same whatever the value and the item, because it is plain.
    """

    options: tuple[_Option, ...]
    always: tuple[Ground, ...] | None


_NOTHING = object()
_PLACE = itemgetter(0)


def project(
    content: Mapping[str, Any], facts: TypeFacts, versions: Sequence[AgreementVersion]
) -> list[Element]:
    """What the holders of these agreement versions, all live and of one purpose, see of the content."""
    ways = _ways(facts, tuple(version.terms for version in versions))
    matching = _Matching(Facets(facts.facets, content))
    return sorted(_visible(facts, ways, content, matching), key=_PLACE)


def shows_something(facts: TypeFacts, terms: Terms, facets: Facets) -> bool:
    """Whether these terms alone show at least one element of the content (rule 8)."""
    ways = _ways(facts, (terms,))
    return next(_visible(facts, ways, facets.content, _Matching(facets)), None) is not None


def sure_paths(facts: TypeFacts, terms: Terms, most: int = 8) -> tuple[Path, ...]:
    """Some header elements that these terms show plainly: where one is present, something is visible."""
    found: list[Path] = []
    for pattern, leaf in facts.leaves.items():
        path = facts.paths[pattern]
        shown = opening(terms, path, leaf) if "*" not in path else None
        if shown is not None and shown[0] == PLAIN:
            found.append(path)
            if len(found) == most:
                break
    return tuple(found)


def plain_values(
    content: Mapping[str, Any], facts: TypeFacts, versions: Sequence[AgreementVersion], pattern: str
) -> list[Any]:
    """The values at one element pattern that are seen plainly: what a filter may look at."""
    path, leaf = facts.paths.get(pattern), facts.leaves.get(pattern)
    if path is None or leaf is None:
        return []
    plain = [one for one in _options(path, leaf, [v.terms for v in versions]) if one.form == PLAIN]
    if not plain:
        return []
    if not all(one.matching for one in plain):
        return list(read(content, path))
    facets = Facets(facts.facets, content)
    matching = _Matching(facets)
    return [
        value
        for position, item in enumerate(facets.items)
        if any(matching(one.terms, position) for one in plain)
        for value in read(item, path[2:])
    ]


class _Matching:
    """Which items match, per terms; worked out when first asked."""

    __slots__ = ("_facets", "_found")

    def __init__(self, facets: Facets) -> None:
        self._facets = facets
        self._found: dict[Id, frozenset[int]] = {}

    def __call__(self, terms: Terms, item: int | None) -> bool:
        found = self._found.get(terms.id)
        if found is None:
            found = frozenset(matching_items(terms.item_conditions, self._facets))
            self._found[terms.id] = found
        return item in found


@lru_cache(maxsize=4096)
def _ways(facts: TypeFacts, versions: tuple[Terms, ...]) -> tuple[_Way | None, ...]:
    """For each leaf of the type, in its order, how these terms together show it; None: hidden."""
    shared: dict[tuple[_Option, ...], _Way] = {}
    found: list[_Way | None] = []
    for pattern, leaf in facts.leaves.items():
        options = _options(facts.paths[pattern], leaf, versions)
        if not options:
            found.append(None)
            continue
        steady = options[0].form == PLAIN and not any(one.matching for one in options)
        always = tuple(one.ground for one in options if one.form == PLAIN) if steady else None
        found.append(shared.setdefault(options, _Way(options, always)))
    return tuple(found)


def _options(path: Path, leaf: Leaf, versions: Sequence[Terms]) -> tuple[_Option, ...]:
    """Every way in which one of the terms shows the leaf, the most open first."""
    found = []
    for terms in versions:
        shown = opening(terms, path, leaf)
        if shown is not None:
            form, clause = shown
            ground = Ground(terms.number, terms.version, terms.id, clause)
            found.append(_Option(form, ground, terms, of_items(terms, path)))
    found.sort(key=lambda one: (restriction(one.form), one.terms.number, one.terms.version))
    return tuple(found)


def _visible(
    facts: TypeFacts, ways: tuple[_Way | None, ...], content: Mapping[str, Any], matching: _Matching
) -> Iterator[Element]:
    """The visible elements, each when it is asked for, in no order."""
    # Whose members are to be looked at: their tree, the value, its place, and the position of the goods item it is in.
    waiting: list[tuple[Any, Any, str, int | None]] = [(facts.tree, content, "", None)]
    while waiting:
        node, value, place, item = waiting.pop()
        if type(value) is list:
            below = node.get("*")
            if below is None:
                continue
            is_items = place == "/items"
            members = [
                (below, one, f"{place}/{position}", position if is_items else item)
                for position, one in enumerate(value)
            ]
        else:
            members = [
                (node[name], one, f"{place}/{name if name.isidentifier() else escape(name)}", item)
                for name, one in value.items()
                if name in node
            ]
        for member in members:
            leaf, one, where, inside = member
            if type(leaf) is not int:
                if type(one) is dict or type(one) is list:
                    waiting.append(member)
                continue
            way = ways[leaf]
            if way is None or isinstance(one, dict | list | float):
                continue
            if way.always is not None:
                yield Element(where, one, PLAIN, way.always)
            else:
                yield from _shown(facts.order[leaf], way, where, one, inside, matching)


def _shown(
    leaf: Leaf, way: _Way, place: str, value: Any, item: int | None, matching: _Matching
) -> Iterator[Element]:
    """What the union shows of one value: the most open form that fits it, and everybody who gives it."""
    options = [one for one in way.options if not one.matching or matching(one.terms, item)]
    for form in FORMS:
        giving = [one for one in options if one.form == form]
        shown = masked(form, value, leaf, giving[0].terms.mask_key) if giving else _NOTHING
        if shown is not _NOTHING:
            if form == HASHED:
                lowest = giving[0].terms.number
                giving = [one for one in giving if one.terms.number == lowest]
            yield Element(place, shown, form, tuple(one.ground for one in giving))
            return


class Unhashed(NamedTuple):
    """A value to be hashed by who holds the agreement's key: its canonical text, which must not leave."""

    text: str


def masked(form: str, value: Any, leaf: Leaf, key: bytes | None) -> Any:
    """A value in one form; ``_NOTHING`` where the form does not fit it, which counts as hidden."""
    if form == PLAIN:
        return value
    if form == HASHED:
        return _hashed(orjson.dumps(value), key)
    if not isinstance(value, str):
        return _NOTHING
    if form == TRUNCATED:
        kept = value[: min(3, len(value) // 2) if leaf.truncate is None else leaf.truncate]
        return kept or _NOTHING
    if form == COUNTRY_ONLY and leaf.country == "code":
        return value or _NOTHING
    if form == COUNTRY_ONLY and leaf.country == "prefix":
        country = value[:2]
        return country if len(country) == 2 and country.isascii() and country.isalpha() else _NOTHING
    return _NOTHING


def _hashed(canonical: bytes, key: bytes | None) -> str | Unhashed:
    """The keyed hash of a canonical value, or what there is to hash for who does not know the key."""
    if key is None:
        return Unhashed(canonical.decode())
    return "hmac-sha256:" + hmac.new(key, canonical, hashlib.sha256).hexdigest()
