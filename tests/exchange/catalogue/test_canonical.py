"""The canonical text: RFC 8785 by two independent writers, and refusal of what has no exact form."""

from typing import Any

import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import Invalid
from exchange.catalogue.canonical import MOST_INTEGER, canonical, digest

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MOST_INTEGER, MOST_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_the_quick_text_is_what_rfc_8785_says(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value).decode()


@given(VALUES)
def test_the_text_reads_back_as_the_same_document_and_is_its_own_canonical_form(value: Any) -> None:
    text = canonical(value)
    assert orjson.loads(text) == value
    assert canonical(orjson.loads(text)) == text


@given(st.dictionaries(TEXTS, st.integers(0, 9), max_size=6), st.randoms())
def test_the_order_of_members_changes_neither_text_nor_digest(document: dict[str, int], random: Any) -> None:
    shuffled = list(document.items())
    random.shuffle(shuffled)
    assert digest(canonical(dict(shuffled))) == digest(canonical(document))


def test_keys_outside_the_basic_plane_sort_by_utf_16_unit() -> None:
    assert canonical({"\uffff": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\uffff":1}'


@pytest.mark.parametrize(
    ("document", "place", "code"),
    [
        ({"a": [1.5]}, "/a/0", "decimal-as-number"),
        ({"a": float("nan")}, "/a", "decimal-as-number"),
        ({"a": 2**53}, "/a", "huge-number"),
        ({"a": "x\x00"}, "/a", "nul-character"),
        ({"a/b": "\ud800"}, "/a~1b", "lone-surrogate"),
        ({"a": {1: "x"}}, "/a", "bad-name"),
        ({"a": (1, 2)}, "/a", "not-json"),
    ],
)
def test_what_has_no_exact_form_is_refused_with_its_place(document: Any, place: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        canonical(document)
    assert [(fault.place, fault.code) for fault in refusal.value.faults] == [(place, code)]


def test_a_text_that_only_spells_an_escaped_nul_is_kept() -> None:
    assert canonical({"a": "\\u0000"}) == '{"a":"\\\\u0000"}'


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        canonical({"a": 1.5, "b": [2**60, "\x00"]})
    assert [fault.code for fault in refusal.value.faults] == [
        "decimal-as-number",
        "huge-number",
        "nul-character",
    ]


def test_nesting_without_end_is_refused() -> None:
    document: Any = []
    for _ in range(5000):
        document = [document]
    with pytest.raises(Invalid) as refusal:
        canonical(document)
    assert refusal.value.faults[0].code == "too-deep"
