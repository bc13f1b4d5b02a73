"""Texts in files that spreadsheet programs open: none of them is taken for a formula."""

from exchange.intake.readers.table import Cell

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(cell: Cell) -> Cell:
    """The cell, with an apostrophe before a text that a spreadsheet program might calculate or run.

    The readers of uploads take it away again (``readers.table.plain``), so that a corrected file says what it said.
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
