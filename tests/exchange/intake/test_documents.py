"""Rows become the document that they mean; faults go back to the row and column they come from."""

import io
from typing import Any

import openpyxl
import pytest

from exchange.catalogue import selectors as catalogue
from exchange.catalogue import services
from exchange.catalogue.codelists import packaged
from exchange.intake import columns, mapping
from exchange.intake.built import Built
from exchange.intake.documents import Plan
from exchange.intake.exports import templates
from exchange.intake.readers import delimited, workbook
from exchange.intake.readers.table import Table

TYPES = [one.id for one in catalogue.every_type() if not one.is_reply and one.id != "answer"]


def plan(header: list[str], type_id: str = "advance_cargo") -> Plan:
    chosen = mapping.from_template(header, type_id=type_id)
    assert chosen is not None
    return Plan(type_id, chosen, zone="UTC", decimal_comma=False)


def built(header: list[str], *rows: list[Any]) -> Built:
    return plan(header).build(list(enumerate(rows, start=2)))


def test_rows_of_one_notice_are_its_goods_items():
    header = ["Reference", "Mode of transport", "Item number", "Goods description"]
    made = built(header, ["A", "1", "1", "Tea"], ["A", "", "2", "Coffee"])
    assert made.document == {
        "transport": {"mode": "1"},
        "items": [{"sequence": 1, "description": "Tea"}, {"sequence": 2, "description": "Coffee"}],
    }


def test_items_without_numbers_are_numbered():
    made = built(["Reference", "Goods description"], ["A", "Tea"], ["A", "Coffee"])
    assert [item["sequence"] for item in made.document["items"]] == [1, 2]


def test_containers_named_in_several_rows_are_one_and_their_seals_are_gathered():
    header = [
        "Reference",
        "Item number",
        "Container number",
        "Transport equipment: Seal number",
        "Package type",
    ]
    if mapping.from_template(header, type_id="advance_cargo") is None:
        header[3] = next(
            one.name
            for one in columns.columns_of("advance_cargo")
            if one.path == "/equipment/*/seals/*/number"
        )
    made = built(
        header, ["A", 1, "HUBU1", "S1", "CT"], ["A", 2, "HUBU1", "S2", "CT"], ["A", 2, "HUBU2", None, "BE"]
    )
    assert made.document["equipment"] == [
        {"identifier": "HUBU1", "seals": [{"number": "S1"}, {"number": "S2"}]},
        {"identifier": "HUBU2"},
    ]
    assert made.document["items"][1]["packages"] == [{"type": "CT"}, {"type": "BE"}]


def test_several_codes_stand_in_one_cell():
    made = built(["Reference", "Country of routing"], ["A", "SG; EG,NL"])
    assert made.document["routing_countries"] == ["SG", "EG", "NL"]


def test_rows_that_say_different_things_of_their_notice_are_told():
    made = built(["Reference", "Mode of transport"], ["A", "1"], ["A", "4"])
    assert [(one.row, one.column, one.code) for one in made.faults] == [(3, 1, "rows-differ")]


def test_a_fault_of_the_second_item_is_told_at_its_row():
    header = ["Reference", "Mode of transport", "Declarant: Name", "Goods description", "Country of origin"]
    one = plan(header)
    made = one.build([(2, ["A", "1", "X", "Tea", "CN"]), (3, ["A", "", "", "Tea", "QQ"])])
    found = services.check("advance_cargo", made.document, lists=packaged())
    assert [(fault.row, fault.column, fault.code) for fault in one.faults(made, found.errors)] == [
        (3, 4, "unknown-country")
    ]


@pytest.mark.parametrize("type_id", TYPES)
def test_every_column_of_a_type_has_a_name_of_its_own_by_which_it_is_known_again(type_id: str):
    every = columns.columns_of(type_id)
    names = [one.name for one in every]
    assert len({name.casefold() for name in names}) == len(names)
    assert mapping.from_template(names, type_id=type_id) == {one.path: at for at, one in enumerate(every)}


def filled_in(table: Table, type_id: str) -> dict[str, Any]:
    """The document of the template's example rows."""
    rows = list(table.rows)
    assert all(plan(table.header, type_id).is_example(cells) for _, cells in rows)
    return plan(table.header, type_id).build(rows).document


@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize(
    "type_id", ["advance_cargo", "ecommerce_parcel", "transport_event", "counterfeit_alert"]
)
def test_the_example_of_a_template_is_a_good_notice_as_workbook_and_as_csv(type_id: str):
    as_workbook = filled_in(workbook.read(io.BytesIO(templates.as_workbook(type_id))), type_id)
    as_csv = filled_in(delimited.read(io.BytesIO(templates.as_csv(type_id))), type_id)
    assert as_workbook == as_csv
    assert services.check(type_id, as_workbook, lists=packaged()).errors == ()


@pytest.mark.django_db(databases="__all__")
def test_a_template_offers_codes_to_choose_from_and_keeps_leading_zeros():
    book = openpyxl.load_workbook(io.BytesIO(templates.as_workbook("advance_cargo")))
    sheet = book["Notices"]
    assert book["Lists"].sheet_state == "hidden"
    offered = {one.formula1 for one in sheet.data_validations.dataValidation}
    assert len(offered) >= 5
    header = [cell.value for cell in sheet[1]]
    assert sheet.cell(1, header.index("Mode of transport") + 1).comment.text.startswith("Required.")
    letter = sheet.cell(1, header.index("HS code") + 1).column_letter
    assert sheet.column_dimensions[letter].number_format == "@"
    lists = [cell.value for cell in book["Lists"][1]]
    modes = [row[lists.index("modes")].value for row in book["Lists"].iter_rows(min_row=2, max_row=3)]
    assert modes[0].startswith("1 ")


@pytest.mark.parametrize(
    ("header", "path"),
    [
        ("Our reference", "reference"),
        ("HS6 Code", "/items/*/hs_code"),
        ("Country of Departure", "/dispatch_country"),
        ("Net Mass", "/items/*/net_mass"),
        ("gross_weight", "/items/*/gross_mass"),
        ("Consignee  NAME", "/consignee/name"),
        ("ETA", "/estimated_arrival"),
        ("container no.", "/equipment/*/identifier"),
    ],
)
def test_columns_are_suggested_by_what_they_are_called(header: str, path: str):
    assert mapping.suggested([header, "Colour of the ribbon"], type_id="advance_cargo") == {path: 0}
