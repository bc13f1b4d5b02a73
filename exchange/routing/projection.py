"""The one function that turns content into what a recipient sees: ``project``.

It is given live agreement versions of one purpose and shows their union, element by element: plain before
truncated before country only before hashed. Hidden means absent. Every element carries its grounds.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from exchange.routing.conditions import matching_items
from exchange.routing.content import Facets, Path, escape
from exchange.routing.facts import AgreementVersion, Id, Leaf, Terms, TypeFacts
from exchange.routing.scope import (
    COUNTRY_ONLY,
    FORMS,
    HASHED,
    HIDDEN,
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
    """One agreement version's way of showing a leaf."""

    form: str
    ground: Ground
    terms: Terms
    matching: bool


@dataclass(slots=True)
class _Node:
    """A step of the walk through content: the visible leaf that ends here, and the segments that go on.

    ``always``: grounds that hold whatever the value and the item are, because the leaf is plain.
    """

    path: Path = ()
    leaf: Leaf | None = None
    options: tuple[_Option, ...] = ()
    always: tuple[Ground, ...] | None = None
    children: dict[str, "_Node"] = field(default_factory=dict)


_NOTHING = object()


def project(
    content: Mapping[str, Any], facts: TypeFacts, versions: Sequence[AgreementVersion]
) -> list[Element]:
    """What the holders of these agreement versions, all live and of one purpose, see of the content."""
    found = list(_elements(content, facts, tuple(version.terms for version in versions)))
    found.sort()
    return found


def shows_something(
    content: Mapping[str, Any], facts: TypeFacts, terms: Terms, facets: Facets | None = None
) -> bool:
    """Whether these terms alone show at least one element (rule 8)."""
    return next(_elements(content, facts, (terms,), facets), None) is not None


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
    path = facts.paths.get(pattern)
    node: _Node | None = None if path is None else _tree(facts, tuple(version.terms for version in versions))
    for segment in path or ():
        node = None if node is None else node.children.get(segment)
    if path is None or node is None:
        return []
    for segment in reversed(path):
        node = _Node(children={segment: node})
    walked = _walk(node, content, "", None, _Matching(Facets(facts.facets, content)))
    return [one.value for one in walked if one.form == PLAIN]


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


def _elements(
    content: Mapping[str, Any], facts: TypeFacts, terms: tuple[Terms, ...], facets: Facets | None = None
) -> Iterator[Element]:
    matching = _Matching(facets or Facets(facts.facets, content))
    return _walk(_tree(facts, terms), content, "", None, matching)


@lru_cache(maxsize=1024)
def _tree(facts: TypeFacts, versions: tuple[Terms, ...]) -> _Node:
    """The visible leaves of a type under these terms, as a tree to walk beside the content."""
    root = _Node()
    for pattern, leaf in facts.leaves.items():
        path = facts.paths[pattern]
        options = _options(path, leaf, versions)
        if options:
            node = root
            for segment in path:
                node = node.children.setdefault(segment, _Node())
            node.path, node.leaf, node.options = path, leaf, options
            if options[0].form == PLAIN and not any(one.matching for one in options):
                node.always = tuple(one.ground for one in options if one.form == PLAIN)
    return root


def _options(path: Path, leaf: Leaf, versions: tuple[Terms, ...]) -> tuple[_Option, ...]:
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


def _walk(node: _Node, value: Any, place: str, item: int | None, matching: _Matching) -> Iterator[Element]:
    """The visible elements in and under one value. ``item``: the position of the goods item it lies in."""
    if isinstance(value, dict):
        for name, child in node.children.items():
            if name in value:
                yield from _walk(child, value[name], f"{place}/{escape(name)}", item, matching)
    elif isinstance(value, list):
        each = node.children.get("*")
        if each is not None:
            for position, one in enumerate(value):
                inside = position if place == "/items" else item
                yield from _walk(each, one, f"{place}/{position}", inside, matching)
    elif node.always is not None and not isinstance(value, float):
        yield Element(place, value, PLAIN, node.always)
    elif node.leaf is not None and not isinstance(value, float):
        shown = _shown(node, value, item, matching)
        if shown is not None:
            yield Element(place, *shown)


def _shown(
    node: _Node, value: Any, item: int | None, matching: _Matching
) -> tuple[Any, str, tuple[Ground, ...]] | None:
    """What the union shows of one value: the most open form that fits it, and everybody who gives it."""
    options = [one for one in node.options if not one.matching or matching(one.terms, item)]
    for form in FORMS:
        giving = [one for one in options if one.form == form]
        if giving and form != HIDDEN:
            shown = masked(form, value, node.leaf or Leaf(), giving[0].terms.mask_key)
            if shown is not _NOTHING:
                if form == HASHED:
                    lowest = giving[0].terms.number
                    giving = [one for one in giving if one.terms.number == lowest]
                return shown, form, tuple(one.ground for one in giving)
    return None


def masked(form: str, value: Any, leaf: Leaf, key: bytes) -> Any:
    """A value in one form; ``_NOTHING`` where the form does not fit it, which counts as hidden."""
    if form == PLAIN:
        return value
    if form == HASHED:
        return "hmac-sha256:" + hmac.new(key, orjson.dumps(value), hashlib.sha256).hexdigest()
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
