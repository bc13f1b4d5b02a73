"""Where the values of an element come from, in a row or beside it, and how they are read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from exchange.catalogue.pointers import ANY, split
from exchange.catalogue.types import Leaf
from exchange.intake import cells
from exchange.intake.cells import Reader
from exchange.intake.columns import ITEMS, Column
from exchange.intake.readers.table import Cell

_BETWEEN = re.compile(r"[;,\s]+")

# The steps to a value: each a name, and whether it is that of a list.
Way = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A column of the file: where its values go, and how they are read."""

    position: int
    path: str
    way: Way
    of_item: bool
    read: Callable[[Cell], Any]


def source_of(
    column: Column, leaf: Leaf, position: int, keywords: Mapping[str, Any], zone: str, decimal_comma: bool
) -> Source:
    """How the values at a position are read as a column's element."""
    steps = split(column.path.removeprefix(ITEMS) if column.of_item else column.path)
    way = tuple((step, steps[at + 1 : at + 2] == (ANY,)) for at, step in enumerate(steps) if step != ANY)
    read = cells.reader_for(
        leaf, decimal=is_decimal(keywords), zone=ZoneInfo(zone), decimal_comma=decimal_comma
    )
    if way[-1][1]:
        read = _several(read, coded=leaf.codelist is not None)
    return Source(position, column.path, way, column.of_item, read)


def is_decimal(keywords: Mapping[str, Any]) -> bool:
    """Whether a leaf is a number with decimals."""
    return str(keywords.get("pattern", "")).startswith("^[0-9]{1,16}(")


def _several(read: Reader, *, coded: bool) -> Reader:
    """Several values in one cell: codes by any mark or space between them, others by semicolons."""

    def several(cell: Cell) -> list[Any]:
        written = cells.text(cell)
        parts = _BETWEEN.split(written) if coded and cells.LABELLED not in written else written.split(";")
        return [read(part.strip()) for part in parts if part.strip()]

    return several
