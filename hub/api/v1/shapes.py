"""The shape of what comes in: one JSON Schema checks a form, documents it, and tells how to read it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

import jsonschema_rs

from accounts.errors import Fault, Invalid
from hub.api.problems import MOST_FAULTS

Schema = Mapping[str, Any]

# What a keyword's failure is called, and what to do about it; the parameters are the keyword's own.
_KEYWORDS = {
    "type": ("wrong-type", "Must be of type {types}."),
    "required": ("missing", "Required."),
    "additionalProperties": ("unknown-property", "Not known here."),
    "unevaluatedProperties": ("unknown-property", "Not known here."),
    "enum": ("not-listed", "Must be one of {options}."),
    "const": ("not-listed", "Must be {expected_value}."),
    "format": ("bad-format", "Must be written as a {format}."),
    "pattern": ("bad-format", "Must match {pattern}."),
    "minLength": ("too-short", "At least {limit} characters."),
    "maxLength": ("too-long", "At most {limit} characters."),
    "minItems": ("too-few", "At least {limit} entries."),
    "maxItems": ("too-many", "At most {limit} entries."),
    "uniqueItems": ("repeated", "No entry twice."),
    "minimum": ("too-small", "At least {limit}."),
    "maximum": ("too-large", "At most {limit}."),
    "minProperties": ("too-few", "At least {limit} members."),
    "maxProperties": ("too-many", "At most {limit} members."),
}
_OTHER = ("wrong-shape", "Does not have any of the shapes allowed here.")


class Named(dict[str, Any]):
    """A schema that stands once in the document's components and is referred to by name elsewhere."""

    def __init__(self, name: str, schema: Schema) -> None:
        super().__init__(schema)
        self.name = name


class Shape:
    """A compiled schema: ``read`` checks a value and gives it back with identifiers and times parsed."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._validator = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)

    def read(self, value: Any) -> Any:
        """The value with UUIDs, dates and times (in UTC) parsed; ``Invalid`` with every fault otherwise."""
        errors = islice(self._validator.iter_errors(value), MOST_FAULTS)
        faults = [fault for error in errors for fault in _faults(error)]
        if not faults:
            value = _parse(self.schema, value, "", faults)
        if faults:
            raise Invalid("invalid-request", "Mend what is listed and send it again.", faults=faults)
        return value


def obj(required: Mapping[str, Schema] | None = None, **optional: Schema) -> dict[str, Any]:
    """A closed object: the members it must have, and those it may have."""
    properties = {**(required or {}), **optional}
    return {
        "type": "object",
        "properties": properties,
        "required": list(required or {}),
        "additionalProperties": False,
    }


def text(*, most: int = 200, least: int = 1, **more: Any) -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most, **more}


def file(description: str) -> dict[str, Any]:
    """A body that is a file: its bytes as they are, whatever media type they are sent as."""
    return {"type": "string", "contentMediaType": "application/octet-stream", "description": description}


def one_of(*values: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "enum": list(values), **more}


def array(items: Schema, *, most: int = 1000, least: int = 0, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most, **more}


def integer(least: int = 0, most: int = 2**31 - 1, **more: Any) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, **more}


def nullable(schema: Schema) -> dict[str, Any]:
    kind = schema["type"]
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [kind, "null"], **values}


def described(schema: Schema, description: str) -> dict[str, Any]:
    return {**schema, "description": description}


UUID_TEXT = {"type": "string", "format": "uuid"}
MOMENT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
BOOLEAN = {"type": "boolean"}
FORMS_TOLD = (
    "How an element is shown: plain (as it is), truncated (first characters only), country_only, hashed (keyed hash"
    " only: under one agreement the same value always has the same one, and nobody can read the value from it); hidden"
    " is absent."
)


def _faults(error: Any) -> list[Fault]:
    keyword = str(error.schema_path[-1]) if error.schema_path else ""
    code, message = _KEYWORDS.get(keyword, _OTHER)
    facts = error.kind.as_dict()
    place = "".join(f"/{_escape(part)}" for part in error.instance_path)
    if keyword == "required":
        return [Fault(f"{place}/{_escape(facts['property'])}", code, message)]
    if code == "unknown-property":
        return [Fault(f"{place}/{_escape(name)}", code, message) for name in facts["unexpected"]]
    return [Fault(place, code, message.format_map(_Readable(facts)))]


class _Readable(dict[str, Any]):
    def __getitem__(self, key: str) -> str:
        value = self.get(key, "as documented")
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def __missing__(self, key: str) -> str:
        return "as documented"


def _escape(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _parse(schema: Schema, value: Any, place: str, faults: list[Fault]) -> Any:
    if isinstance(value, str):
        return _parse_text(schema.get("format"), value, place, faults)
    # Below what the schema leaves open, such as a notice's content, there is nothing to parse.
    if isinstance(value, dict) and "properties" in schema:
        properties = schema["properties"]
        return {
            name: _parse(properties.get(name, {}), member, f"{place}/{_escape(name)}", faults)
            for name, member in value.items()
        }
    if isinstance(value, list) and "items" in schema:
        return [_parse(schema["items"], v, f"{place}/{n}", faults) for n, v in enumerate(value)]
    return value


def _parse_text(form: str | None, value: str, place: str, faults: list[Fault]) -> Any:
    try:
        if form == "uuid":
            return UUID(value)
        if form == "date-time":
            return datetime.fromisoformat(value).astimezone(UTC)
        if form == "date":
            return date.fromisoformat(value)
    except (ValueError, OverflowError):
        # RFC 3339 allows what Python cannot hold: leap seconds, the year 0, offsets beyond year 1 or 9999.
        faults.append(Fault(place, "bad-format", f"Cannot be read as a {form}."))
    return value
