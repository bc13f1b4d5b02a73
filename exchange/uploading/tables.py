"""The table in the file of an upload: read as somebody said, else as it was read before, else as it looks."""

import os
from collections.abc import Callable
from typing import BinaryIO

from accounts.errors import Refusal
from exchange.intake import states
from exchange.intake.models import Mapping, Upload
from exchange.intake.readers import delimited, said, text, workbook
from exchange.intake.readers.said import Said
from exchange.intake.readers.table import Table

Known = Callable[[list[str]], Mapping | None]


def read(upload: Upload, file: BinaryIO, *, known: Known, encodings: Callable[[], list[str]]) -> Table:
    """The table. ``known``: what is remembered of a header; ``encodings``: those that somebody named before."""
    wanted = _wanted(upload)
    if upload.kind == Upload.Kind.XLSX:
        return workbook.read(file, sheet=wanted.sheet, knows=lambda header: known(header) is not None)
    table = delimited.read(_again(file), as_said=wanted)
    if wanted.encoding or table.read_as["encoding"] != said.name_of(text.WINDOWS):
        return table
    # It was a guess: an encoding by which the header is one that somebody named it for is better.
    for encoding in encodings():
        try:
            other = delimited.read(_again(file), as_said=Said(encoding, wanted.delimiter))
        except Refusal:
            continue
        held = known(other.header)
        if held is not None and held.reading.get("encoding") == encoding:
            return other
    return table


def has_decimal_comma(upload: Upload, table: Table, known: Mapping | None) -> bool:
    """Whether 1,5 is one and a half: as was said; as was said of such a file before; else as it looks.

    A file of the same header with another delimiter was written by another program: nothing is remembered of it.
    """
    decimal = upload.reading.get("decimal")
    remembered = {} if known is None else known.reading
    if decimal is None and remembered.get("delimiter") == table.read_as.get("delimiter"):
        decimal = remembered.get("decimal")
    return table.decimal_comma if decimal is None else decimal == said.COMMA


def _wanted(upload: Upload) -> Said:
    """What was said; and once its rows are being checked, as it was read when its columns were chosen."""
    told = upload.reading if upload.state == states.RECEIVED else {**upload.reading, **upload.read_as}
    return Said(
        encoding=told.get("encoding", ""), delimiter=told.get("delimiter", ""), sheet=told.get("sheet", "")
    )


def _again(file: BinaryIO) -> BinaryIO:
    """The same file under a handle of its own: a reader that is given up closes what it has."""
    file.seek(0)
    return os.fdopen(os.dup(file.fileno()), "rb")
