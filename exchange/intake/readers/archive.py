"""A workbook as the archive that it is: what is in it, how large it really is, and what its sheets hide.

Everything is unpacked once, in small pieces that are counted and forgotten: an archive that would fill the memory
is refused before a parser sees any of it, whatever sizes it declares.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO

from accounts.errors import Malformed, TooLarge

MOST_UNPACKED = 1024 * 1024 * 1024
# Texts are the one part that the library holds in memory whole.
MOST_SHARED = 160 * 1024 * 1024
MOST_MEMBERS = 2000
_PIECE = 256 * 1024
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_MACROS = re.compile(r"vbaproject\.bin|xl/macrosheets/|xl/dialogsheets/", re.IGNORECASE)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?r="([0-9]{1,10})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:[ >/])")
_CELL = re.compile(rb"<(?:\w+:)?c[ >]")
_UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_OVERLAP = 4096
_PREFIX = 16
_NAMED = 10


@dataclass(slots=True)
class Sheet:
    """What one sheet holds besides its values. ``uncalculated``: formulas without a value saved with them."""

    rows: int = 0
    has_cells: bool = False
    formulas: int = 0
    merged: list[str] = field(default_factory=list)
    uncalculated: list[str] = field(default_factory=list)


EMPTY = Sheet()


def look_through(file: BinaryIO) -> dict[str, Sheet]:
    """The sheets by their place in the archive. Refuses what is no plain workbook, or more than may be unpacked."""
    try:
        with zipfile.ZipFile(file) as opened:
            members = opened.infolist()
            _refuse_by_names(members)
            return _unpack(opened, members)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError) as broken:
        raise Malformed(
            "unreadable-workbook",
            "The workbook is damaged. Open it in your spreadsheet program, save it as .xlsx, and upload that.",
        ) from broken


def _refuse_by_names(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise _bomb()
    if any(_MACROS.search(name) for name in names):
        raise Malformed(
            "macro-workbook",
            "The workbook holds macros, which are not taken in. Save it as .xlsx (without macros), and upload that.",
        )
    if "xl/workbook.bin" in names:
        raise Malformed(
            "binary-workbook", "This is a binary workbook (.xlsb). Save it as .xlsx, and upload that."
        )
    if "xl/workbook.xml" not in names:
        raise Malformed(
            "not-a-workbook",
            "This is an archive, but not an Excel workbook. Upload the .xlsx or CSV file itself; from other"
            " programs, save it as .xlsx first.",
        )


def _unpack(opened: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, Sheet]:
    unpacked = 0
    sheets: dict[str, Sheet] = {}
    for member in members:
        sheet = Sheet() if _SHEET.fullmatch(member.filename) else None
        most = MOST_SHARED if member.filename.lower().endswith("sharedstrings.xml") else MOST_UNPACKED
        size, rest = 0, b""
        with opened.open(member) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                unpacked += len(piece)
                if size > most or unpacked > MOST_UNPACKED:
                    raise _bomb()
                if sheet is not None:
                    rest = _note(sheet, rest + piece)
        if sheet is not None:
            _note(sheet, rest, last=True)
            sheets[member.filename] = sheet
    return sheets


def _note(sheet: Sheet, text: bytes, *, last: bool = False) -> bytes:
    """Note what a piece of a sheet shows, and give back its end, in which something may only have begun."""
    end = len(text) if last else max(text.rfind(b"<", 0, len(text) - _OVERLAP), 0)
    whole = text[:end]
    # Looked for plainly first: of what a sheet holds, nearly all are cells with nothing to note.
    last_row = max(whole.rfind(b"<row "), whole.rfind(b":row "))
    if last_row >= 0 and (row := _ROW.search(whole, max(last_row - _PREFIX, 0))):
        sheet.rows = max(sheet.rows, int(row[1]))
    sheet.has_cells = sheet.has_cells or _CELL.search(whole) is not None
    if b"<f" in whole or b":f" in whole:
        _note_formulas(sheet, whole, text)
    if b"mergeCell " in whole:
        merged = (cells[1].decode() for cells in _MERGED.finditer(whole))
        sheet.merged = list(dict.fromkeys((*sheet.merged, *merged)))[:_NAMED]
    return text[end:]


def _note_formulas(sheet: Sheet, whole: bytes, text: bytes) -> None:
    found = len(_FORMULA.findall(whole))
    sheet.formulas += found
    # A cell may reach beyond the piece that it begins in.
    if found and len(sheet.uncalculated) < _NAMED:
        cells = (cell[1].decode() for cell in _UNCALCULATED.finditer(text))
        sheet.uncalculated = list(dict.fromkeys((*sheet.uncalculated, *cells)))[:_NAMED]


def _bomb() -> TooLarge:
    return TooLarge(
        "unpacks-too-large",
        "Unpacked, this workbook is larger than any that is taken in. Split it, or save it as CSV.",
    )
