"""Strict JSON: nothing is read in two ways, and every refusal says where."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.errors import Malformed
from exchange.catalogue.canonical import MOST_INTEGER, canonical
from exchange.catalogue.reading import read_json

HOSTILE = Path(__file__).parents[4] / "shared" / "data" / "hostile"
NUMBERS_AS_TEXT = {"decimal-as-number", "huge-number"}

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MOST_INTEGER, MOST_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
# Names that meet often, some of them spelt in two ways, among values full of what the quick check counts.
NAMES = st.sampled_from(
    ['"a"', '"\\u0061"', '":"', '"\\u003a"', '"\\u003A"', '"b:"', '"{\\""', '"é"', '"\\u00e9"']
)
PAIRS = st.recursive(
    st.sampled_from(['":::"', '"\\u003a"', "1", "null", '"[{"', '"\\\\"']),
    lambda inner: st.lists(st.tuples(NAMES, inner), max_size=4).map(
        lambda pairs: "{" + ",".join(f"{name}:{value}" for name, value in pairs) + "}"
    ),
    max_leaves=8,
)


def _corpus(folder: str) -> Iterator[Path]:
    yield from sorted((HOSTILE / folder).glob("*.json"))


def _refusal(data: bytes) -> Malformed:
    with pytest.raises(Malformed) as refusal:
        read_json(data)
    return refusal.value


def _read_or_refused(data: bytes) -> tuple[Any, set[str]]:
    """The value, or the codes of the faults for which it was refused."""
    try:
        return read_json(data), set()
    except Malformed as refusal:
        return None, {fault.code for fault in refusal.faults}


def _says_a_name_twice(text: str) -> bool:
    found = False

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal found
        found = found or len(dict(members)) != len(members)
        return dict(members)

    json.loads(text, object_pairs_hook=pairs)
    return found


@given(VALUES)
def test_ordinary_json_is_read_as_it_is(value: Any) -> None:
    assert read_json(json.dumps(value).encode()) == value
    assert read_json(json.dumps(value, ensure_ascii=False, indent=1).encode()) == value
    assert canonical(read_json(canonical(value).encode())) == canonical(value)


@given(PAIRS)
@example('{"a":1,"\\u0061":2}')
@example('{"a":1,"a":"\\u003a"}')
def test_a_name_that_stands_twice_is_refused_and_no_other(text: str) -> None:
    if _says_a_name_twice(text):
        assert _refusal(text.encode()).code == "duplicate-key"
    else:
        assert read_json(text.encode()) == json.loads(text)


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    value, refused = _read_or_refused(data)
    assert refused or canonical(value)


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b'{"a":{"b":1,"b":2}}', "duplicate-key", "/a/b"),
        (b'{"a":[1,2.50]}', "decimal-as-number", "/a/1"),
        (b'{"a":1e3}', "decimal-as-number", "/a"),
        (b"[9007199254740992]", "huge-number", "/0"),
        (b"[-9007199254740992]", "huge-number", "/0"),
        (b"[1" + b"0" * 400 + b"]", "huge-number", "line 1, column 2"),
        (b'{"a":"\\u0000"}', "nul-character", "/a"),
        (b'{"a":\n"\\ud800"}', "lone-surrogate", "line 2, column 2"),
        (b'{"a": NaN}', "not-json", "line 1, column 7"),
        (b'{"a": Infinity}', "not-json", "line 1, column 7"),
        (b'{"a": "\xff"}', "not-utf-8", "line 1, column 8"),
        (b"\xef\xbb\xbf{}", "byte-order-mark", "line 1, column 1"),
        (b" \n ", "empty", "line 1, column 1"),
        (b"[" * 33 + b"]" * 33, "too-deep", "/0" * 32),
        (b"[" * 100_000, "too-deep", "line 1, column 1026"),
    ],
)
def test_each_refusal_has_its_code_and_place(data: bytes, code: str, place: str) -> None:
    refusal = _refusal(data)
    assert (refusal.code, refusal.faults[0].place) == (code, place)


def test_what_is_just_within_the_bounds_is_read() -> None:
    assert read_json(b"[9007199254740991,-9007199254740991,-0]") == [MOST_INTEGER, -MOST_INTEGER, 0]
    assert read_json(b"[" * 32 + b"]" * 32)
    assert read_json(b'["' + b"[" * 90 + b'"]') == ["[" * 90]
    assert read_json(b'{"a":"\\\\u0000 \\ud83d\\ude00"}') == {"a": "\\u0000 \U0001f600"}


def test_every_duplicate_is_told_at_once() -> None:
    faults = _refusal(b'{"a":1,"a":2,"b":{"c":1,"c":1.5}}').faults
    assert [(fault.place, fault.code) for fault in faults] == [
        ("/a", "duplicate-key"),
        ("/b/c", "duplicate-key"),
        ("/b/c", "decimal-as-number"),
    ]


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the shared corpus is not here")
def test_the_published_corpus_is_refused_or_read_as_it_should_be() -> None:
    """y_ must be read (but for decimals written as numbers), n_ must be refused, i_ may be either."""
    for path in [*_corpus("json_parsing"), *_corpus("json_transform")]:
        data = path.read_bytes()
        value, refused = _read_or_refused(data)
        if refused:
            assert path.name[:2] != "y_" or refused <= NUMBERS_AS_TEXT, path.name
        else:
            assert path.name[:2] != "n_", path.name
            assert value == json.loads(data), path.name


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the shared corpus is not here")
def test_naughty_strings_come_through_unchanged() -> None:
    texts = json.loads((HOSTILE / "naughty_strings.json").read_text(encoding="utf-8"))
    data = json.dumps(texts).encode()
    assert canonical(read_json(data)) == canonical(texts)
