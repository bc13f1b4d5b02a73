"""Shape: what a document looks like, judged by its type's JSON Schema, told in plain words with every place."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import jsonschema_rs

from accounts.errors import Fault
from exchange.catalogue import canonical
from exchange.catalogue.pointers import join
from exchange.catalogue.types import NoticeType

MOST_FAULTS = 500
_PLAIN_DEPTH = 32

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
}
_FORMATS = {
    "date-time": "A time with its offset, for example 2026-11-25T09:30:00Z.",
    "date": "A day, for example 2026-11-25.",
    "uri": "A web address, for example https://example.org/item.",
    "email": "An e-mail address, for example desk@example.org.",
}


def faults(notice_type: NoticeType, document: Any) -> list[Fault]:
    """Every departure from the type's schema; empty for a document of the right shape."""
    if not canonical.is_plain(document, most_depth=_PLAIN_DEPTH):
        exact = list(canonical.faults(document))
        return exact[:MOST_FAULTS] or [Fault("", "too-deep", canonical.MESSAGES["too-deep"])]
    if notice_type.validator.is_valid(document):
        return []
    found: list[Fault] = []
    hints = _hints(notice_type)
    for error in notice_type.validator.iter_errors(document):
        found.extend(_faults(error, hints))
        if len(found) >= MOST_FAULTS:
            return [
                *found[:MOST_FAULTS],
                Fault("", "more-faults", f"The first {MOST_FAULTS} faults are shown."),
            ]
    return found


def _faults(error: jsonschema_rs.ValidationError, hints: Mapping[str, str]) -> Iterator[Fault]:
    kind: Any = error.kind  # each kind has attributes of its own
    path = list(error.instance_path)
    if kind.name == "additionalProperties":
        for name in kind.unexpected:
            yield Fault(join([*path, name]), "unknown-element", "This notice type has no such element.")
    elif kind.name == "required":
        yield Fault(join([*path, kind.property]), "missing", "This element is required.")
    elif kind.name == "anyOf":
        yield Fault(join(path), "one-of-missing", _alternatives(kind))
    elif kind.name == "pattern":
        message = hints.get(kind.pattern, "Not written as a value of this kind.")
        yield Fault(join(path), "bad-format", message)
    elif kind.name in _WORDS:
        code, words = _WORDS[kind.name]
        yield Fault(join(path), code, words(kind))
    else:
        yield Fault(join(path), "not-allowed", "This is not allowed here.")


_WORDS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "type": (
        "wrong-type",
        lambda kind: f"Must be {' or '.join(_TYPES.get(t, t) for t in _type_names(kind))}.",
    ),
    "format": ("bad-format", lambda kind: _FORMATS.get(kind.format, "Not written as a value of this kind.")),
    "enum": ("not-listed", lambda kind: f"One of: {', '.join(str(option) for option in kind.options)}."),
    "const": ("not-listed", lambda kind: f"Must be {kind.expected_value}."),
    "maxLength": ("too-long", lambda kind: f"At most {kind.limit} characters."),
    "minLength": ("too-short", lambda kind: _too_short(kind.limit)),
    "minimum": ("out-of-range", lambda kind: f"Not less than {kind.limit}."),
    "maximum": ("out-of-range", lambda kind: f"Not more than {kind.limit}."),
    "minItems": (
        "empty-list",
        lambda kind: f"At least {kind.limit} entry; leave the list out if there is none.",
    ),
    "maxItems": ("too-many", lambda kind: f"At most {kind.limit} entries."),
    "uniqueItems": ("repeated", lambda kind: "No entry twice."),
    "minProperties": ("empty-object", lambda kind: "Says nothing; leave it out."),
}


def _too_short(limit: int) -> str:
    return "Must not be empty." if limit == 1 else f"At least {limit} characters."


def _type_names(kind: Any) -> list[str]:
    return kind.types if hasattr(kind, "types") else [kind.type]


def _alternatives(kind: Any) -> str:
    names = [
        error.kind.property for branch in kind.context for error in branch if error.kind.name == "required"
    ]
    return f"Give at least one of: {', '.join(dict.fromkeys(names))}."


@lru_cache(maxsize=64)
def _hints(notice_type: NoticeType) -> dict[str, str]:
    """For each pattern in the schema, what its definition says in words."""
    found: dict[str, str] = {}

    def collect(node: Any) -> None:
        if isinstance(node, Mapping):
            if isinstance(node.get("pattern"), str) and isinstance(node.get("description"), str):
                found[node["pattern"]] = node["description"]
            for member in node.values():
                collect(member)
        elif isinstance(node, list):
            for member in node:
                collect(member)

    collect(notice_type.schema)
    return found
