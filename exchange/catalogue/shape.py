"""Shape: what a document looks like, judged by its type's JSON Schema, told in plain words with every place."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs
from django.utils.translation import gettext_noop as _

from accounts.errors import Fault
from accounts.sentences import Sentence
from exchange.catalogue import bundle, canonical
from exchange.catalogue.pointers import escape, join, values
from exchange.catalogue.types import NoticeType

MOST_FAULTS = 500
_PLAIN_DEPTH = 32
_PIECE = 10
_MOST_MEMBERS = 500
_SHORT = 99  # lists at the root that may be longer are read in pieces

_TYPES = {
    "string": _("text"),
    "integer": _("a whole number"),
    "boolean": _("true or false"),
    "object": _("an object"),
    "array": _("a list"),
}
_FORMATS = {
    "date-time": _("A time with its offset, for example 2026-11-25T09:30:00Z."),
    "date": _("A day, for example 2026-11-25."),
    "uri": _("A web address, for example https://example.org/item."),
    "email": _("An e-mail address, for example desk@example.org."),
}


def faults(notice_type: NoticeType, document: Any) -> list[Fault]:
    """Every departure from the type's schema; empty for a document of the right shape."""
    if not canonical.is_plain(document, most_depth=_PLAIN_DEPTH):
        exact = list(itertools.islice(canonical.faults(document), MOST_FAULTS))
        return exact or [Fault("", "too-deep", canonical.MESSAGES["too-deep"])]
    if notice_type.validator.is_valid(document):
        return []
    found = list(itertools.islice(_all_faults(notice_type, document), MOST_FAULTS + 1))
    if len(found) > MOST_FAULTS:
        found[MOST_FAULTS] = Fault(
            "", "more-faults", Sentence("The first %(most)s faults are shown.", most=MOST_FAULTS)
        )
    return found


def value_faults(notice_type: NoticeType, pattern: str, value: Any) -> list[Fault]:
    """How one value by itself departs from what the schema says of its leaf."""
    validator, hints = _leaf_validators(notice_type)[pattern], _long_lists(notice_type).hints
    return [fault for error in validator.iter_errors(value) for fault in _faults(error, hints, None)]


@lru_cache(maxsize=64)
def _leaf_validators(notice_type: NoticeType) -> Mapping[str, jsonschema_rs.Draft202012Validator]:
    return {
        pattern: jsonschema_rs.Draft202012Validator(keywords, validate_formats=True)
        for pattern, keywords in bundle.leaves(notice_type.schema)
    }


def _all_faults(notice_type: NoticeType, document: Any) -> Iterator[Fault]:
    """The validator lists all faults of what it is given, at some 30 us each: a hostile megabyte would take it a
    minute. So lists that are too long are refused unread, and the long ones are gone through piece by piece.
    """
    long = _long_lists(notice_type)
    too_many = [*_crowded(document, ""), *_too_many(long, document)]
    if too_many:
        yield from too_many
        return
    pieces = long.validators if isinstance(document, dict) else {}
    begun = {name: document[name] for name in pieces if type(document.get(name)) is list}
    head = document | {name: whole[:_PIECE] for name, whole in begun.items()} if begun else document
    for error in notice_type.validator.iter_errors(head):
        yield from _faults(error, long.hints, None)
    for name, whole in begun.items():
        for start in range(_PIECE, len(whole), _PIECE):
            for error in pieces[name].iter_errors(whole[start : start + _PIECE]):
                yield from _faults(error, long.hints, (name, start))


def _crowded(value: Any, place: str) -> Iterator[Fault]:
    """Objects with more members than any schema has."""
    if isinstance(value, dict) and len(value) > _MOST_MEMBERS:
        yield Fault(
            place, "too-many", Sentence("At most %(most)s elements in one object.", most=_MOST_MEMBERS)
        )
    elif isinstance(value, (dict, list)):
        for step, member in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(member, (dict, list)):
                yield from _crowded(member, f"{place}/{escape(str(step))}")


def _too_many(long: "_Long", document: Any) -> list[Fault]:
    for pattern, most in long.limits.items():
        found = [
            place for place, value in values(document, pattern) if type(value) is list and len(value) > most
        ]
        if found:
            return [
                Fault(
                    place,
                    "too-many",
                    Sentence("There are too many entries: keep at most %(limit)s.", limit=most),
                )
                for place in found
            ]
    return []


def _faults(
    error: jsonschema_rs.ValidationError, hints: Mapping[str, str], piece: tuple[str, int] | None
) -> Iterator[Fault]:
    """An error in words. ``piece``: the list that it was found in, and the position at which its piece began."""
    kind: Any = error.kind  # each kind has attributes of its own
    path = list(error.instance_path)
    if piece is not None:
        name, start = piece
        path = [name, start + int(path[0]), *path[1:]]
    if kind.name == "additionalProperties":
        for name in kind.unexpected:
            yield Fault(
                join([*path, name]),
                "unknown-element",
                "This notice type has no such element: leave it out, or correct its name.",
            )
    elif kind.name == "required":
        yield Fault(
            join([*path, kind.property]),
            "missing",
            "This element is required, and nothing stands there: write it.",
        )
    elif kind.name == "anyOf":
        yield Fault(join(path), "one-of-missing", _alternatives(kind))
    elif kind.name == "pattern":
        yield Fault(join(path), "bad-format", _written(hints.get(kind.pattern)))
    elif kind.name in _WORDS:
        code, words = _WORDS[kind.name]
        yield Fault(join(path), code, words(kind))
    else:
        yield Fault(join(path), "not-allowed", "This is not allowed here: leave it out.")


_WORDS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "type": (
        "wrong-type",
        lambda kind: Sentence("Must be %(types)s.", types=_either(_type_names(kind))),
    ),
    "format": (
        "bad-format",
        lambda kind: _written(_FORMATS.get(kind.format)),
    ),
    "enum": (
        "not-listed",
        lambda kind: Sentence(
            "This is not one of those allowed: write one of %(options)s.",
            options=", ".join(str(option) for option in kind.options),
        ),
    ),
    "const": (
        "not-listed",
        lambda kind: Sentence("Must be %(value)s.", value=kind.expected_value),
    ),
    "maxLength": (
        "too-long",
        lambda kind: Sentence("This is too long: write at most %(limit)s characters.", limit=kind.limit),
    ),
    "minLength": ("too-short", lambda kind: _too_short(kind.limit)),
    "minimum": (
        "out-of-range",
        lambda kind: Sentence("This is too small: write %(limit)s or more.", limit=kind.limit),
    ),
    "maximum": (
        "out-of-range",
        lambda kind: Sentence("This is too large: write %(limit)s or less.", limit=kind.limit),
    ),
    "minItems": (
        "empty-list",
        lambda kind: Sentence(
            "At least %(limit)s entry; leave the list out if there is none.", limit=kind.limit
        ),
    ),
    "maxItems": (
        "too-many",
        lambda kind: Sentence("There are too many entries: keep at most %(limit)s.", limit=kind.limit),
    ),
    "uniqueItems": ("repeated", lambda kind: _("An entry stands here twice: keep it once.")),
    "minProperties": ("empty-object", lambda kind: _("Says nothing; leave it out.")),
}


def _written(hint: str | None) -> str:
    """That a value is not written as those of its kind are, with what is known of how they are."""
    if hint is None:
        return _(
            "This is not written as values of this kind are: look at an example in the description of the type."
        )
    return Sentence("This is not written as expected. Write it so: %(hint)s", hint=Sentence(hint))


def _too_short(limit: int) -> str:
    return (
        _("This is empty: write it, or leave the element out.")
        if limit == 1
        else Sentence("This is too short: write at least %(limit)s characters.", limit=limit)
    )


def _either(names: list[str]) -> Sentence:
    first, *others = (Sentence(_TYPES[name]) if name in _TYPES else Sentence(name) for name in names)
    for other in others:
        first = Sentence("%(one)s or %(other)s", one=first, other=other)
    return first


def _type_names(kind: Any) -> list[str]:
    return kind.types if hasattr(kind, "types") else [kind.type]


def _alternatives(kind: Any) -> str:
    names = [
        error.kind.property for branch in kind.context for error in branch if error.kind.name == "required"
    ]
    return Sentence("Give at least one of: %(names)s.", names=", ".join(dict.fromkeys(names)))


@dataclass(frozen=True, slots=True)
class _Long:
    """What a schema says about lists: how long each may be, how the long ones at the root are read in pieces."""

    limits: Mapping[str, int]
    validators: Mapping[str, jsonschema_rs.Draft202012Validator]
    hints: Mapping[str, str]


@lru_cache(maxsize=64)
def _long_lists(notice_type: NoticeType) -> _Long:
    definitions = notice_type.schema.get("$defs", {})
    lists = {pattern: node for pattern, node in bundle.nodes(notice_type.schema) if node["type"] == "array"}
    at_the_root = {pattern[1:]: node["items"] for pattern, node in lists.items() if pattern.count("/") == 1}
    return _Long(
        limits={pattern: node["maxItems"] for pattern, node in lists.items()},
        validators={
            name: jsonschema_rs.Draft202012Validator(
                {"$defs": definitions, "type": "array", "items": entry}, validate_formats=True
            )
            for name, entry in at_the_root.items()
            if lists[f"/{name}"]["maxItems"] > _SHORT
        },
        hints=_hints(notice_type.schema),
    )


def _hints(schema: Any) -> dict[str, str]:
    """For each pattern in the schema, what its definition says in words."""
    found: dict[str, str] = {}
    members = schema.values() if isinstance(schema, Mapping) else schema if isinstance(schema, list) else ()
    for member in members:
        found |= _hints(member)
    if isinstance(schema, Mapping) and {"pattern", "description"} <= schema.keys():
        found[str(schema["pattern"])] = str(schema["description"])
    return found
