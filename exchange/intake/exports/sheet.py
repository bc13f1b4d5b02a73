"""A workbook of one sheet, written row by row straight into its archive: a hundred thousand rows in seconds."""

import re
import zipfile
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import BinaryIO
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from exchange.intake.exports.neutral import neutral
from exchange.intake.readers.table import Cell

_LONGEST = 32_000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
# What readers of workbooks would take for a character written in its number.
_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TEXT = 49  # the format "@", which keeps texts texts when somebody edits them


class Style(IntEnum):
    """How a cell looks, by its place in the table of styles."""

    PLAIN = 0
    TEXT = 1
    HEADER = 2
    MARKED = 3
    MARKED_TEXT = 4
    WRONG = 5


Styled = tuple[Cell, Style]

_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="Notices" sheetId="1"'
    ' r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font>'
    '<font><sz val="11"/><color rgb="FFA3262A"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
    '</fill><fill><patternFill patternType="solid"><fgColor rgb="FFFBE0A6"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="6">'
    + "".join(
        f'<xf numFmtId="{form}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyNumberFormat="1"'
        f' applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="{wrap}"/></xf>'
        for form, font, fill, wrap in (
            (0, 0, 0, 0), (_TEXT, 0, 0, 0), (_TEXT, 1, 0, 1), (0, 0, 2, 0), (_TEXT, 0, 2, 0), (_TEXT, 2, 0, 1),
        )
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}  # fmt: skip


def write(file: BinaryIO, rows: Iterable[Sequence[Styled]], *, widths: Sequence[int]) -> None:
    """Write the rows, the first of which stays in sight; every text is neutral (``neutral``)."""
    letters = [get_column_letter(at + 1) for at in range(len(widths))]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, content in _PARTS.items():
            archive.writestr(name, f"{_HEAD}{content}")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(_beginning(widths).encode())
            for number, row in enumerate(rows, start=1):
                part.write(_row(number, row, letters).encode())
            part.write(b"</sheetData></worksheet>")


def _beginning(widths: Sequence[int]) -> str:
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(widths, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>"
    )


def _row(number: int, row: Sequence[Styled], letters: Sequence[str]) -> str:
    cells = "".join(
        _cell(f"{letters[at]}{number}", value, style)
        for at, (value, style) in enumerate(row)
        if value is not None or style is not Style.PLAIN
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: Cell, style: Style) -> str:
    if value is None or value == "":
        return f'<c r="{place}" s="{style.value}"/>'
    if isinstance(value, bool):
        return f'<c r="{place}" s="{style.value}" t="b"><v>{int(value)}</v></c>'
    if not isinstance(value, str):
        return f'<c r="{place}" s="{style.value}"><v>{value!r}</v></c>'
    text = escape(_CODE.sub("_x005F_", _writable(str(neutral(value)))))
    return f'<c r="{place}" s="{style.value}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _writable(text: str) -> str:
    """Without the control characters that no workbook can hold."""
    if not text.isprintable():
        text = "".join(one for one in text if one.isprintable() or one in "\n\t")
    return text[:_LONGEST]
