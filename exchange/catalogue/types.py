"""Notice types: what each holds, who may publish it, how far it may ever travel, and what may be seen of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import jsonschema_rs

from accounts.errors import NotFound
from exchange.catalogue import bundle
from exchange.catalogue.pointers import ANY

# From the narrowest to the widest; each admits the kinds of those before it.
HANDLING = ("authority", "rights", "trade", "open")
_ADMITS = {
    "authority": frozenset({"authority"}),
    "rights": frozenset({"authority", "rights_holder"}),
    "trade": frozenset({"authority", "rights_holder", "trader"}),
    "open": frozenset({"authority", "rights_holder", "trader", "association", "operator"}),
}
ELEMENT = "element"
PLACE_LIST = "unlocode"
_VALUES = frozenset({str, int, bool})


@dataclass(frozen=True, slots=True)
class Leaf:
    """One element of a type that an agreement can scope.

    ``wco`` is its WCO Data Model id. ``country``: the value is a country ("code") or begins with one
    ("prefix"). ``truncate``: leading characters that the truncated form keeps, None for the general rule.
    ``options``: the few values that it may have, none where it may have any.
    """

    pattern: str
    title: str
    kind: Literal["string", "integer", "boolean"]
    format: str | None = None
    wco: str | None = None
    codelist: str | None = None
    country: Literal["code", "prefix"] | None = None
    truncate: int | None = None
    key: str | None = None
    check: str | None = None
    options: tuple[str, ...] = ()


class Element(NamedTuple):
    """One value in a document that can be seen: where it stands, and as which leaf."""

    pointer: str
    value: str | int | bool
    leaf: Leaf


@dataclass(frozen=True, eq=False, slots=True)
class NoticeType:
    """One published version of a notice type, compiled. There is one object per type and version.

    ``facets``: what agreements and lists look at, name to patterns. ``keys``: pattern to kind of search key.
    ``leaves``: pattern to leaf, in the schema's order, for classified elements only: what no ``x-class``
    covers is in ``unclassified``, can't be named by an agreement, and is seen by nobody but its publisher.
    """

    id: str
    version: int
    title: str
    description: str
    handling: str
    publishers: frozenset[str]
    is_reply: bool
    facets: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, str]
    leaves: Mapping[str, Leaf]
    unclassified: frozenset[str]
    schema: Mapping[str, Any] = field(repr=False)
    validator: jsonschema_rs.Draft202012Validator = field(repr=False)
    tree: Mapping[str, Any] = field(repr=False)

    def admits(self, organisation_kind: str) -> bool:
        """Whether the handling class lets organisations of this kind receive the type at all."""
        return organisation_kind in _ADMITS[self.handling]

    def elements(self, document: Mapping[str, Any]) -> list[Element]:
        """Every classified value of a document, in the document's order."""
        found: list[Element] = []
        _elements(document, self.tree, "", found)
        return found

    def covers(self, pattern: str) -> bool:
        """Whether a scope path (a pattern or a prefix of one) reaches at least one leaf."""
        return pattern in self.leaves or any(leaf.startswith(f"{pattern}/") for leaf in self.leaves)


def get(type_id: str, version: int | None = None) -> NoticeType:
    """A type by id, in its newest version unless one is named; raises ``NotFound`` with ``unknown-type``."""
    versions = _catalogue().get(type_id)
    if versions is None:
        raise NotFound("unknown-type", "There is no such notice type; see /api/v1/catalogue/types.")
    if version is None:
        return versions[max(versions)]
    if version not in versions:
        raise NotFound("unknown-type-version", "This notice type has no such version.")
    return versions[version]


def every() -> tuple[NoticeType, ...]:
    """The newest version of every type, by id."""
    return tuple(versions[max(versions)] for _, versions in sorted(_catalogue().items()))


def compiled(schema: dict[str, Any]) -> NoticeType:
    """A type from its bundled schema; raises ``BadSchema`` where it breaks the conventions."""
    keywords = dict(bundle.leaves(schema))
    leaves = {
        pattern: _leaf(pattern, leaf) for pattern, leaf in keywords.items() if leaf.get("x-class") == ELEMENT
    }
    facets = {name: tuple(patterns) for name, patterns in schema["x-facets"].items()}
    places = tuple(pattern for pattern, leaf in leaves.items() if leaf.codelist == PLACE_LIST)
    return NoticeType(
        id=schema["x-type"],
        version=schema["x-version"],
        title=schema["title"],
        description=schema["description"],
        handling=schema["x-handling"],
        publishers=frozenset(schema["x-publishers"]),
        is_reply=schema["x-reply"],
        facets=MappingProxyType(facets | ({"place": places} if places else {})),
        keys=MappingProxyType({pattern: leaf.key for pattern, leaf in leaves.items() if leaf.key}),
        leaves=MappingProxyType(leaves),
        unclassified=frozenset(keywords.keys() - leaves.keys()),
        schema=schema,
        validator=jsonschema_rs.Draft202012Validator(schema, validate_formats=True),
        tree=_tree(leaves),
    )


@cache
def _catalogue() -> dict[str, dict[int, NoticeType]]:
    found: dict[str, dict[int, NoticeType]] = {}
    for type_id, version, path in bundle.published():
        notice_type = compiled(bundle.read(path))
        if (notice_type.id, notice_type.version) != (type_id, version):
            raise bundle.BadSchema(f"{path}: x-type and x-version must equal folder and file")
        found.setdefault(type_id, {})[version] = notice_type
    return found


def _leaf(pattern: str, keywords: Mapping[str, Any]) -> Leaf:
    if not keywords.get("title"):
        raise bundle.BadSchema(f"{pattern}: a leaf needs a title")
    return Leaf(
        pattern=pattern,
        title=keywords["title"],
        kind=keywords["type"],
        format=keywords.get("format"),
        wco=keywords.get("x-wco"),
        codelist=keywords.get("x-codelist"),
        country=keywords.get("x-country"),
        truncate=keywords.get("x-truncate"),
        key=keywords.get("x-key"),
        check=keywords.get("x-check"),
        options=tuple(keywords.get("enum", ())),
    )


def _tree(leaves: Mapping[str, Leaf]) -> dict[str, Any]:
    """The leaves as nested dictionaries by step, so that a document is walked once."""
    root: dict[str, Any] = {}
    for pattern, leaf in leaves.items():
        *steps, last = pattern[1:].split("/")
        node = root
        for step in steps:
            node = node.setdefault(step, {})
        node[last] = leaf
    return root


def _elements(value: Any, node: Any, place: str, found: list[Element]) -> None:
    if type(value) is dict:
        for name, member in value.items():
            below = node.get(name)
            if below is not None:
                _found_at(member, below, f"{place}/{name}", found)
    elif type(value) is list:
        below = node.get(ANY)
        if below is not None:
            for index, member in enumerate(value):
                _found_at(member, below, f"{place}/{index}", found)


def _found_at(value: Any, node: Any, place: str, found: list[Element]) -> None:
    if type(node) is not Leaf:
        _elements(value, node, place, found)
    elif type(value) in _VALUES:
        found.append(Element(place, value, node))
