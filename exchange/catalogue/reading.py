"""Strict JSON in: what could be read in two ways, or not be kept exactly, is refused with its place.

Refused: anything outside RFC 8259, NaN and Infinity, a member named twice, nesting deeper than allowed, decimals
and integers beyond 2^53-1 as numbers, NUL, half surrogate pairs, bytes that are not UTF-8, a byte order mark.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson

from accounts.errors import Fault, Malformed
from exchange.catalogue.canonical import MESSAGES, MOST_INTEGER, is_plain
from exchange.catalogue.pointers import join

MOST_DEPTH = 32
_MOST_FAULTS = 100
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|-?[0-9][-+.0-9eE]*+')
_DECIMAL = re.compile(rb"[.eE]")


def read_json(data: bytes, *, max_depth: int = MOST_DEPTH) -> Any:
    """The value of one JSON text; raises ``Malformed`` with line and column, or with pointers."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _unreadable(data, error) from None
    if _is_exact(data, value, max_depth):
        return value
    faults = []
    for fault in _scan(data, max_depth):
        faults.append(fault)
        if len(faults) == _MOST_FAULTS:
            break
    if faults:
        raise Malformed(faults[0].code, "The JSON can be read, but not without doubt.", faults=faults)
    return value


def _is_exact(data: bytes, value: Any, max_depth: int) -> bool:
    """The quick question: is there surely nothing to refuse? False means: look closely.

    Duplicate names are seen without a second parse: every member has one colon outside texts, the parser keeps
    one of several namesakes, so the value written out again has fewer colons than the text it came from, as
    long as no text holds an escaped colon (written out unescaped).
    """
    if b"\\u003" in data or not is_plain(value, most_depth=max_depth):
        return False
    try:
        again = orjson.dumps(value, option=orjson.OPT_STRICT_INTEGER)
    except orjson.JSONEncodeError:
        return False
    return data.count(b":") == again.count(b":") and b"\\u0000" not in again


def _scan(data: bytes, max_depth: int) -> Iterator[Fault]:
    """Walk the tokens of a well-formed text and tell each fault, in order."""
    path: list[str | int] = []
    names: list[set[str] | None] = []  # per open container: the names seen so far, None for an array
    name_expected = False
    for token in _TOKEN.finditer(data):
        text = token[0]
        mark = text[:1]
        if mark in b"{[":
            if len(names) >= max_depth:
                yield _fault(data, token.start(), path, "too-deep")
                return
            names.append(set() if mark == b"{" else None)
            path.append("" if mark == b"{" else 0)
            name_expected = mark == b"{"
        elif mark in b"}]":
            names.pop()
            path.pop()
            name_expected = False
        elif mark == b",":
            name_expected = names[-1] is not None
            if not name_expected:
                path[-1] = int(path[-1]) + 1
        elif mark == b'"':
            content = json.loads(text) if b"\\" in text else text[1:-1].decode()
            seen = names[-1] if names else None
            if name_expected and seen is not None:
                name_expected = False
                path[-1] = content
                if content in seen:
                    yield _fault(data, token.start(), path, "duplicate-key")
                seen.add(content)
            if "\x00" in content:
                yield _fault(data, token.start(), path, "nul-character")
        elif mark != b":":
            yield from _number_faults(data, token, path)


def _number_faults(data: bytes, token: re.Match[bytes], path: list[str | int]) -> Iterator[Fault]:
    digits = token[0]
    if _DECIMAL.search(digits):
        yield _fault(data, token.start(), path, "decimal-as-number")
    elif len(digits) > 17 or abs(int(digits)) > MOST_INTEGER:
        yield _fault(data, token.start(), path, "huge-number")


def _fault(data: bytes, start: int, path: list[str | int], code: str) -> Fault:
    message = "A member with this name stands twice in the object." if code == "duplicate-key" else MESSAGES[code]
    place = join(path).replace("\x00", "�")
    return Fault(place, code, f"{message} ({_position(data, start)})")


def _unreadable(data: bytes, error: orjson.JSONDecodeError) -> Malformed:
    """Say what stopped the parser, where, in words of our own."""
    reason = error.msg.lower()
    try:
        data.decode()
    except UnicodeDecodeError as encoding:
        return _malformed("not-utf-8", "The text is not UTF-8.", _position(data, encoding.start))
    place = f"line {error.lineno}, column {error.colno}"
    if not data.strip(b" \t\r\n"):
        return _malformed("empty", "There is nothing to read.", place)
    if data.startswith(b"\xef\xbb\xbf"):
        return _malformed("byte-order-mark", "Send the text without a byte order mark.", place)
    if "surrogate" in reason:
        return _malformed("lone-surrogate", MESSAGES["lone-surrogate"], place)
    if "infinity" in reason:
        return _malformed("huge-number", MESSAGES["huge-number"], place)
    if "depth limit" in reason:
        return _malformed("too-deep", MESSAGES["too-deep"], place)
    return _malformed("not-json", "This is not JSON (RFC 8259).", place)


def _malformed(code: str, message: str, place: str) -> Malformed:
    return Malformed(code, f"{message} ({place})", faults=[Fault(place, code, message)])


def _position(data: bytes, start: int) -> str:
    before = data[:start]
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode("utf-8", "replace")) + 1
    return f"line {before.count(bytes([10])) + 1}, column {column}"
