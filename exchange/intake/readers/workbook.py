"""XLSX workbooks: looked through as an archive before any of it is parsed, then read row by row."""

import struct
import warnings
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.parsers.expat import ExpatError

from openpyxl.utils.exceptions import InvalidFileException

from accounts.errors import Malformed, Refusal, TooLarge
from accounts.sentences import Sentence
from exchange.intake.readers import archive
from exchange.intake.readers.archive import Sheet
from exchange.intake.readers.sheets import Opened, opened
from exchange.intake.readers.table import Remark, Row, Table, begun

# Of a sheet of any spreadsheet program.
_LAST_ROW = 1_048_576
_MOST_SHEETS = 50
# Whatever the libraries raise over what is no sound workbook.
_BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, EOFError, OSError,
    RecursionError, NotImplementedError, struct.error, zlib.error, zipfile.BadZipFile, SyntaxError,
    ExpatError, InvalidFileException,
)  # fmt: skip


@dataclass(slots=True)
class _Read:
    """How far the rows have been read."""

    row: int = 0


def read(
    file: BinaryIO, *, sheet: str = "", knows: Callable[[list[str]], bool] = lambda header: False
) -> Table:
    """The table in the sheet that was said; else in the first visible one that holds anything, or rather in one whose
    header is known. Refuses, with what to do, what is none.
    """
    found = archive.look_through(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheets = [(one, found.get(one.path.lstrip("/"), archive.EMPTY)) for one in opened(file)]
    except _BROKEN as broken:
        raise _unreadable() from broken
    visible = [(one, known) for one, known in sheets if one.is_visible and known.has_cells]
    if not visible:
        # What is damaged may look empty.
        for one, known in sheets:
            if not known.has_cells:
                deque(_rows(one, _Read()), maxlen=0)
        raise _nothing(sheets)
    chosen, known = _chosen(visible, sheet, knows)
    _refuse_merged(known, chosen.title)
    return _table(
        chosen,
        known,
        remarks=_remarks(sheets, visible, (chosen, known)),
        read_as={"sheet": chosen.title, "sheets": [one.title for one, _ in visible][:_MOST_SHEETS]},
    )


def _table(sheet: Opened, known: Sheet, *, remarks: list[Remark], read_as: dict[str, Any]) -> Table:
    progress = _Read()
    return begun(
        _rows(sheet, progress),
        share=lambda: min(100, progress.row * 100 // max(known.rows, 1)),
        remarks=remarks,
        read_as=read_as,
    )


def _chosen(
    visible: list[tuple[Opened, Sheet]], wanted: str, knows: Callable[[list[str]], bool]
) -> tuple[Opened, Sheet]:
    if wanted:
        for one in visible:
            if one[0].title == wanted:
                return one
        raise Malformed(
            "no-such-sheet",
            "The workbook has no visible sheet of that name that holds anything. Choose another.",
        )
    if len(visible) > 1:
        for one in visible[:_MOST_SHEETS]:
            if knows(_header(*one)):
                return one
    return next((one for one in visible if one[1].rows > 1), visible[0])


def _header(sheet: Opened, known: Sheet) -> list[str]:
    try:
        return _table(sheet, known, remarks=[], read_as={}).header
    except Refusal:
        return []


def _rows(sheet: Opened, progress: _Read) -> Iterator[Row]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for number, cells in sheet.rows():
                if number > _LAST_ROW:
                    raise TooLarge(
                        "too-many-rows",
                        "The sheet says that it has more rows than sheets have. Save it anew from your spreadsheet"
                        " program, and upload that.",
                    )
                progress.row = number
                yield number, cells
    except Refusal:
        raise
    except _BROKEN as broken:
        raise _unreadable(after=progress.row) from broken


def _nothing(sheets: list[tuple[Opened, Sheet]]) -> Malformed:
    hidden = [sheet.title for sheet, known in sheets if known.has_cells]
    if hidden:
        return Malformed(
            "hidden-sheets",
            Sentence(
                "Only hidden sheets hold anything (%(sheets)s), and these are not read. Unhide the sheet"
                " with your notices.",
                sheets=", ".join(hidden[:5]),
            ),
        )
    return Malformed(
        "empty-table",
        "There is nothing in the workbook: no header and no row. Write both, as the templates have them.",
    )


def _refuse_merged(known: Sheet, title: str) -> None:
    if known.merged:
        raise Malformed(
            "merged-cells",
            Sentence(
                "In the sheet %(title)s cells are merged (%(merged)s), so all but the first of them are"
                " empty. Unmerge them, and write each value into its own row.",
                title=title,
                merged=", ".join(known.merged[:5]),
            ),
        )


def _remarks(
    sheets: list[tuple[Opened, Sheet]], visible: list[tuple[Opened, Sheet]], read: tuple[Opened, Sheet]
) -> list[Remark]:
    remarks = []
    others = [sheet.title for sheet, _ in visible if sheet is not read[0]]
    if others:
        message = Sentence(
            "Only the sheet %(title)s was read, not %(others)s: one upload is one sheet."
            " Another can be chosen with the columns.",
            title=read[0].title,
            others=", ".join(others[:5]),
        )
        remarks.append(Remark("other-sheets", message))
    hidden = [sheet.title for sheet, known in sheets if not sheet.is_visible and known.has_cells]
    own = {"Lists"}
    if set(hidden) - own:
        remarks.append(
            Remark(
                "hidden-sheets",
                Sentence("Hidden sheets are not read: %(sheets)s.", sheets=", ".join(hidden[:5])),
            )
        )
    if read[1].formulas:
        message = Sentence.counted(
            "One cell holds a formula. What counts is the value last calculated and saved.",
            "%(count)s cells hold formulas. What counts is the value last calculated and saved.",
            count=read[1].formulas,
        )
        remarks.append(Remark("formulas", message))
    if read[1].uncalculated:
        message = Sentence(
            "%(cells)s: formulas without a saved value, read as empty cells. Open the workbook in your"
            " spreadsheet program, save it, and upload it again; or write the values themselves.",
            cells=", ".join(read[1].uncalculated[:5]),
        )
        remarks.append(Remark("formulas-without-value", message))
    return remarks


def _unreadable(*, after: int = 0) -> Malformed:
    if after:
        message = Sentence(
            "The workbook cannot be read after row %(row)s: it is damaged, or not a workbook. Open it in your"
            " spreadsheet program, save it as .xlsx, and upload that.",
            row=after,
        )
    else:
        message = Sentence(
            "The workbook cannot be read: it is damaged, or not a workbook. Open it in your spreadsheet program,"
            " save it as .xlsx, and upload that.",
        )
    return Malformed("unreadable-workbook", message)
