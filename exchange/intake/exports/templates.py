"""Tables to fill in, made from a type's schema: a header in the field's terms, its codes to choose from, an example."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exchange.catalogue import selectors as catalogue
from exchange.catalogue.pointers import ANY, split
from exchange.intake import columns
from exchange.intake.cells import LABELLED
from exchange.intake.columns import EXAMPLE, REFERENCE, Column
from exchange.intake.exports.neutral import neutral

_LAST_ROW = 100_000
# Longer lists are looked up elsewhere; of HS codes only the chapters would be there.
_MOST_CODES = 600
_NOT_OFFERED = frozenset({"hs", "container_sizes", "dangerous_goods"})
_REQUIRED = PatternFill("solid", start_color="FF0B5566")
_OPTIONAL = PatternFill("solid", start_color="FF4F5F69")
_EXAMPLE_FONT = Font(italic=True, color="FF4F5F69")
_WIDEST = 38
_EXAMPLE_ITEMS = 2


def as_csv(type_id: str) -> bytes:
    """The template as CSV in UTF-8, with the mark by which spreadsheet programs know that."""
    chosen = _usual(type_id)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.called for column in chosen])
    writer.writerows([neutral(cell) for cell in row] for row in _example(type_id, chosen, {}))
    return text.getvalue().encode("utf-8-sig")


def as_workbook(type_id: str) -> bytes:
    """The template as a workbook: notices, a page on every column, and the code lists behind the drop-downs."""
    chosen = _usual(type_id)
    book = Workbook()
    sheet = book.active
    sheet.title = "Notices"
    offered = _offered(chosen)
    _write_lists(book.create_sheet("Lists"), offered)
    _write_header(sheet, chosen)
    _write_choices(sheet, chosen, offered)
    for row in _example(type_id, chosen, offered):
        sheet.append([neutral(cell) for cell in row])
    for row in sheet.iter_rows(min_row=2, max_row=sheet.max_row):
        for cell in row:
            cell.number_format, cell.font = "@", _EXAMPLE_FONT
    _write_help(book.create_sheet("Columns", 1), columns.columns_of(type_id), chosen)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _usual(type_id: str) -> list[Column]:
    return [column for column in columns.columns_of(type_id) if column.usual]


def _offered(chosen: Sequence[Column]) -> dict[str, list[str]]:
    """What each column with few possible values may be chosen from: by its list's name, or its own path."""
    offered: dict[str, list[str]] = {}
    for column in chosen:
        name = _list_name(column)
        if name is None or name in offered:
            continue
        if column.leaf is not None and column.leaf.kind == "boolean":
            offered[name] = [gettext("Yes"), gettext("No")]
        elif column.options:
            offered[name] = list(column.options)
        else:
            codes = catalogue.codes(name, limit=_MOST_CODES + 1)
            if len(codes) <= _MOST_CODES:
                offered[name] = [f"{code.code}{LABELLED}{code.label}" for code in codes]
    return offered


def _list_name(column: Column) -> str | None:
    leaf = column.leaf
    if leaf is None:
        return None
    if leaf.kind == "boolean":
        return "boolean"
    if column.options:
        return column.path
    return leaf.codelist if leaf.codelist and leaf.codelist not in _NOT_OFFERED else None


def _write_lists(sheet: Worksheet, offered: dict[str, list[str]]) -> None:
    for position, (name, values) in enumerate(offered.items(), start=1):
        sheet.cell(1, position, name)
        for at, value in enumerate(values, start=2):
            sheet.cell(at, position, value)
    sheet.sheet_state = "hidden"


def _write_header(sheet: Worksheet, chosen: Sequence[Column]) -> None:
    sheet.append([column.called for column in chosen])
    for position, column in enumerate(chosen, start=1):
        cell = sheet.cell(1, position)
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = _REQUIRED if column.required else _OPTIONAL
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        told = gettext("Required. %(hint)s") % {"hint": column.written} if column.required else column.written
        cell.comment = Comment(told, "Exchange Hub", width=280, height=90)
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = min(max(len(column.called), 12) + 2, _WIDEST)
        # Text, so that no leading zero is lost and no code becomes a date.
        sheet.column_dimensions[letter].number_format = "@"
    sheet.row_dimensions[1].height = 45
    sheet.freeze_panes = "B2"


def _write_choices(sheet: Worksheet, chosen: Sequence[Column], offered: dict[str, list[str]]) -> None:
    places = {name: get_column_letter(at) for at, name in enumerate(offered, start=1)}
    complete = {one.name for one in catalogue.every_list() if one.complete}
    for position, column in enumerate(chosen, start=1):
        name = _list_name(column)
        if name is None or name not in offered:
            continue
        cells = f"Lists!${places[name]}$2:${places[name]}${len(offered[name]) + 1}"
        choice = DataValidation(type="list", formula1=cells, allow_blank=True)
        # Whoever writes the code alone is right too, so nothing that is not in the list is refused here.
        choice.showErrorMessage = False
        choice.showInputMessage = True
        choice.promptTitle = column.called[:32]
        choice.prompt = (
            column.written
            if name not in complete
            else gettext("%(hint)s Choose, or write the code.") % {"hint": column.written}
        )[:255]
        letter = get_column_letter(position)
        choice.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(choice)


def _write_help(sheet: Worksheet, every: Sequence[Column], chosen: Sequence[Column]) -> None:
    sheet.append(
        [
            gettext("Column"),
            gettext("Required"),
            gettext("In this template"),
            gettext("How to write it"),
            gettext("WCO element"),
            gettext("Element"),
        ]
    )
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in every:
        wco = "" if column.leaf is None else column.leaf.wco or ""
        used = gettext("yes") if column in chosen else gettext("may be added")
        element = "" if column.path == REFERENCE else column.path
        sheet.append(
            [column.called, gettext("yes") if column.required else "", used, column.written, wco, element]
        )
    for letter, width in zip("ABCDEF", (44, 10, 16, 60, 14, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _example(
    type_id: str, chosen: Sequence[Column], offered: dict[str, list[str]]
) -> Iterator[list[str | int | bool]]:
    """The sample notice as rows, which an upload passes over."""
    sample = catalogue.sample(type_id)
    for index in range(min(len(sample.get("items", [{}])), _EXAMPLE_ITEMS)):
        row: list[str | int | bool] = []
        for column in chosen:
            value = EXAMPLE if column.path == REFERENCE else _value(sample, column, index)
            row.append(_labelled(value, offered.get(_list_name(column) or "", [])))
        yield row


def _value(sample: Any, column: Column, index: int) -> Any:
    """The first value at a column's place; of goods items, that of one of them."""
    if index and not column.of_item:
        return ""
    found = sample
    for at, step in enumerate(split(column.path)):
        if step == ANY:
            position = index if at == 1 and column.of_item else 0
            found = found[position] if isinstance(found, list) and len(found) > position else None
        else:
            found = found.get(step) if isinstance(found, dict) else None
        if found is None:
            return ""
    return found


def _labelled(value: Any, options: Sequence[str]) -> Any:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    written = f"{value}{LABELLED}"
    return next((option for option in options if option.startswith(written)), value)
