"""Rule 6: 'Several are all of; the list within one is any of; an absent field satisfies none.'"""

from decimal import Decimal
from typing import Any

from tests.oracle.content import Content, covers, split, values_at
from tests.oracle.typetable import TypeTable

Condition = dict[str, Any]


def is_about_items(condition: Condition) -> bool:
    """'Conditions on HS, origin, value and mass speak of goods items, never of totals.'"""
    if "country" in condition:
        return condition["country"]["of"] == "origin"
    return "hs" in condition or "value" in condition or "mass" in condition


def all_hold(conditions: list[Condition], content: Content, table: TypeTable) -> bool:
    """All of the conditions hold on the content."""
    for condition in conditions:
        if not is_about_items(condition) and not _header_holds(condition, content, table):
            return False
    if any(is_about_items(condition) for condition in conditions):
        return len(matching_items(conditions, content, table)) > 0
    return True


def matching_items(conditions: list[Condition], content: Content, table: TypeTable) -> list[int]:
    """'Conditions on goods items must all hold on one and the same item': the positions where they do."""
    positions = []
    items = content.get("items", [])
    for position in range(len(items)):
        alone = {"items": [items[position]]}
        if all(_item_holds(c, alone, table) for c in conditions if is_about_items(c)):
            positions.append(position)
    return positions


def _header_holds(condition: Condition, content: Content, table: TypeTable) -> bool:
    if "corridor" in condition:
        dispatch = values_at(content, table.facet("dispatch"))
        destination = values_at(content, table.facet("destination"))
        for wanted_from, wanted_to in condition["corridor"]:
            if _any_is(dispatch, wanted_from) and _any_is(destination, wanted_to):
                return True
        return False
    if "country" in condition:
        present = values_at(content, table.facet(condition["country"]["of"]))
        return any(value in condition["country"]["any_of"] for value in present)
    if "place" in condition:
        present = values_at(content, _place_pointers(condition["place"]["element"], table))
        return any(value in condition["place"]["any_of"] for value in present)
    for name in ("mode", "office"):
        if name in condition:
            return any(value in condition[name] for value in values_at(content, table.facet(name)))
    raise ValueError(f"unknown condition {condition}")


def _any_is(present: list[Any], wanted: str) -> bool:
    """'`*` for any present value.'"""
    return any(wanted in ("*", value) for value in present)


def _place_pointers(element: str | None, table: TypeTable) -> tuple[str, ...]:
    """'*Place* names its element, or any place of the notice.'"""
    if element is None:
        return table.facet("place")
    return tuple(place for place in table.facet("place") if _is_at_or_under(place, element))


def _is_at_or_under(place: str, element: str) -> bool:
    return covers(split(element), split(place))


def _item_holds(condition: Condition, alone: Content, table: TypeTable) -> bool:
    """One condition on a content reduced to one goods item."""
    if "country" in condition:
        return any(v in condition["country"]["any_of"] for v in values_at(alone, table.facet("item_origin")))
    if "hs" in condition:
        codes = values_at(alone, table.facet("item_hs"))
        return any(code.startswith(prefix) for code in codes for prefix in condition["hs"])
    if "mass" in condition:
        return any(_between(mass, condition["mass"]) for mass in values_at(alone, table.facet("item_mass")))
    wanted = condition["value"]
    for amount_at, currency_at in zip(table.facet("item_value"), table.facet("item_currency"), strict=True):
        currencies = values_at(alone, (currency_at,))
        amounts = values_at(alone, (amount_at,))
        if wanted["currency"] in currencies and any(_between(amount, wanted) for amount in amounts):
            return True
    return False


def _between(text: str, bounds: dict[str, Any]) -> bool:
    """'*Value*, *mass*: both bounds included'; a bound that is null is open."""
    if bounds["min"] is not None and Decimal(text) < Decimal(bounds["min"]):
        return False
    return bounds["max"] is None or Decimal(text) <= Decimal(bounds["max"])
