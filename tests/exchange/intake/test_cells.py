"""A cell is read in the one way in which it can be read, or told with what to write instead."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from exchange.intake import columns
from exchange.intake.cells import Unreadable, reader_for

PARIS = ZoneInfo("Europe/Paris")
HS, MASS, ARRIVAL = "/items/*/hs_code", "/items/*/gross_mass", "/estimated_arrival"
DAY, COUNT, ORDER = "/house_document/issue_date", "/items/*/packages/*/count", "/to_order"
NAME, COUNTRY, BOX = "/consignor/name", "/dispatch_country", "/equipment/*/identifier"


def read(path: str, cell: Any, *, comma: bool = False) -> Any:
    leaf = columns.by_path("advance_cargo")[path].leaf
    assert leaf is not None
    return reader_for(leaf, decimal=path == MASS, zone=PARIS, decimal_comma=comma)(cell)


@pytest.mark.parametrize(
    ("path", "cell", "value"),
    [
        (HS, "090130", "090130"),
        (HS, "0901.30", "090130"),
        (HS, 630221, "630221"),
        (HS, "9013", "9013"),
        (MASS, "4210.500", "4210.500"),
        (MASS, 4210.5, "4210.5"),
        (MASS, 12, "12"),
        (MASS, 0.1 + 0.2, "0.3"),
        (MASS, "12,5", "12.5"),
        (MASS, "0,500", "0.500"),
        (MASS, "1.234,50", "1234.50"),
        (MASS, "1,234.50", "1234.50"),
        (MASS, "1 234,5", "1234.5"),
        (ARRIVAL, "2026-12-22T06:30:00+01:00", "2026-12-22T06:30:00+01:00"),
        (ARRIVAL, "2026-12-22 06:30", "2026-12-22T06:30:00+01:00"),
        (ARRIVAL, "2026-07-22T06:30:00", "2026-07-22T06:30:00+02:00"),
        (ARRIVAL, "2026-07-22T06:30Z", "2026-07-22T06:30:00Z"),
        (DAY, "2026-11-18", "2026-11-18"),
        (DAY, "2026-11-18T00:00:00", "2026-11-18"),
        (COUNT, "320", 320),
        (COUNT, 320.0, 320),
        (ORDER, "Yes", True),
        (ORDER, False, False),
        (NAME, 4711, "4711"),
        (NAME, "#1 Trading", "#1 Trading"),
        (COUNTRY, "NL – Netherlands", "NL"),  # noqa: RUF001 - as the template's lists have it
        (BOX, "HUBU4100272", "HUBU4100272"),
    ],
)
def test_a_cell_is_read(path: str, cell: Any, value: Any):
    assert read(path, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12,5", "12.5"),
        ("1,234", "1.234"),
        ("12.5", "12.5"),
        ("0.500", "0.500"),
        ("1.234,5", "1234.5"),
        (1.234, "1.234"),
    ],
)
def test_a_number_is_read_where_decimals_have_a_comma(cell: Any, value: str):
    assert read(MASS, cell, comma=True) == value


@pytest.mark.parametrize(
    ("cell", "code", "advice"),
    [
        ("1.234", "point-unclear", "1,234 or 1234"),
        ("heavy", "not-a-number", "12,50"),
        ("-3", "below-zero", "0 or more"),
    ],
)
def test_a_number_that_cannot_be_read_is_told_with_a_comma(cell: str, code: str, advice: str):
    with pytest.raises(Unreadable) as refused:
        read(MASS, cell, comma=True)
    assert refused.value.code == code
    assert advice in str(refused.value)


@pytest.mark.parametrize(
    ("path", "cell", "code", "advice"),
    [
        (HS, 9013, "leading-zeros-lost", "Format the column as text"),
        (HS, 90130, "leading-zeros-lost", "Format the column as text"),
        (HS, "90130", "leading-zeros-lost", "090130"),
        (MASS, "1,234", "comma-unclear", "1.234 or 1234"),
        (MASS, "heavy", "not-a-number", "12.50"),
        (MASS, "-5", "below-zero", "0 or more"),
        (ARRIVAL, "22/12/2026 06:30", "date-as-text", "2026-11-25T09:30:00+01:00"),
        (ARRIVAL, "2026-02-30T06:30:00", "no-such-time", "2026-02-30"),
        (ARRIVAL, "2026-12-22", "time-missing", "2026-12-22T09:30:00+01:00"),
        (DAY, "18.11.2026", "date-as-text", "2026-11-25"),
        (DAY, "11/12/26", "date-as-text", "2026-11-25"),
        (DAY, "2026-11-31", "no-such-day", "2026-11-31"),
        (COUNT, "3.5", "not-a-whole-number", "12"),
        (COUNT, 3.5, "not-a-whole-number", "12"),
        (ORDER, "maybe", "not-yes-or-no", "Yes or No"),
        (NAME, "#REF!", "error-cell", "#REF!"),
        (NAME, "#N/A", "error-cell", "#N/A"),
        (BOX, 1234567890123456, "digits-lost", "Format the column as text"),
        (BOX, "1.23457E+15", "digits-lost", "Format the column as text"),
    ],
)
def test_a_cell_that_may_mean_several_things_is_told(path: str, cell: Any, code: str, advice: str):
    with pytest.raises(Unreadable) as refused:
        read(path, cell)
    assert refused.value.code == code
    assert advice in refused.value.message


def test_a_comma_is_a_decimal_mark_where_semicolons_divide_the_cells():
    assert read(MASS, "1,234", comma=True) == "1.234"
