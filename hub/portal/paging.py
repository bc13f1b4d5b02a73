"""Pages of long lists: before or after a row that the reader has seen, so that new arrivals shift nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
ROWS = 50


@dataclass(frozen=True, slots=True)
class Cut(Generic[Row]):
    """Some rows of a list, the newest first, and the queries of the pages beside it; empty where there is none."""

    rows: list[Row]
    newer: str
    older: str


def cut(
    request: HttpRequest, rows: QuerySet[Row], field: str, *, read: Callable[[str], Any] = int
) -> Cut[Row]:
    """The page that the address asks for; what cannot be read as a place is the beginning.

    ``field`` orders the list and is unique in it; ``read`` makes its value of the address's text.
    """
    before, after = _place(request, "before", read), _place(request, "after", read)
    if after is not None:
        found = list(rows.filter(**{f"{field}__gt": after}).order_by(field)[: ROWS + 1])
        more_newer, more_older = len(found) > ROWS, True
        found = found[:ROWS][::-1]
    else:
        if before is not None:
            rows = rows.filter(**{f"{field}__lt": before})
        found = list(rows.order_by(f"-{field}")[: ROWS + 1])
        more_newer, more_older = before is not None, len(found) > ROWS
        found = found[:ROWS]
    if not found:
        return Cut([], "", "")
    newer = _query(request, "after", getattr(found[0], field)) if more_newer else ""
    older = _query(request, "before", getattr(found[-1], field)) if more_older else ""
    return Cut(found, newer, older)


def number(request: HttpRequest, name: str) -> int:
    """The number of a page that the address names; the first where it names none."""
    written = request.GET.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 1


def _place(request: HttpRequest, name: str, read: Callable[[str], Any]) -> Any:
    try:
        value = read(request.GET[name])
    except (KeyError, ValueError):
        return None
    return None if isinstance(value, int) and not 0 <= value < 2**63 else value


def _query(request: HttpRequest, name: str, value: int | UUID) -> str:
    query = request.GET.copy()
    for other in ("before", "after"):
        query.pop(other, None)
    query[name] = str(value)
    return query.urlencode()
