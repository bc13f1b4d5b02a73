"""Pages of long lists: before or after a row that the reader has seen, so that new arrivals shift nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
ROWS = 50
_BETWEEN = "~"

# The columns that order a list and together are unique in it, each with what makes its value of a text.
Order = Mapping[str, Callable[[str], Any]]


@dataclass(frozen=True, slots=True)
class Cut(Generic[Row]):
    """Some rows of a list, the newest first, and the queries of the pages beside it; empty where there is none."""

    rows: list[Row]
    newer: str
    older: str


def cut(request: HttpRequest, rows: QuerySet[Row], order: Order) -> Cut[Row]:
    """The page that the address asks for; what cannot be read as a place is the beginning."""
    before, after = _place(request, "before", order), _place(request, "after", order)
    if after is not None:
        found = list(rows.filter(_beyond(order, after, "gt")).order_by(*order)[: ROWS + 1])
        more_newer, more_older = len(found) > ROWS, True
        found = found[:ROWS][::-1]
    else:
        if before is not None:
            rows = rows.filter(_beyond(order, before, "lt"))
        found = list(rows.order_by(*(f"-{column}" for column in order))[: ROWS + 1])
        more_newer, more_older = before is not None, len(found) > ROWS
        found = found[:ROWS]
    if not found:
        return Cut([], "", "")
    newer = _query(request, "after", found[0], order) if more_newer else ""
    older = _query(request, "before", found[-1], order) if more_older else ""
    return Cut(found, newer, older)


def number(request: HttpRequest, name: str) -> int:
    """The number of a page that the address names; the first where it names none."""
    written = request.GET.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 1


def whole(text: str) -> int:
    """A whole number that a column can hold."""
    value = int(text)
    if not 0 <= value < 2**63:
        raise ValueError("out of range")
    return value


def text(written: str) -> str:
    """A text that a column can hold."""
    if "\x00" in written:
        raise ValueError("holds NUL")
    return written


def _place(request: HttpRequest, name: str, order: Order) -> Sequence[Any] | None:
    try:
        parts = zip(order.values(), request.GET[name].split(_BETWEEN), strict=True)
        return [read(part) for read, part in parts]
    except (KeyError, ValueError):
        return None


def _beyond(order: Order, place: Sequence[Any], compare: str) -> Q:
    columns, condition = list(order), Q()
    for length, column in enumerate(columns):
        equal = Q(**dict(zip(columns[:length], place, strict=False)))
        condition |= equal & Q(**{f"{column}__{compare}": place[length]})
    return condition


def _query(request: HttpRequest, name: str, row: Model, order: Order) -> str:
    query = request.GET.copy()
    for other in ("before", "after"):
        query.pop(other, None)
    query[name] = _BETWEEN.join(str(getattr(row, column)) for column in order)
    return query.urlencode()
