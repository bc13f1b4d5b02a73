"""The orders of the worklist: the columns that sort it, by which it is cut into pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from exchange.worklist.filters import NEWEST, Filters


def _position(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**63:
        raise ValueError("out of range")
    return value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("without an offset")
    return moment


_KINDS: dict[str, Callable[[str], Any]] = {
    "bigint": _position,
    "timestamptz": _moment,
    "uuid": lambda text: str(UUID(text)),
    "text": lambda text: text.replace("\x00", ""),
}


@dataclass(frozen=True, slots=True)
class Order:
    """Columns that together are unique in the list; ``latest`` goes from the greatest to the least."""

    columns: tuple[tuple[str, str], ...]
    latest: bool
    aliases: tuple[str, ...]

    def place(self, written: Sequence[str] | None) -> list[Any] | None:
        """The place in this order that was written down so; None where that is none."""
        if written is None or len(written) != len(self.columns):
            return None
        try:
            return [_KINDS[kind](one) for one, (_, kind) in zip(written, self.columns, strict=True)]
        except ValueError:
            return None


# What never became available has no position: the newest version goes first.
_ORDERS = {
    NEWEST: Order((("d.position", "bigint"),), True, ("position",)),
    "withheld": Order((("d.version_id", "uuid"), ("d.purpose", "text")), True, ("version_id", "purpose")),
    "due": Order(
        (("d.due", "timestamptz"), ("d.position", "bigint")),
        False,
        ("sorted_at", "position"),
    ),
    "houses": Order((("s.position", "bigint"),), True, ("position",)),
    "arrival": Order(
        (("s.arrival_at", "timestamptz"), ("s.position", "bigint")), False, ("sorted_at", "position")
    ),
    "departure": Order(
        (("s.departure_at", "timestamptz"), ("s.position", "bigint")), False, ("sorted_at", "position")
    ),
}


def of(filters: Filters) -> Order:
    """The order of a list with these filters: the newest first, unless they say otherwise."""
    if filters.state == "withheld":
        return _ORDERS["withheld"]
    return _ORDERS["houses" if filters.houses and filters.sorted_by == NEWEST else filters.sorted_by]
