"""What every reader of tables makes of a file: a header, and rows of plain cells with their numbers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from accounts.errors import Malformed, TooLarge
from accounts.sentences import Sentence

# What a spreadsheet holds, as JSON can hold it; days and times as ISO 8601 writes them.
Cell = str | int | float | bool | None
Row = tuple[int, list[Cell]]

MOST_ROWS = 250_000
MOST_COLUMNS = 500
MOST_CELL = 10_000


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the sender should know, and that keeps nothing from being accepted."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    """A header with the rows below it. ``share`` says how much of the file has been read by now, per cent.

    ``decimal_comma``: the file comes from where 1,5 is one and a half. ``read_as``: in which encoding, by which
    delimiter, of which sheet and with which others beside it.
    """

    header: list[str]
    rows: Iterator[Row]
    share: Callable[[], int]
    remarks: list[Remark] = field(default_factory=list)
    decimal_comma: bool = False
    read_as: dict[str, Any] = field(default_factory=dict)


def begun(
    rows: Iterator[Row],
    *,
    share: Callable[[], int],
    remarks: list[Remark],
    decimal_comma: bool = False,
    read_as: dict[str, Any] | None = None,
) -> Table:
    """The table whose header is the first row that holds anything. Refuses what is none, or too wide."""
    limited = _limited(rows)
    for _number, cells in limited:
        header = [_name(cell) for cell in cells]
        while header and not header[-1]:
            header.pop()
        return Table(header, limited, share, remarks, decimal_comma, read_as or {})
    raise Malformed(
        "empty-table",
        "There is nothing in the table: no header and no row. Write both, as the templates have them.",
    )


def _limited(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows that hold anything, as long as there are no more than are read."""
    for number, cells in rows:
        if number > MOST_ROWS + 1:
            raise TooLarge(
                "too-many-rows",
                Sentence(
                    "The table has more than %(most)s rows. Split it into several files.", most=MOST_ROWS
                ),
            )
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise TooLarge(
                "too-many-columns",
                Sentence(
                    "Row %(number)s has %(cells)s columns; at most %(most)s are read. Delete those that"
                    " hold no notice.",
                    number=number,
                    cells=len(cells),
                    most=MOST_COLUMNS,
                ),
            )
        if any(cell not in (None, "") for cell in cells):
            yield number, [plain(cell) if type(cell) is str else cell for cell in cells]


def plain(text: str) -> str:
    """A text as it can be kept: without white space around it, without NUL, without the mark that our exports
    put before what a spreadsheet program might take for a formula, and no longer than any element.
    """
    text = text.strip()
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if len(text) > 1 and text[0] == "'" and text[1] in "=+-@":
        return text[1:MOST_CELL]
    return text[:MOST_CELL]


def _name(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).split())[:200]
