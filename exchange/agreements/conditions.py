"""Conditions: their shape as one JSON Schema, and the rules that a schema cannot say."""

from collections.abc import Collection, Container, Iterable, Sequence
from decimal import Decimal
from typing import Any

import jsonschema_rs
from django.utils.translation import gettext_noop as _

from accounts.errors import Fault

# Conditions that speak of goods items; the others speak of the consignment.
ITEM_KINDS = frozenset({"hs", "value", "mass"})
MOST_CONDITIONS = 50
MOST_ENTRIES = 2000

Condition = dict[str, Any]


def _any_of(pattern: str) -> dict[str, Any]:
    entry = {"type": "string", "pattern": pattern}
    return {"type": "array", "minItems": 1, "maxItems": MOST_ENTRIES, "uniqueItems": True, "items": entry}


def _closed(required: Sequence[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


_COUNTRY = "^[A-Z]{2}$"
_COUNTRY_OR_ANY = {"type": "string", "pattern": r"^([A-Z]{2}|\*)$"}
_BOUND = {"type": ["string", "null"], "pattern": r"^[0-9]{1,16}(\.[0-9]{1,6})?$"}

SCHEMA: dict[str, Any] = {
    "type": "array",
    "maxItems": MOST_CONDITIONS,
    "description": "All must hold. Within one, any entry will do. An absent element satisfies none.",
    "items": {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
        "properties": {
            "corridor": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_ENTRIES,
                "uniqueItems": True,
                "description": "Pairs of dispatch and destination country; * stands for any that is present.",
                "items": {
                    "type": "array",
                    "minItems": 2,
                    "maxItems": 2,
                    "prefixItems": [_COUNTRY_OR_ANY, _COUNTRY_OR_ANY],
                    "items": {"type": "string"},
                },
            },
            "country": _closed(
                ["of", "any_of"],
                of={"type": "string", "enum": ["dispatch", "destination", "origin", "transit"]},
                any_of=_any_of(_COUNTRY),
            ),
            "place": _closed(
                ["any_of"],
                element={
                    "type": ["string", "null"],
                    "maxLength": 500,
                    "description": "The element that holds the place; null means any place of the notice.",
                },
                any_of=_any_of("^[A-Z]{2}[A-Z0-9]{3}$"),
            ),
            "mode": _any_of("^[0-9]{1,2}$"),
            "office": _any_of("^[A-Z]{2}[A-Z0-9]{2,16}$"),
            "hs": _any_of("^[0-9]{1,12}$"),
            "value": _closed(
                ["currency"], min=_BOUND, max=_BOUND, currency={"type": "string", "pattern": "^[A-Z]{3}$"}
            ),
            "mass": _closed([], min=_BOUND, max=_BOUND),
        },
    },
}

_VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)

_MESSAGES = {
    "minItems": (
        "empty-list",
        _("An empty list would never hold: name at least one, or leave the condition out."),
    ),
    "uniqueItems": ("repeated", _("No entry twice.")),
    "maxItems": ("too-many", _("Too many entries.")),
    "additionalProperties": ("unknown-condition", _("Not a condition, or not a part of this one.")),
    "minProperties": ("no-condition", _("Name one condition.")),
    "maxProperties": ("several-conditions", _("One condition each: write them as separate entries.")),
    "required": ("missing", _("A part of the condition is missing.")),
    "pattern": ("bad-format", _("Not written as a value of this kind.")),
    "enum": ("not-listed", _("Not one of the possible values.")),
    "type": ("wrong-type", _("Not of the right type.")),
}


def speaks_of_items(condition: Condition) -> bool:
    """Whether the condition must hold on a goods item (origin, HS, value, mass) rather than on the header."""
    (kind, body), *_ = condition.items()
    return kind in ITEM_KINDS or (kind == "country" and body["of"] == "origin")


def faults(
    conditions: Sequence[Any],
    *,
    currencies: Container[str],
    countries: Container[str],
    place_elements: Collection[str] | None,
) -> list[Fault]:
    """Everything that is wrong with the conditions, each with its pointer under ``/conditions``.

    ``place_elements`` are the pointers that hold a place in the agreement's types; None: not known yet.
    """
    found = [_shape_fault(error) for error in _VALIDATOR.iter_errors(list(conditions))]
    if found:
        return found
    for number, condition in enumerate(conditions):
        ((kind, body),) = condition.items()
        place = f"/conditions/{number}/{kind}"
        match kind:
            case "corridor":
                found += _country_faults(
                    ((f"{place}/{n}/{side}", pair[side]) for n, pair in enumerate(body) for side in (0, 1)),
                    countries,
                )
            case "country":
                found += _country_faults(
                    ((f"{place}/any_of/{n}", code) for n, code in enumerate(body["any_of"])), countries
                )
            case "value":
                found += _bound_faults(place, body)
                if body["currency"] not in currencies:
                    found.append(Fault(f"{place}/currency", "unknown-currency", "Not a code of ISO 4217."))
            case "mass":
                found += _bound_faults(place, body)
            case "place" if place_elements is not None:
                found += _element_faults(place, body.get("element"), place_elements)
    return found


def _shape_fault(error: Any) -> Fault:
    keyword = str(error.schema_path[-1]) if error.schema_path else ""
    code, message = _MESSAGES.get(keyword, ("wrong-shape", _("Does not have the shape of a condition.")))
    where = "".join(f"/{part}" for part in error.instance_path)
    return Fault(f"/conditions{where}", code, message)


def _country_faults(codes: Iterable[tuple[str, str]], countries: Container[str]) -> list[Fault]:
    return [
        Fault(place, "unknown-country", "Not a code of ISO 3166-1.")
        for place, code in codes
        if code != "*" and code not in countries
    ]


def _bound_faults(place: str, body: Condition) -> list[Fault]:
    least, most = body.get("min"), body.get("max")
    if least is None and most is None:
        return [Fault(place, "no-bound", "Give a lower or an upper bound, or leave the condition out.")]
    if least is not None and most is not None and Decimal(least) > Decimal(most):
        return [Fault(f"{place}/min", "bounds-crossed", "The lower bound lies above the upper bound.")]
    return []


def _element_faults(place: str, element: str | None, known: Collection[str]) -> list[Fault]:
    if element is None or element in known:
        return []
    return [
        Fault(f"{place}/element", "not-a-place", "No type of this agreement has a place under this pointer.")
    ]
