"""Notice types as they are written in ``schemas/``: each file made to stand alone, with annotations resolved."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from exchange.catalogue.pointers import ANY

FOLDER = Path(__file__).parent / "schemas"
COMMON = "common/v1.json"
# Plain names need no escape in a pointer, and none can be taken for a position.
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SCALARS = ("string", "integer", "boolean")
_LOCAL = "#/$defs/"
# Annotations that belong to the place of a shared object, not to the object.
_OF_THE_PLACE = "x-wco-at"


class BadSchema(Exception):
    """A schema file breaks the conventions of ``schemas/README.md``; the message says where."""


def published() -> Iterator[tuple[str, int, Path]]:
    """Each (type, version, file) in the folder."""
    for path in sorted(FOLDER.glob("*/v*.json")):
        if path.parent.name != "common":
            yield path.parent.name, int(path.stem[1:]), path


def read(path: Path) -> dict[str, Any]:
    """A schema file with the common definitions that it uses copied into its own ``$defs``."""
    common = orjson.loads((FOLDER / COMMON).read_bytes())["$defs"]
    return bundle(orjson.loads(path.read_bytes()), common)


def bundle(schema: dict[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    """``schema`` with every reference to a common definition made local, and the definitions beside it."""
    own = schema.get("$defs", {})
    used: dict[str, Any] = {}

    def localised(node: Any) -> Any:
        if isinstance(node, list):
            return [localised(member) for member in node]
        if not isinstance(node, dict):
            return node
        copy = {name: localised(member) for name, member in node.items()}
        reference = copy.get("$ref")
        if isinstance(reference, str):
            name = reference.rpartition("/")[2]
            copy["$ref"] = _LOCAL + name
            if name not in own and name not in used:
                if name not in common:
                    raise BadSchema(f"{reference}: no such definition")
                used[name] = None  # stands while its own references are followed
                used[name] = localised(common[name])
        return copy

    result: dict[str, Any] = localised(schema)
    if own or used:
        result["$defs"] = dict(sorted((result.get("$defs", {}) | used).items()))
    return result


def leaves(schema: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each leaf of a bundled schema: its pattern, and its keywords with the annotations of its place.

    A leaf is a string, integer or boolean that ``properties`` and ``items`` lead to; conditions add none.
    """
    return ((pattern, keywords) for pattern, keywords in nodes(schema) if keywords["type"] in _SCALARS)


def nodes(schema: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that ``properties`` and ``items`` lead to, containers before what is in them."""
    return _nodes(schema, schema.get("$defs", {}), "", {})


def _nodes(
    node: Any, definitions: Mapping[str, Any], pattern: str, wco: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(node, Mapping):
        raise BadSchema(f"{pattern or '/'}: only objects are schemas here")
    keywords = resolved(node, definitions)
    wco = dict(wco) | {pattern + below: code for below, code in keywords.pop(_OF_THE_PLACE, {}).items()}
    if pattern in wco:
        keywords["x-wco"] = wco[pattern]
    kind = keywords.get("type")
    if kind not in (*_SCALARS, "object", "array"):
        raise BadSchema(
            f"{pattern or '/'}: type must be object, array, string, integer or boolean, not {kind!r}"
        )
    yield pattern, keywords
    if kind == "array":
        yield from _nodes(keywords.get("items"), definitions, f"{pattern}/{ANY}", wco)
    if kind == "object":
        if keywords.get("additionalProperties") is not False:
            raise BadSchema(f"{pattern or '/'}: additionalProperties must be false")
        for name, member in keywords.get("properties", {}).items():
            if not _NAME.fullmatch(name):
                raise BadSchema(f"{pattern}/{name}: names are lower case letters, digits and underscores")
            yield from _nodes(member, definitions, f"{pattern}/{name}", wco)


def resolved(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """The node's keywords over those of what it refers to."""
    reference = node.get("$ref")
    if reference is None:
        return dict(node)
    base = resolved(definitions[reference.removeprefix(_LOCAL)], definitions)
    return base | {name: value for name, value in node.items() if name != "$ref"}
