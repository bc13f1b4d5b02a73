"""The sheets of a workbook, and their cells as they stand in the file, read in pieces.

The library knows workbooks; its own way through a sheet makes several objects of every cell. Most uploads are one
sheet of millions of cells, so these are taken from the parser as it meets them.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, BinaryIO
from xml.parsers import expat

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601

from exchange.intake.readers.table import Cell, Row

_PIECE = 64 * 1024
_MOST_COLUMNS = 16_384
_OUT_OF_RANGE = "#VALUE!"
_MOST_DIGITS = 18
_MARKUP = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Opened:
    """One sheet of an open workbook, without its cells."""

    title: str
    is_visible: bool
    path: str
    _archive: zipfile.ZipFile
    _book: Any
    _strings: list[str]

    def rows(self) -> Iterator[Row]:
        """Its rows that hold cells, as they follow one another, each as long as its last cell."""
        parser = _Parser(self._book, self._strings)
        with self._archive.open(self.path) as stream:
            while piece := stream.read(_PIECE):
                yield from parser.feed(piece)
            yield from parser.feed(b"", last=True)


def opened(file: BinaryIO) -> list[Opened]:
    """The sheets of a workbook, in order; those that are no tables are left out."""
    reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    return [
        Opened(
            sheet.name,
            sheet.state == "visible",
            part.target,
            reader.archive,
            reader.wb,
            reader.shared_strings,
        )
        for sheet, part in reader.parser.find_sheets()
        if part.target in reader.valid_files and "chartsheet" not in part.Type
    ]


class _Parser:
    """Makes rows of a sheet's XML. Entities are refused: no workbook has any."""

    def __init__(self, book: Any, strings: list[str]) -> None:
        self._book = book
        self._strings = strings
        self._rows: list[Row] = []
        self._number = self._before = 0
        self._cells: list[Cell] | None = None
        self._type: str | None = None
        self._style = ""
        self._column = 0
        self._texts: list[str] = []
        self._in_phonetic = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = _refuse

    def feed(self, piece: bytes, *, last: bool = False) -> list[Row]:
        """The rows that end in this piece."""
        self._parser.Parse(piece, last)
        found, self._rows = self._rows, []
        return found

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        kind = _local(name)
        if kind == "c" and self._cells is not None:
            place = attributes.get("r")
            self._column = _column(place.rstrip("0123456789")) if place else self._column + 1
            self._type = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._texts = []
        elif kind == "v" or kind == "t":
            inline = self._type == "inlineStr"
            if self._type is not None and (kind == "t") == inline and not self._in_phonetic:
                self._parser.CharacterDataHandler = self._texts.append
        elif kind == "row":
            number = attributes.get("r")
            self._number = int(number) if number else max(self._number, self._before) + 1
            self._cells, self._column = [], 0
        elif kind == "rPh":
            self._in_phonetic = True

    def _end(self, name: str) -> None:
        kind = _local(name)
        if kind == "c":
            if self._texts and self._cells is not None and self._type is not None:
                self._put(self._cells, self._value("".join(self._texts), self._type))
            self._type = None
        elif kind == "v" or kind == "t":
            self._parser.CharacterDataHandler = None
        elif kind == "row":
            # Of rows out of order, only those that lead on are rows of the table.
            if self._cells and self._number > self._before:
                self._before = self._number
                self._rows.append((self._number, self._cells))
            self._cells = None
        elif kind == "rPh":
            self._in_phonetic = False

    def _put(self, cells: list[Cell], value: Cell) -> None:
        missing = self._column - len(cells)
        if missing == 1:
            cells.append(value)
            return
        if missing > 0:
            cells.extend([None] * missing)
        cells[self._column - 1] = value

    def _value(self, text: str, kind: str) -> Cell:
        if kind == "s":
            return _said(self._strings[int(text)])
        if kind == "n":
            return self._number_or_date(text)
        if kind == "b":
            return bool(int(text))
        return _moment(from_ISO8601(text)) if kind == "d" else _said(text)

    def _number_or_date(self, text: str) -> Cell:
        number = _number(text)
        if number is None:
            return text
        style = int(self._style) if self._style else 0
        if style not in self._book._date_formats:
            return number
        lasting = style in self._book._timedelta_formats
        try:
            return _moment(from_excel(number, self._book.epoch, timedelta=lasting))
        except (OverflowError, ValueError):
            return _OUT_OF_RANGE


def _number(text: str) -> int | float | None:
    """The number; ``None`` for one that is larger than is kept as a number, in JSON too."""
    if "." not in text and "E" not in text and "e" not in text:
        return int(text) if len(text) < _MOST_DIGITS else None
    number = float(text)
    return number if abs(number) < 10.0**_MOST_DIGITS else None


def _said(text: str) -> str:
    return _MARKUP.sub(_character, text) if "_x" in text else text


def _character(code: re.Match[str]) -> str:
    character = chr(int(code[1], 16))
    # Half of a pair is no character, and cannot be kept.
    return "\N{REPLACEMENT CHARACTER}" if "\ud800" <= character <= "\udfff" else character


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


@lru_cache(maxsize=4096)
def _local(name: str) -> str:
    """The name without its prefix, if it has one."""
    return name.rpartition(":")[2]


@lru_cache(maxsize=4096)
def _column(letters: str) -> int:
    column = column_index_from_string(letters)
    if column > _MOST_COLUMNS:
        raise ValueError("no sheet has so many columns")
    return column


def _refuse(*_declared: object) -> None:
    raise ValueError("a sheet declares no document type")
