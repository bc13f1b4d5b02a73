"""Files for uploads: rows of a table as CSV or as a workbook, and what an upload of them comes to."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import openpyxl

from accounts import acting
from exchange import uploading
from exchange.intake import selectors
from exchange.intake.models import FaultyLine, Upload
from exchange.uploading import Chosen, Wanted
from tests.factories import accounts
from tests.factories.accounts import Member

# An advance cargo notice of one goods item, in the columns of the template.
GOOD: dict[str, Any] = {
    "Reference": "UP-1",
    "Declarant: EORI or tax number": "NL854120099",
    "Mode of transport": "1",
    "Voyage, flight or trip number": "MD647W",
    "Country of dispatch": "CN",
    "Country of destination": "NL",
    "Consignor: Name": "Lintong Textile Co. Ltd",
    "Consignee: Name": "Noordzee Retail BV",
    "Estimated arrival": "2026-12-22T06:30:00+01:00",
    "Item number": "1",
    "Goods description": "Cotton bed linen, printed",
    "HS code": "630221",
    "Country of origin": "CN",
    "Gross mass in kg": "4210.5",
    "Package type": "CT",
    "Number of packages": "320",
}


def row(**changes: Any) -> dict[str, Any]:
    """A good row with some cells changed, each named by the first word of its column."""
    names = {name.split(":")[-1].split()[0].lower(): name for name in GOOD}
    return {**GOOD, **{names.get(name, name): value for name, value in changes.items()}}


def as_csv(rows: Iterable[dict[str, Any]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    rows = list(rows)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(rows[0])
    writer.writerows(one.values() for one in rows)
    return text.getvalue().encode(encoding)


def as_workbook(rows: Iterable[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for one in rows:
        book.active.append(list(one))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def cells(rows: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """Header and rows, for a workbook."""
    rows = list(rows)
    return [list(rows[0]), *(list(one.values()) for one in rows)]


def received(
    data: bytes, by: Member, *, name: str = "cargo.csv", type_id: str = "advance_cargo", **more: Any
) -> Upload:
    """A file, taken in for a member."""
    caller = accounts.caller(by, "publisher", person=more.pop("person", None))
    with acting.as_organisation(by.id, person=caller.person):
        upload, _ = uploading.receive([data], wanted=Wanted(name, type_id, **more), by=caller)
    return upload


def worked(upload: Upload, by: Member) -> Upload:
    """The upload once the worker has done all that there is to do for it."""
    uploading.work(seconds=60)
    return current(upload, by)


def current(upload: Upload, by: Member) -> Upload:
    with acting.as_organisation(by.id):
        return selectors.upload(upload.id, organisation=by.id)


def confirmed(upload: Upload, by: Member, mode: str = "good") -> Upload:
    """The upload, confirmed and published as far as it goes."""
    caller = accounts.caller(by, "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        uploading.confirm(upload=upload.id, mode=mode, by=caller)
    return worked(upload, by)


def counts(upload: Upload, by: Member) -> selectors.Counts:
    with acting.as_organisation(by.id):
        return selectors.counts(upload)


def faults(upload: Upload, by: Member) -> list[tuple[int, int | None, str]]:
    """Row, column and code of every fault."""
    with acting.as_organisation(by.id):
        lines = list(FaultyLine.objects.filter(upload_id=upload.id).order_by("row"))
    return [(one["row"], one["column"], one["code"]) for line in lines for one in line.faults]


def left_open(by: Member) -> Upload:
    """An upload with a row in every table: one that is checked, and whose columns were chosen."""
    clerk = replace(by, administrator=accounts.person(by, "publisher"))
    upload = worked(received(b"Ref,Way,What\nA-1,1,Tea\nA-2,99,Tea\n", clerk), clerk)
    chosen = {"reference": 0, "/transport/mode": 1, "/items/*/description": 2}
    caller = accounts.caller(clerk, "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        uploading.map_columns(upload=upload.id, chosen=Chosen(chosen), by=caller)
    return worked(upload, clerk)
