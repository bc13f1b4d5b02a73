"""Cursor pages: stable while rows arrive, opaque to the caller, linked as RFC 8288 says."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import Malformed
from hub.api.v1.shapes import array, integer, obj, text

Row = TypeVar("Row")
DEFAULT_LIMIT = 50
MOST = 500

QUERY = {
    "cursor": text(most=600, description="Where the page begins: taken from the page before, never made up."),
    "limit": integer(1, MOST, default=DEFAULT_LIMIT, description="How many items at most."),
}


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**63:
        raise ValueError("not a whole number")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError("not a text")
    return value


_READERS: dict[type, Callable[[Any], Any]] = {
    int: _whole,
    str: _text,
    UUID: UUID,
    datetime: datetime.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page begins (after the row with this key, or at the beginning) and how long it may be."""

    after: tuple[Any, ...] | None
    limit: int


def page_schema(item: Any) -> dict[str, Any]:
    """The schema of a page of ``item``."""
    return obj({"items": array(item, most=MOST), "next": {"type": ["string", "null"]}})


def position(query: dict[str, Any], *kinds: type) -> Position:
    """Read ``cursor`` and ``limit``; ``kinds`` are the types of the key's parts, in order."""
    cursor = query.get("cursor")
    limit = query.get("limit", DEFAULT_LIMIT)
    if cursor is None:
        return Position(None, limit)
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError("not a cursor of this list")
        key = tuple(_READERS[kind](value) for kind, value in zip(kinds, values, strict=True))
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError) as error:
        raise Malformed("bad-cursor", "Take the cursor from a page of this very list.") from error
    return Position(key, limit)


def cut(rows: QuerySet[Any], place: Position, *fields: str, descending: bool = False) -> list[Any]:
    """The page's rows, by the unique ``fields``, and one more, which tells that there is a next page."""
    if place.after is not None:
        rows = rows.filter(_beyond(fields, place.after, "lt" if descending else "gt"))
    order = [f"-{field}" if descending else field for field in fields]
    return list(rows.order_by(*order)[: place.limit + 1])


def _beyond(fields: Sequence[str], key: Sequence[Any], compare: str) -> Q:
    condition = Q()
    for index in range(len(fields)):
        equal = Q(**dict(zip(fields[:index], key[:index], strict=True)))
        condition |= equal & Q(**{f"{fields[index]}__{compare}": key[index]})
    return condition


def page(
    request: Request,
    rows: Sequence[Row],
    place: Position,
    *,
    key: Callable[[Row], Iterable[Any]],
    show: Callable[[Row], Any],
) -> Response:
    """The answer: the items, and where the next page is (in the body and as a Link header)."""
    shown = rows[: place.limit]
    following = None
    if len(rows) > place.limit:
        following = _link(request, _encode(key(shown[-1])))
    headers = {"Link": f'<{following}>; rel="next"'} if following else {}
    return Response({"items": [show(row) for row in shown], "next": following}, headers=headers)


def _encode(key: Iterable[Any]) -> str:
    parts = [part.isoformat() if isinstance(part, datetime) else part for part in key]
    written = json.dumps(parts, default=str, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def _link(request: Request, cursor: str) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    # A path, not an address: behind a proxy the hub does not know the name it is called by.
    return f"{request.path}?{query.urlencode()}"
