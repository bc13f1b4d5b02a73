"""The notices that were not accepted, as a workbook to correct and upload again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from accounts import sentences
from exchange.intake import columns, selectors
from exchange.intake.exports import sheet
from exchange.intake.exports.sheet import Style, Styled
from exchange.intake.models import FaultyLine, Upload
from exchange.intake.readers import kinds
from exchange.intake.readers.table import Cell

FAULT = "Fault"
_FAULT_WIDTH = 80
_WIDTH = 18
_PLACES = {"Line": 10, "Reference": 30, "Element": 50, FAULT: _FAULT_WIDTH}


def lines_of(upload: Upload) -> Iterator[FaultyLine]:
    """Every faulty notice, in the order of the file."""
    return selectors.faulty_lines(upload).iterator(chunk_size=500)


def write(file: BinaryIO, upload: Upload, lines: Iterable[FaultyLine]) -> None:
    """Write the workbook: of a table its own columns and one for the faults; of other files where and what."""
    if upload.kind not in kinds.TABLES:
        sheet.write(file, _places(lines), widths=list(_PLACES.values()))
        return
    kept = [at for at, name in enumerate(upload.header) if name.casefold() != FAULT.casefold()]
    sheet.write(file, _table(upload, kept, lines), widths=[_WIDTH] * len(kept) + [_FAULT_WIDTH])


def _table(upload: Upload, kept: Sequence[int], lines: Iterable[FaultyLine]) -> Iterator[list[Styled]]:
    yield [(name, Style.HEADER) for name in (*(upload.header[at] for at in kept), FAULT)]
    names = {path: column.called for path, column in columns.by_path(upload.type).items()}
    for line in lines:
        faults: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for fault in line.faults:
            faults[fault["row"]].append(fault)
        for number, cells in line.rows:
            yield _row(cells, kept, faults.get(number, []), names)


def _row(
    cells: Sequence[Cell], kept: Sequence[int], faults: Sequence[dict[str, Any]], names: dict[str, str]
) -> list[Styled]:
    wrong = {fault["column"] for fault in faults}
    told = "\n".join(
        f"{names[fault['element']]}: {message}" if fault["element"] in names else message
        for fault in faults
        for message in [sentences.told(sentences.read(fault))]
    )
    width = len(cells)
    row = [_styled(cells[at] if at < width else None, marked=at in wrong) for at in kept]
    row.append((told or None, Style.WRONG if told else Style.PLAIN))
    return row


def _styled(cell: Cell, *, marked: bool) -> Styled:
    if marked:
        return cell, Style.MARKED_TEXT if cell is None or isinstance(cell, str) else Style.MARKED
    return cell, Style.TEXT if isinstance(cell, str) else Style.PLAIN


def _places(lines: Iterable[FaultyLine]) -> Iterator[list[Styled]]:
    yield [(name, Style.HEADER) for name in _PLACES]
    for line in lines:
        for fault in line.faults:
            said = (line.reference, fault["element"], sentences.told(sentences.read(fault)))
            yield [(fault["row"], Style.PLAIN), *((text, Style.TEXT) for text in said)]
