"""The catalogue over the API: open to all, and enough to write a valid notice by."""

from typing import Any

import jsonschema_rs
import pytest

from exchange.catalogue import types
from tests.exchange.catalogue.documents import sample
from tests.factories.calling import Api

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
CATALOGUE = "catalogue"


def _read(path: str, **query: Any) -> dict[str, Any]:
    status, body = Api().get(f"{CATALOGUE}{path}", **query)
    assert status == 200, body
    return dict(body)


def _refused(path: str, **query: Any) -> tuple[int, str]:
    status, body = Api().get(f"{CATALOGUE}{path}", **query)
    return status, body["code"]


def test_every_type_is_listed_with_who_publishes_it_and_how_far_it_travels() -> None:
    listed = {one["id"]: one for one in _read("/types")["types"]}
    assert listed.keys() == {one.id for one in types.every()}
    assert listed["risk_alert"]["handling"] == "authority"
    assert listed["advance_cargo"]["publishers"] == ["trader"]
    assert listed["hold"]["reply"] is True


def test_the_schema_served_accepts_the_sample_by_itself() -> None:
    for one in types.every():
        schema = _read(f"/types/{one.id}/v1")
        accepting = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        assert [fault.message for fault in accepting.iter_errors(sample(one.id))] == [], one.id


def test_a_type_shows_its_elements_as_a_tree_with_wco_ids() -> None:
    elements = {one["path"]: one for one in _read("/types/advance_cargo")["elements"]}
    consignor = {one["path"]: one for one in elements["/consignor"]["elements"]}
    assert consignor["/consignor/name"]["wco"] == "R020"
    assert elements["/items/*"]["repeats"] is True


def test_rules_and_code_lists_are_told_in_words() -> None:
    rules = {rule["code"]: rule for rule in _read("/rules")["rules"]}
    assert rules["unknown-country"]["message"].startswith("There is no such country")
    lists = {one["name"]: one for one in _read("/codelists")["codelists"]}
    assert lists["countries"]["complete"] is True
    assert lists["unlocode"]["complete"] is False


def test_a_code_list_is_searched_and_paged() -> None:
    assert _read("/codelists/unlocode", q="rotterdam")["items"] == [
        {"code": "NLRTM", "label": "Rotterdam", "functions": "14"}
    ]
    codes, path = [], "/codelists/currencies?limit=50"
    while path:
        page = _read(path.removeprefix("/api/v1/catalogue"))
        codes += [item["code"] for item in page["items"]]
        path = page["next"]
    assert len(codes) == len(set(codes)) > 150


def test_what_is_not_there_is_a_problem_and_not_a_failure() -> None:
    assert _refused("/types/no_such_type") == (404, "unknown-type")
    assert _refused("/types/hold/v9") == (404, "unknown-type-version")
    assert _refused("/types/hold/v99999999999999999999") == (404, "unknown-type-version")
    assert _refused("/codelists/no_such_list") == (404, "unknown-code-list")
    assert _refused("/codelists/unlocode", q="\x00")[0] == 422
    assert _refused("/codelists/unlocode", cursor="bm9wZQ")[0] == 400
