"""The shape of conditions, and what a shape cannot say."""

from typing import Any

import pytest

from exchange.agreements import conditions

PLACES = {"/loading_place", "/loading_place/unlocode"}


def codes(*written: Any, places: set[str] | None = None) -> list[tuple[str, str]]:
    faults = conditions.faults(
        written, currencies={"EUR"}, countries={"DE", "FR"}, place_elements=places or PLACES
    )
    return [(fault.code, fault.place) for fault in faults]


@pytest.mark.parametrize(
    "condition",
    [
        {"corridor": [["DE", "FR"], ["*", "DE"]]},
        {"country": {"of": "origin", "any_of": ["DE"]}},
        {"place": {"element": "/loading_place", "any_of": ["NLRTM"]}},
        {"place": {"element": None, "any_of": ["NLRTM"]}},
        {"place": {"any_of": ["NLRTM"]}},
        {"mode": ["1", "4"]},
        {"office": ["GB000060"]},
        {"hs": ["8471", "30"]},
        {"value": {"min": "0", "max": "100.50", "currency": "EUR"}},
        {"value": {"min": "5", "max": "5", "currency": "EUR"}},
        {"mass": {"min": "0", "max": None}},
    ],
    ids=lambda condition: next(iter(condition)),
)
def test_conditions_as_they_are_written(condition: dict[str, Any]) -> None:
    assert codes(condition) == []


@pytest.mark.parametrize(
    ("condition", "code", "place"),
    [
        ({}, "no-condition", ""),
        ({"mode": ["1"], "hs": ["30"]}, "several-conditions", ""),
        ({"colour": ["red"]}, "unknown-condition", ""),
        ("hs", "wrong-type", ""),
        ({"hs": []}, "empty-list", "/hs"),
        ({"corridor": []}, "empty-list", "/corridor"),
        ({"country": {"of": "origin", "any_of": []}}, "empty-list", "/country/any_of"),
        ({"hs": ["84", "84"]}, "repeated", "/hs"),
        ({"hs": ["84.71"]}, "bad-format", "/hs/0"),
        ({"corridor": [["DE"]]}, "empty-list", "/corridor/0"),
        ({"corridor": [["DE", "ZZ"]]}, "unknown-country", "/corridor/0/1"),
        ({"country": {"of": "dispatch", "any_of": ["DE", "ZZ"]}}, "unknown-country", "/country/any_of/1"),
        ({"country": {"of": "elsewhere", "any_of": ["DE"]}}, "not-listed", "/country/of"),
        ({"country": {"any_of": ["DE"]}}, "missing", "/country"),
        ({"place": {"element": "/carrier", "any_of": ["NLRTM"]}}, "not-a-place", "/place/element"),
        ({"value": {"currency": "EUR"}}, "no-bound", "/value"),
        ({"value": {"min": "1", "max": None}}, "missing", "/value"),
        ({"value": {"min": "1", "currency": "XXE"}}, "unknown-currency", "/value/currency"),
        ({"value": {"min": "10", "max": "9.5", "currency": "EUR"}}, "bounds-crossed", "/value/min"),
        ({"mass": {"min": None, "max": None}}, "no-bound", "/mass"),
        ({"mass": {"min": 5}}, "wrong-type", "/mass/min"),
        ({"mass": {"min": "-5"}}, "bad-format", "/mass/min"),
        ({"mass": {"min": "1", "unit": "t"}}, "unknown-condition", "/mass"),
    ],
)
def test_each_fault_of_a_condition_has_its_place(condition: Any, code: str, place: str) -> None:
    assert (code, f"/conditions/1{place}") in codes({"mode": ["1"]}, condition)


def test_places_are_judged_once_types_are_named() -> None:
    anywhere = {"place": {"element": "/carrier", "any_of": ["NLRTM"]}}
    assert conditions.faults([anywhere], currencies=(), countries=(), place_elements=None) == []


@pytest.mark.parametrize(
    ("condition", "of_items"),
    [
        ({"hs": ["30"]}, True),
        ({"value": {"min": "1", "currency": "EUR"}}, True),
        ({"mass": {"min": "1"}}, True),
        ({"country": {"of": "origin", "any_of": ["DE"]}}, True),
        ({"country": {"of": "transit", "any_of": ["DE"]}}, False),
        ({"corridor": [["DE", "FR"]]}, False),
    ],
)
def test_origin_hs_value_and_mass_speak_of_goods_items(condition: dict[str, Any], of_items: bool) -> None:
    assert conditions.speaks_of_items(condition) is of_items
