"""Terms and conditions from the words they are written in, the same in the database and in documents."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from exchange.agreements import conditions as written
from exchange.routing.conditions import (
    Corridor,
    Header,
    HeaderCondition,
    Hs,
    ItemCondition,
    Mass,
    Origin,
    Place,
    Value,
)
from exchange.routing.content import compile_path


def compile_conditions(
    conditions: Iterable[Mapping[str, Any]],
) -> tuple[tuple[HeaderCondition, ...], tuple[ItemCondition, ...]]:
    """The conditions on the consignment, and those on its goods items."""
    header: list[HeaderCondition] = []
    by_item: list[ItemCondition] = []
    for condition in conditions:
        ((kind, body),) = condition.items()
        if written.speaks_of_items(dict(condition)):
            by_item.append(_of_items(kind, body))
        else:
            header.append(_of_header(kind, body))
    return tuple(header), tuple(by_item)


def _of_header(kind: str, body: Any) -> HeaderCondition:
    match kind:
        case "corridor":
            return Corridor(frozenset((dispatch, destination) for dispatch, destination in body))
        case "country":
            return Header(body["of"], frozenset(body["any_of"]))
        case "place":
            return Place(compile_path(body.get("element") or ""), frozenset(body["any_of"]))
        case "mode" | "office":
            return Header(kind, frozenset(body))
    raise ValueError(f"{kind} is no condition")


def _of_items(kind: str, body: Any) -> ItemCondition:
    match kind:
        case "country":
            return Origin(frozenset(body["any_of"]))
        case "hs":
            return Hs(tuple(sorted(body)))
        case "value":
            return Value(_bound(body.get("min")), _bound(body.get("max")), body["currency"])
        case "mass":
            return Mass(_bound(body.get("min")), _bound(body.get("max")))
    raise ValueError(f"{kind} is no condition on goods items")


def _bound(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
