"""Shape faults: every one at once, each with its pointer, in words that say what to do."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.catalogue import codelists, services, shape, types
from tests.exchange.catalogue.documents import ABSENT, SAMPLES, changed, findings, sample

TYPES = [one.id for one in types.every()]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("type_id", TYPES)
def test_the_sample_of_each_type_passes_without_a_finding(type_id: str) -> None:
    assert findings(type_id, {}) == services.Findings()


def test_there_is_a_sample_of_each_type_and_no_other() -> None:
    assert sorted(path.stem for path in SAMPLES.glob("*.json")) == TYPES


@pytest.mark.parametrize(
    ("type_id", "pointer", "value", "code", "word"),
    [
        ("hold", "/kind", ABSENT, "missing", "required"),
        ("hold", "/kind", "curious", "not-listed", "documentary"),
        ("hold", "/reason", "because", "unknown-element", "no such element"),
        ("hold", "/planned_at", "tomorrow", "bad-format", "2026-11-25T09:30:00Z"),
        ("hold", "/planned_at", "2026-12-22T10:00:00", "bad-format", "offset"),
        ("hold", "/planned_at", "2026-02-30T10:00:00Z", "bad-format", "offset"),
        ("hold", "/planned_at", "2026-12-31T23:59:60Z", "bad-format", "offset"),
        ("hold", "/instructions", "x" * 513, "too-long", "512"),
        ("hold", "/instructions", "", "too-short", "empty"),
        ("hold", "/instructions", 7, "wrong-type", "text"),
        ("hold", "/informed", [], "empty-list", "leave the list out"),
        ("hold", "/informed", ["carrier", "carrier"], "repeated", "twice"),
        ("hold", "/informed/0", "neighbour", "not-listed", "carrier"),
        ("hold", "/subjects", {}, "empty-object", "leave it out"),
        ("hold", "/cites/version", 0, "out-of-range", "1"),
        ("hold", "/cites/version", "1", "wrong-type", "whole number"),
        ("hold", "/authority/country", "Nl", "bad-format", "NL"),
        ("hold", "/cites", [], "wrong-type", "an object"),
        ("do_not_load", "/reason", "because", "unknown-element", "no such element"),
        ("risk_alert", "/pictures", [{"url": "javascript:alert(1)"}], "bad-format", "web address"),
        ("ecommerce_parcel", "/items/0/value/amount", "12,50", "bad-format", "12.50"),
        ("ecommerce_parcel", "/items/0/value/amount", 12.5, "decimal-as-number", "12.50"),
        ("ecommerce_parcel", "/items/0/sequence", 1.0, "decimal-as-number", "text"),
        ("ecommerce_parcel", "/known_seller/known", "yes", "wrong-type", "true or false"),
        ("advance_cargo", "/declarant/contact/email", "nobody", "bad-format", "desk@example.org"),
    ],
)
def test_each_fault_has_its_pointer_code_and_words(
    type_id: str, pointer: str, value: Any, code: str, word: str
) -> None:
    errors = findings(type_id, {pointer: value}).errors
    place = {"risk_alert": "/pictures/0/url"}.get(type_id, pointer)
    assert (place, code) in {(fault.place, fault.code) for fault in errors}
    assert any(word in fault.message for fault in errors)


def test_all_faults_are_told_at_once() -> None:
    changes = {"/kind": ABSENT, "/covers": "all", "/authority/country": "nl", "/a": 1, "/b": 2}
    places = {fault.place for fault in findings("hold", changes).errors}
    assert places == {"/kind", "/covers", "/authority/country", "/a", "/b"}


def test_codes_are_judged_beside_faults_of_shape() -> None:
    changes = {
        "/dispatch_country": "XX",
        "/items/0/hs_code": "770000",
        "/items/1/gross_mass": "heavy",
        "/a": 1,
    }
    found = {(fault.place, fault.code) for fault in findings("advance_cargo", changes).errors}
    assert found == {
        ("/dispatch_country", "unknown-country"),
        ("/items/0/hs_code", "bad-commodity-code"),
        ("/items/1/gross_mass", "bad-format"),
        ("/a", "unknown-element"),
    }


def test_one_of_several_is_asked_for_by_name() -> None:
    changes: dict[str, Any] = dict.fromkeys(("/questions", "/documents_wanted", "/subjects"), ABSENT)
    (fault,) = findings("information_request", changes).errors
    assert (fault.place, fault.code) == ("", "one-of-missing")
    assert "questions, documents_wanted, subjects" in fault.message


def test_who_cannot_answer_names_who_can() -> None:
    (fault,) = findings("answer", {"/outcome": "cannot_answer"}).errors
    assert (fault.place, fault.code) == ("/ask", "missing")


def test_a_flood_of_faults_is_cut_off_and_says_so() -> None:
    unknown: dict[str, Any] = {
        f"{place}/x{number}": 1 for place in ("", "/subjects") for number in range(400)
    }
    faults = shape.faults(types.get("hold"), changed(sample("hold"), unknown))
    assert len(faults) == shape.MOST_FAULTS + 1
    assert faults[-1].code == "more-faults"


def test_faults_are_found_at_any_position_of_a_long_list() -> None:
    item = sample("advance_cargo")["items"][0]
    items = [{**item, "sequence": number} for number in range(1, 9000)]
    for index in (0, 9, 10, 11, 4321, 8998):
        items[index]["hs_code"] = "six"
    errors = findings("advance_cargo", {"/items": items, "/extra": 1}).errors
    places = {fault.place for fault in errors}
    assert places == {"/extra"} | {f"/items/{index}/hs_code" for index in (0, 9, 10, 11, 4321, 8998)}


@pytest.mark.parametrize(
    ("pointer", "value", "place"),
    [
        ("/items", [{}] * 300_000, "/items"),
        ("/items/0/packages", [{}] * 300_000, "/items/0/packages"),
        ("/items", [{"sequence": 1, "packages": [{}] * 90}] * 6000, ""),
        ("/items/0", {f"x{number}": 1 for number in range(100_000)}, "/items/0"),
    ],
)
def test_a_hostile_megabyte_is_refused_with_few_faults(pointer: str, value: Any, place: str) -> None:
    document = changed(sample("advance_cargo"), {pointer: value})
    faults = shape.faults(types.get("advance_cargo"), document)
    assert len(faults) <= shape.MOST_FAULTS + 1
    assert faults[-1].code in ("too-many", "more-faults")
    assert faults[-1].place == place


@pytest.mark.parametrize("document", [None, [], "text", 5, {}])
def test_what_is_no_object_or_empty_is_refused(document: Any) -> None:
    assert not services.check("hold", document, lists=codelists.packaged()).clean


@given(st.sampled_from(TYPES), ANYTHING)
def test_nothing_makes_a_check_fail_otherwise_than_by_findings(type_id: str, document: Any) -> None:
    assert services.check(type_id, document, lists=codelists.packaged()).errors


@given(st.sampled_from(TYPES), st.data())
def test_a_sample_with_anything_in_any_place_is_judged_without_failing(
    type_id: str, data: st.DataObject
) -> None:
    document = sample(type_id)
    pointers = [element.pointer for element in types.get(type_id).elements(document)]
    pointer = data.draw(st.sampled_from(pointers))
    value = data.draw(
        ANYTHING | st.sampled_from(["ZZ", "0", "9999-12-31T23:59:59-12:00", "1000-01-01T00:00:00+14:00"])
    )
    services.check(type_id, changed(document, {pointer: value}), lists=codelists.packaged())
