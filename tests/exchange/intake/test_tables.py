"""Tables as they come: every dialect of CSV gives the same cells, and what keeps a workbook from being read is told."""

import csv
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.errors import Malformed, Refusal
from exchange.intake.exports.neutral import neutral
from exchange.intake.readers import delimited, kinds, workbook
from exchange.intake.readers.kinds import Kind
from exchange.intake.readers.table import MOST_COLUMNS, Table, plain
from tests.exchange.intake.hostile import FOLDER, files, needs_data
from tests.factories.uploads import as_workbook, saved

CSV_EDGE = files("csv_edge", "*.csv")
XLSX_EDGE = files("xlsx_edge", "*")


def table(data: bytes, *, name: str = "file") -> Table:
    """What the readers make of a file, by whatever kind it is of."""
    kind = kinds.kind_of(data, name=name)
    return (workbook if kind == Kind.XLSX else delimited).read(io.BytesIO(data))


def cells(data: bytes) -> list[list]:
    read = table(data)
    return [read.header, *(row for _, row in read.rows)]


def refusal(data: bytes, *, name: str = "file") -> str:
    with pytest.raises(Refusal) as refused:
        list(table(data, name=name).rows)
    assert refused.value.detail.endswith(".")
    return refused.value.code


@needs_data
@pytest.mark.parametrize("path", CSV_EDGE, ids=lambda path: path.stem)
def test_published_edge_cases_of_csv_give_the_cells_that_their_answers_name(path: Path):
    read = table(path.read_bytes())
    # The line ends of the published file were made plain on its way here; its answer still has the others.
    answer = json.loads(path.with_suffix(".json").read_text(encoding="utf-8").replace("\\r\\n", "\\n"))
    found = [
        {name: cell or "" for name, cell in zip(read.header, [*row, *[""] * len(read.header)], strict=False)}
        for _, row in read.rows
    ]
    assert found == [{name: value.strip() for name, value in one.items()} for one in answer]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_found_out(encoding: str, delimiter: str):
    rows = [
        ["Reference", "Name", "Mass"],
        ["A-1", "Müller & Söhne, Köln", "1,5"],
        ["A-2", 'the "Élan"\r\nof Lyon', "2"],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    data = text.getvalue().encode(encoding)
    assert cells(data) == rows
    remarks = {one.code for one in table(data).remarks}
    assert remarks == ({"read-as-windows-1252"} if encoding == "cp1252" else set())


@given(
    rows=st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"])), min_size=3, max_size=3
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_as_csv_or_as_a_workbook_reads_the_same(rows: list[list[str]]):
    rows = [["Reference", "Name", "Note"], *rows]
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)

    def seen(read: list[list]) -> list[list]:
        trimmed = [[cell or "" for cell in row] for row in read]
        return [row[: len("".join("x" if cell else " " for cell in row).rstrip())] for row in trimmed]

    expected = [row for row in seen([[plain(cell) for cell in row] for row in rows]) if row]
    assert seen(cells(text.getvalue().encode())) == expected


@pytest.mark.parametrize("data", [b"sep=;\r\nReference;Name\r\nA;x", b"sep=x\nReference,Name\nA,x"])
def test_a_first_line_that_names_the_delimiter_is_no_header(data: bytes):
    assert cells(data) == [["Reference", "Name"], ["A", "x"]]


def test_empty_rows_and_columns_are_passed_over_and_rows_keep_their_numbers():
    read = table(b"\n\nReference,Name,,\n\nA-1,x,,\n,,,\nA-2,y\n")
    assert read.header == ["Reference", "Name"]
    assert list(read.rows) == [(5, ["A-1", "x"]), (7, ["A-2", "y"])]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"  \r\n", "empty-file"),
        (b",,,\n,,\n", "empty-table"),
        (b"%PDF-1.7 ...", "wrong-file-type"),
        (b"\x89PNG\r\n\x1a\n....", "wrong-file-type"),
        (b"\x00\x01\x02\x03" * 99, "wrong-file-type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "old-workbook"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web-page"),
        (b'Reference,Name\nA-1,"never closed' + b"\nx" * 100_000, "unclosed-quote"),
        (b'Reference,Name\nA-1,5" pipe\nA-2,"never closed', "unclosed-quote"),
        (b"Reference,Name\nA-1,\x81\x8d\n", "unknown-encoding"),
        (b"\xff\xfeR\x00e\x00f\x00\x00", "unknown-encoding"),
        (b"a," * (MOST_COLUMNS + 1) + b"b\n1", "too-many-columns"),
        (b"PK\x03\x04 no archive at all", "unreadable-workbook"),
        (b"Reference,Name\nA-1," + b"x" * 140_000, "cell-too-long"),
        ("Reference,Name\nA-1,x".encode("utf-32"), "unknown-encoding"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_with_what_to_do(data: bytes, code: str):
    assert refusal(data) == code


def archive(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return file.getvalue()


def with_member(book: bytes, name: str, data: bytes) -> bytes:
    """A workbook with one member more, or another in its place."""
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        members = {one: opened.read(one) for one in opened.namelist()}
    return archive(**{**members, name: data})


BOOK = as_workbook([["Reference", "Name"], ["A-1", "x"]])


def test_a_workbook_that_unpacks_to_more_than_is_taken_in_is_refused_before_it_is_parsed(monkeypatch):
    from exchange.intake.readers import archive as looked_through

    monkeypatch.setattr(looked_through, "MOST_UNPACKED", 5_000_000)
    zeros = with_member(BOOK, "xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    assert len(zeros) < 100_000
    assert refusal(zeros) == "unpacks-too-large"
    # And where the archive lies about its sizes.
    small = zeros.replace((20_000_000).to_bytes(4, "little"), (20).to_bytes(4, "little"))
    assert refusal(small) in {"unpacks-too-large", "unreadable-workbook"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (with_member(BOOK, "xl/vbaProject.bin", b"macro"), "macro-workbook"),
        (archive(**{"word/document.xml": b"<w/>"}), "not-a-workbook"),
        (archive(**{"xl/workbook.bin": b""}), "binary-workbook"),
        (BOOK[: len(BOOK) // 2], "unreadable-workbook"),
        (
            with_member(BOOK, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r="),
            "unreadable-workbook",
        ),
        (
            with_member(
                BOOK,
                "xl/worksheets/sheet1.xml",
                b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData><row><c><v>&a;</v></c></row></sheetData>'
                b"</worksheet>",
            ),
            "unreadable-workbook",
        ),
        (as_workbook([[]]), "empty-table"),
    ],
    ids=["macros", "document", "binary", "cut short", "broken sheet", "entities", "empty"],
)
def test_a_workbook_that_is_none_or_not_plain_is_refused_with_what_to_do(data: bytes, code: str):
    assert refusal(data) == code


def test_merged_cells_hidden_sheets_and_formulas_are_told():
    book = openpyxl.Workbook()
    book.active.append(["Reference", "Name"])
    book.active.append(["A-1", "=1+1"])
    book.create_sheet("Secret").append(["x"])
    book["Secret"].sheet_state = "hidden"
    book.create_sheet("More").append(["y"])
    assert {one.code for one in table(saved(book)).remarks} == {
        "hidden-sheets", "other-sheets", "formulas", "formulas-without-value",
    }  # fmt: skip
    assert "B2" in next(
        one.message for one in table(saved(book)).remarks if one.code == "formulas-without-value"
    )
    book.active.merge_cells("A2:A4")
    assert refusal(saved(book)) == "merged-cells"
    book.active.unmerge_cells("A2:A4")
    for sheet in book.worksheets[:1] + book.worksheets[2:]:
        sheet.delete_rows(1, 9)
    assert refusal(saved(book)) == "hidden-sheets"


# What becomes of each of the published workbooks.
EDGES = {
    "BlankSheetTypes.xlsm": "macro-workbook",
    "DataTypesFormats.xlsx": ["Date", "2020-07-23T00:00:00"],
    "ErrorTypes.xlsx": "Error",
    "defined_names_unicode.xlsx": ["NamedDefine"],
    "formulae_test_simple.xlsx": ["1", "1"],
    "merge_cells.xlsx": "merged-cells",
    "sheet_visibility.xlsx": ["v", "i", "s", "i", "b", "l", "e"],
    "text_and_numbers.xlsx": ["English", "Hello", "World"],
}


@needs_data
@pytest.mark.parametrize("path", XLSX_EDGE, ids=lambda path: path.name)
def test_published_edge_cases_of_workbooks_are_read_or_refused_with_a_message(path: Path):
    expected = EDGES[path.name]
    if isinstance(expected, str) and "-" in expected:
        assert refusal(path.read_bytes()) == expected
        return
    read = table(path.read_bytes())
    assert read.header[: len(expected)] == expected or read.header[0] == expected
    list(read.rows)


@needs_data
def test_texts_that_would_run_as_formulas_are_neutral_in_exports_and_come_back_as_they_were():
    payloads = (FOLDER / "hostile" / "csv_injection.txt").read_text().splitlines()
    naughty = json.loads((FOLDER / "hostile" / "naughty_strings.json").read_text())
    for text in [*payloads, *map(str, naughty), "=1+1", "+31 10", "-5", "@SUM(A1)", "\t=1", "\r=1"]:
        exported = str(neutral(text))
        assert not exported.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert plain(exported.lstrip("'") if text.startswith(("\t", "\r")) else exported) == plain(text)


def test_no_table_is_refused_as_malformed_json():
    with pytest.raises(Malformed):
        table(b"PK\x03\x04")


ODD = (
    '<m:worksheet xmlns:m="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><m:sheetData>'
    '<m:row><m:c t="inlineStr"><m:is><m:t>Reference</m:t></m:is></m:c><m:c t="str"><m:v>Name</m:v></m:c></m:row>'
    '<m:row r="4"><m:c r="B4" t="inlineStr"><m:is><m:r><m:t>two </m:t></m:r><m:r><m:t>runs &amp; more</m:t></m:r>'
    "<m:rPh><m:t>said aloud</m:t></m:rPh></m:is></m:c>"
    '<m:c r="D4" t="b"><m:v>1</m:v></m:c><m:c r="E4"><m:f>1+1</m:f><m:v>2</m:v></m:c><m:c><m:v>1.5E2</m:v></m:c>'
    "</m:row>"
    '<m:row r="3"><m:c r="A3"><m:v>9</m:v></m:c></m:row>'
    '<m:row><m:c t="inlineStr"><m:is><m:t>last_x0041__xD800_</m:t></m:is></m:c>'
    "<m:c><m:v>1e400</m:v></m:c><m:c><m:v>99999999999999999999</m:v></m:c></m:row>"
    "</m:sheetData></m:worksheet>"
)


def test_a_sheet_that_another_program_wrote_is_read_by_what_it_says():
    read = table(with_member(BOOK, "xl/worksheets/sheet1.xml", ODD.encode()))
    assert read.header == ["Reference", "Name"]
    last = ["lastA\N{REPLACEMENT CHARACTER}", "1e400", "99999999999999999999"]
    assert list(read.rows) == [(4, [None, "two runs & more", None, True, 2, 150.0]), (5, last)]
