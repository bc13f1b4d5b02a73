"""What the oracle knows of a notice type: its handling class, its leaves with their annotations, its facets.

Read from the annotations of the published schema files as plain JSON; no code of the hub is involved.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Leaf:
    """One classified leaf. A leaf that no table lists is visible to nobody."""

    country: str | None = None
    truncate: int | None = None
    scalar: str = "string"


@dataclass(frozen=True)
class TypeTable:
    """One notice type: pointers are written with `*` for array positions."""

    name: str
    handling: str
    leaves: dict[str, Leaf]
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unclassified: tuple[str, ...] = ()

    def facet(self, name: str) -> tuple[str, ...]:
        """The pointers behind a facet; none where the type does not have it."""
        return self.facets.get(name, ())


def load_tables(folder: Path) -> dict[str, TypeTable]:
    """Every type under `folder` (`<type>/v1.json`), the definitions in `common` excepted."""
    found = {}
    for path in sorted(folder.glob("*/v1.json")):
        if path.parent.name != "common":
            found[path.parent.name] = load_table(path)
    return found


def load_table(path: Path) -> TypeTable:
    """The table of one schema file: its handling class, facets and annotated leaves."""
    documents: dict[Path, Any] = {}
    root = _document(path, documents)
    leaves: dict[str, Leaf] = {}
    places: list[str] = []
    unclassified: list[str] = []
    for pointer, node in _walk(root, path, "", documents):
        if node.get("x-codelist") == "unlocode":
            places.append(pointer)
        if "x-class" in node:
            leaves[pointer] = Leaf(node.get("x-country"), node.get("x-truncate"), node.get("type", "string"))
        else:
            unclassified.append(pointer)
    facets = {name: tuple(pointers) for name, pointers in root["x-facets"].items()}
    facets["place"] = tuple(places)
    return TypeTable(path.parent.name, root["x-handling"], leaves, facets, tuple(unclassified))


def _document(path: Path, documents: dict[Path, Any]) -> Any:
    if path not in documents:
        documents[path] = json.loads(path.read_text(encoding="utf-8"))
    return documents[path]


def _walk(node: dict[str, Any], path: Path, pointer: str, documents: dict[Path, Any]) -> Any:
    """Every scalar place below `node`, with the annotations beside a reference winning over those behind
    it."""
    while "$ref" in node:
        beside = {name: value for name, value in node.items() if name != "$ref"}
        file, _, inside = node["$ref"].partition("#")
        if file:
            path = path.parent.parent / file
        target = _document(path, documents)
        for step in inside.strip("/").split("/"):
            target = target[step]
        node = {**target, **beside}
    if "properties" in node:
        for name, child in node["properties"].items():
            yield from _walk(child, path, f"{pointer}/{name}", documents)
    elif "items" in node:
        yield from _walk(node["items"], path, f"{pointer}/*", documents)
    elif node.get("type") not in ("object", "array"):
        yield pointer, node
