"""The notices that were not accepted, as a workbook to correct and upload again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from exchange.intake import columns, selectors
from exchange.intake.exports.neutral import neutral
from exchange.intake.models import FaultyLine, Upload
from exchange.intake.readers import kinds
from exchange.intake.readers.table import Cell

FAULT = "Fault"
MOST_LINES = 20_000
_MARKED = PatternFill("solid", start_color="FFFBE0A6")
_WRONG = Font(color="FFA3262A")
_FAULT_WIDTH = 80
_WIDTH = 18


def lines_of(upload: Upload) -> Iterator[FaultyLine]:
    """The faulty notices that one workbook holds; where there are more, they are mended where the file is made."""
    return selectors.faulty_lines(upload)[:MOST_LINES].iterator(chunk_size=500)


def write(file: BinaryIO, upload: Upload, lines: Iterable[FaultyLine]) -> None:
    """Write the workbook: of a table its own columns and one for the faults; of other files where and what."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Notices")
    if upload.kind in kinds.TABLES:
        _write_table(sheet, upload, lines)
    else:
        _write_places(sheet, lines)
    book.save(file)


def _write_table(sheet: Worksheet, upload: Upload, lines: Iterable[FaultyLine]) -> None:
    header = [name for name in upload.header if name.casefold() != FAULT.casefold()]
    width = len(header)
    for position in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(position)].width = _WIDTH
    sheet.column_dimensions[get_column_letter(width + 1)].width = _FAULT_WIDTH
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name, font=Font(bold=True)) for name in (*header, FAULT)])
    names = {path: column.name for path, column in columns.by_path(upload.type).items()}
    for line in lines:
        faults: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for fault in line.faults:
            faults[fault["row"]].append(fault)
        for number, cells in line.rows:
            sheet.append(_row(sheet, cells, width, faults.get(number, []), names))


def _row(
    sheet: Worksheet,
    cells: Sequence[Cell],
    width: int,
    faults: Sequence[dict[str, Any]],
    names: dict[str, str],
) -> list[Any]:
    wrong = {fault["column"] for fault in faults}
    padded = [*cells[:width], *[None] * (width - len(cells))]
    told = "\n".join(
        f"{names[fault['element']]}: {fault['message']}" if fault["element"] in names else fault["message"]
        for fault in faults
    )
    written = [
        _cell(sheet, cell, fill=_MARKED) if position in wrong else _plain(sheet, cell)
        for position, cell in enumerate(padded)
    ]
    return [*written, _cell(sheet, told or None, font=_WRONG)]


def _write_places(sheet: Worksheet, lines: Iterable[FaultyLine]) -> None:
    for letter, width in zip("ABCD", (10, 30, 50, _FAULT_WIDTH), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append(
        [_cell(sheet, name, font=Font(bold=True)) for name in ("Line", "Reference", "Element", FAULT)]
    )
    for line in lines:
        for fault in line.faults:
            sheet.append(
                [
                    fault["row"],
                    _plain(sheet, line.reference),
                    _plain(sheet, fault["element"]),
                    _plain(sheet, fault["message"]),
                ]
            )


def _plain(sheet: Worksheet, cell: Cell) -> Any:
    """Texts get a format that keeps them texts when somebody edits them."""
    if not isinstance(cell, str):
        return cell
    return _cell(sheet, cell)


def _cell(sheet: Worksheet, value: Cell, *, font: Font | None = None, fill: PatternFill | None = None) -> Any:
    made = WriteOnlyCell(sheet, value=_writable(neutral(value)))
    if isinstance(value, str):
        made.number_format = "@"
    if font is not None:
        made.font = font
        made.alignment = Alignment(wrap_text=True, vertical="top")
    if fill is not None:
        made.fill = fill
    return made


def _writable(value: Cell) -> Cell:
    """Without the control characters that no workbook can hold."""
    if isinstance(value, str):
        return "".join(one for one in value if one.isprintable() or one in "\n\t")[:32_000]
    return value
