"""A list as a file: read in parts while it is sent, so that neither its length nor a slow reader matters."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
from django.db.models import Model, Q, QuerySet
from django.http import StreamingHttpResponse

from accounts import acting
from accounts.callers import Caller
from accounts.trail import services as trail
from exchange.intake.exports.neutral import neutral

Form = Literal["csv", "jsonl"]
FORMS: dict[str, str] = {"csv": "text/csv", "jsonl": "application/x-ndjson"}
_AT_ONCE = 1000
# By this a spreadsheet program knows that the text is UTF-8.
_MARK = "\ufeff"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """What is taken away: the rows asked for, newest first by the unique ``key``, and how a part of them is told.

    ``name`` is the file's; ``tell`` answers as many rows as it likes, each with every one of the ``columns``.
    """

    name: str
    columns: Sequence[str]
    rows: QuerySet[Any]
    key: tuple[str, ...]
    tell: Callable[[Sequence[Any], Caller], list[Row]]


def export(
    listing: Listing, *, form: str, narrowed_by: dict[str, str], by: Caller, at: datetime
) -> StreamingHttpResponse:
    """The list as a file. That it was taken away stands in the audit trail before its first byte leaves.

    Call it in the caller's acting context. The parts are read one by one after that, each in a transaction of its
    own; what comes meanwhile is newer than the first part, and not in the file.
    """
    trail.record(
        action="exported",
        subject_kind="organisation",
        subject=by.organisation,
        organisation=by.organisation,
        by=by,
        at=at,
        values={"list": listing.name, "form": form, **narrowed_by},
    )
    lines = _as_csv(listing, by) if form == "csv" else _as_lines(listing, by)
    name = f"{listing.name}-{at:%Y-%m-%d}.{form}"
    return StreamingHttpResponse(
        lines,
        content_type=f"{FORMS[form]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _parts(listing: Listing, by: Caller) -> Iterator[list[Row]]:
    """Part after part, each read in a transaction that is over before the part is sent."""
    order = [f"-{column}" for column in listing.key]
    rows = listing.rows.order_by(*order)
    last: Model | None = None
    while True:
        with acting.as_organisation(by.organisation, person=by.person):
            part = list((rows if last is None else rows.filter(_beyond(listing.key, last)))[:_AT_ONCE])
            told = listing.tell(part, by) if part else []
        if not part:
            return
        yield told
        last = part[-1]


def _beyond(key: tuple[str, ...], last: Model) -> Q:
    """What comes after a row. The first column bounds it alone, too: by that an index begins at the right place."""
    first, *others = key
    value = getattr(last, first)
    if not others:
        return Q(**{f"{first}__lt": value})
    return Q(**{f"{first}__lte": value}) & (Q(**{f"{first}__lt": value}) | _beyond(tuple(others), last))


def _as_lines(listing: Listing, by: Caller) -> Iterator[bytes]:
    for part in _parts(listing, by):
        yield b"".join(orjson.dumps(row, default=str) + b"\n" for row in part)


def _as_csv(listing: Listing, by: Caller) -> Iterator[bytes]:
    yield (_MARK + _written([listing.columns])).encode()
    for part in _parts(listing, by):
        yield _written([[_cell(row[column]) for column in listing.columns] for row in part]).encode()


def _written(rows: Sequence[Sequence[str]]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()


def _cell(value: Any) -> str:
    """A value as a cell. Texts that a spreadsheet program might calculate are kept from it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        value = " ".join(map(str, value))
    elif isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False, default=str) if value else ""
    return str(neutral(str(value)))
