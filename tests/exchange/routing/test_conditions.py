"""Conditions: all must hold, any entry of one will do, an absent field satisfies none."""

from decimal import Decimal
from typing import Any

import pytest

from exchange.routing import conditions, types
from exchange.routing.content import Facets
from exchange.routing.terms import compile_conditions
from tests.exchange.routing.worlds import CONTENT, World

HOLDS, FAILS, ABSENT = True, False, None


def judge(written: list[dict[str, Any]], **content: Any) -> bool | None:
    """What the conditions say of the usual content, changed; a None takes an element away."""
    changed = {name: value for name, value in (CONTENT | content).items() if value is not None}
    header, by_item = compile_conditions(written)
    return conditions.judge(header, by_item, Facets(types.every()["advance_cargo"].facets, changed))


@pytest.mark.parametrize(
    ("pairs", "verdict"),
    [
        ([["CN", "FR"]], HOLDS),
        ([["CN", "*"]], HOLDS),
        ([["*", "FR"]], HOLDS),
        ([["*", "*"]], HOLDS),
        ([["FR", "CN"]], FAILS),
        ([["CN", "DE"], ["IN", "FR"]], FAILS),
        ([["CN", "DE"], ["CN", "FR"]], HOLDS),
    ],
)
def test_a_corridor_is_a_pair_and_a_star_any_present_value(pairs: list[list[str]], verdict: bool) -> None:
    assert judge([{"corridor": pairs}]) is verdict


def test_a_star_is_no_value_that_is_absent() -> None:
    assert judge([{"corridor": [["*", "*"]]}], destination_country=None) is ABSENT
    assert judge([{"corridor": [["CN", "*"]]}], destination_country="") is ABSENT


def test_a_corridor_whose_other_end_is_wrong_does_not_fail_for_want_of_a_field() -> None:
    assert judge([{"corridor": [["IN", "FR"]]}], destination_country=None) is FAILS
    assert judge([{"corridor": [["IN", "FR"]]}], dispatch_country=None) is ABSENT
    assert judge([{"corridor": [["IN", "FR"]]}], dispatch_country=None, destination_country=None) is ABSENT


@pytest.mark.parametrize(
    ("of", "any_of", "verdict"),
    [
        ("dispatch", ["CN"], HOLDS),
        ("destination", ["DE", "FR"], HOLDS),
        ("destination", ["DE"], FAILS),
        ("origin", ["IN"], HOLDS),
        ("origin", ["FR"], FAILS),
        ("transit", ["NL"], ABSENT),
    ],
)
def test_a_country_is_one_of_the_list(of: str, any_of: list[str], verdict: bool | None) -> None:
    assert judge([{"country": {"of": of, "any_of": any_of}}]) is verdict


def test_any_country_of_transit_will_do() -> None:
    assert judge([{"country": {"of": "transit", "any_of": ["NL"]}}], routing_countries=["AE", "NL"]) is HOLDS


def test_a_place_is_at_its_element_or_anywhere() -> None:
    discharge = {"unlocode": "FRLEH"}
    at_loading = [{"place": {"element": "/loading_place", "any_of": ["FRLEH"]}}]
    at_the_leaf = [{"place": {"element": "/discharge_place/unlocode", "any_of": ["FRLEH"]}}]
    anywhere = [{"place": {"element": None, "any_of": ["FRLEH"]}}]
    assert judge(at_loading, discharge_place=discharge) is FAILS
    assert judge(at_the_leaf, discharge_place=discharge) is HOLDS
    assert judge(anywhere, discharge_place=discharge) is HOLDS
    assert judge(anywhere) is FAILS
    assert judge(at_loading, loading_place=None) is ABSENT
    assert judge([{"place": {"element": "/loading", "any_of": ["CNSHA"]}}]) is ABSENT


def test_mode_and_office_are_one_of_the_list() -> None:
    assert judge([{"mode": ["4", "1"]}, {"office": ["FR000001"]}]) is HOLDS
    assert judge([{"mode": ["4"]}]) is FAILS
    assert judge([{"office": ["FR000001"]}], entry_office=None) is ABSENT


@pytest.mark.parametrize(
    ("prefixes", "verdict"), [(["8471"], HOLDS), (["30"], HOLDS), (["84713000"], FAILS), (["471"], FAILS)]
)
def test_an_hs_code_begins_with_the_prefix_and_a_shorter_code_fails(
    prefixes: list[str], verdict: bool
) -> None:
    assert judge([{"hs": prefixes}]) is verdict


def item(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in (CONTENT["items"][0] | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("least", "most", "verdict"),
    [
        ("900", None, HOLDS),
        ("900.01", None, FAILS),
        (None, "900.000", HOLDS),
        (None, "899.99", FAILS),
        ("900", "900", HOLDS),
    ],
)
def test_both_bounds_of_a_value_are_included(least: str | None, most: str | None, verdict: bool) -> None:
    assert judge([{"value": {"min": least, "max": most, "currency": "EUR"}}], items=[item()]) is verdict


def test_the_currency_of_a_value_must_match() -> None:
    assert judge([{"value": {"min": "0", "currency": "USD"}}], items=[item()]) is FAILS
    assert judge([{"value": {"min": "40", "max": "60", "currency": "EUR"}}]) is FAILS


def test_a_value_without_amount_or_currency_is_absent() -> None:
    within = [{"value": {"min": "0", "max": "1000", "currency": "EUR"}}]
    assert judge(within, items=[item(value=None)]) is ABSENT
    assert judge(within, items=[item(value={"amount": "5"})]) is ABSENT
    assert judge(within, items=[item(value={"currency": "EUR"})]) is ABSENT
    assert judge(within, items=[item(value={"amount": "5000"})]) is FAILS
    assert judge(within, items=[item(value={"currency": "USD"})]) is FAILS


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "-sNaN", "ten", "", True, None, ["1"]])
def test_what_is_no_decimal_is_as_good_as_absent(odd: Any) -> None:
    assert judge([{"mass": {"min": "0"}}], items=[item(gross_mass=odd)]) is ABSENT


@pytest.mark.parametrize(
    ("least", "most", "verdict"),
    [("10.5", "10.50", HOLDS), ("10.51", None, FAILS), (None, "10.49", FAILS), ("0", None, HOLDS)],
)
def test_both_bounds_of_a_mass_are_included(least: str | None, most: str | None, verdict: bool) -> None:
    assert judge([{"mass": {"min": least, "max": most}}], items=[item()]) is verdict


def test_conditions_on_goods_must_hold_on_one_and_the_same_item() -> None:
    laptops_from_india = [{"hs": ["8471"]}, {"country": {"of": "origin", "any_of": ["IN"]}}]
    medicines_from_india = [{"hs": ["30"]}, {"country": {"of": "origin", "any_of": ["IN"]}}]
    assert judge(laptops_from_india) is FAILS
    assert judge(medicines_from_india) is HOLDS


def test_a_notice_misses_only_a_field_when_some_item_might_have_matched() -> None:
    wanted = [{"hs": ["8471"]}, {"country": {"of": "origin", "any_of": ["IN"]}}]
    assert judge(wanted, items=[item(origin_country=None)]) is ABSENT
    assert judge(wanted, items=[item(origin_country=None, hs_code="30")]) is FAILS
    assert judge(wanted, items=[]) is ABSENT
    assert judge([{"mode": ["4"]}, *wanted], items=[item(origin_country=None)]) is FAILS
    assert judge([{"office": ["FR000001"]}, {"hs": ["99"]}], entry_office=None) is FAILS


def test_conditions_on_mass_and_value_never_speak_of_totals() -> None:
    assert judge([{"mass": {"min": "12.5"}}]) is FAILS


def test_an_empty_notice_meets_no_condition_and_every_absence_of_one(world: World) -> None:
    assert judge([]) is HOLDS
    world.raw["notices"][0]["versions"][0]["content"] = {"lrn": "X"}
    assert world.why() == (None, None)
    world.terms(1, conditions=[{"hs": ["84"]}])
    assert world.why() == (6, "field-absent")


def test_tokens_find_every_condition_that_a_notice_meets() -> None:
    facets = Facets(types.every()["advance_cargo"].facets, CONTENT)
    written = [
        {"corridor": [["*", "FR"], ["DE", "US"]]},
        {"country": {"of": "origin", "any_of": ["IN"]}},
        {"place": {"element": None, "any_of": ["CNSHA"]}},
        {"hs": ["3004", "99"]},
        {"mode": ["1"]},
    ]
    header, by_item = compile_conditions(written)
    for condition in (*header, *by_item):
        tokens = condition.tokens()
        assert tokens is not None
        kinds = {kind for kind, _ in tokens}
        assert set(tokens) & set(conditions.notice_tokens(facets, kinds, [4, 2]))


def test_a_bound_is_a_decimal_however_it_is_written() -> None:
    _, (value,) = compile_conditions([{"value": {"min": "0.10", "max": None, "currency": "EUR"}}])
    assert value == conditions.Value(Decimal("0.1"), None, "EUR")
