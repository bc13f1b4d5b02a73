"""Strict JSON in: what could be read in two ways, or not be kept exactly, is refused with its place.

Refused: anything outside RFC 8259, NaN and Infinity, a member named twice, nesting deeper than allowed, decimals
and integers beyond 2^53-1 as numbers, NUL, half surrogate pairs, bytes that are not UTF-8, a byte order mark.
"""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import orjson
from django.utils.translation import gettext_noop as _

from accounts.errors import Fault, Malformed
from accounts.sentences import Sentence
from exchange.catalogue.canonical import MESSAGES, MOST_INTEGER, is_plain
from exchange.catalogue.pointers import join

MOST_DEPTH = 32
_MOST_FAULTS = 100
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|-?[0-9][-+.0-9eE]*+')
_DECIMAL = re.compile(rb"[.eE]")
_MOST_DIGITS = 17  # of 2^53-1, with a sign
_DUPLICATE = _("A member with this name stands twice in the object: keep one of them.")


def read_json(data: bytes, *, max_depth: int = MOST_DEPTH) -> Any:
    """The value of one JSON text; raises ``Malformed`` with line and column, or with pointers."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _unreadable(data, error) from None
    if _is_exact(data, value, max_depth):
        return value
    faults = list(itertools.islice(_Scan(data, max_depth).faults(), _MOST_FAULTS))
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


class _Scan:
    """A walk over the tokens of a well-formed text, which tells each fault in order."""

    def __init__(self, data: bytes, max_depth: int) -> None:
        self._data = data
        self._max_depth = max_depth
        self._path: list[str | int] = []
        # Per open container: the names seen so far, None for an array.
        self._names: list[set[str] | None] = []
        self._name_is_next = False

    def faults(self) -> Iterator[Fault]:
        for token in _TOKEN.finditer(self._data):
            mark = token[0][:1]
            if mark == b'"':
                yield from self._text(token)
            elif mark in b"{[":
                if len(self._names) >= self._max_depth:
                    yield self._fault(token, "too-deep")
                    return
                self._open(mark)
            elif mark in b"}]":
                self._names.pop()
                self._path.pop()
                self._name_is_next = False
            elif mark == b",":
                self._next()
            elif mark != b":":
                yield from self._number(token)

    def _open(self, mark: bytes) -> None:
        self._name_is_next = mark == b"{"
        self._names.append(set() if self._name_is_next else None)
        self._path.append("" if self._name_is_next else 0)

    def _next(self) -> None:
        self._name_is_next = self._names[-1] is not None
        if not self._name_is_next:
            self._path[-1] = int(self._path[-1]) + 1

    def _text(self, token: re.Match[bytes]) -> Iterator[Fault]:
        text = token[0]
        content = json.loads(text) if b"\\" in text else text[1:-1].decode()
        names = self._names[-1] if self._names else None
        if self._name_is_next and names is not None:
            self._name_is_next = False
            self._path[-1] = content
            if content in names:
                yield self._fault(token, "duplicate-key")
            names.add(content)
        if "\x00" in content:
            yield self._fault(token, "nul-character")

    def _number(self, token: re.Match[bytes]) -> Iterator[Fault]:
        digits = token[0]
        if _DECIMAL.search(digits):
            yield self._fault(token, "decimal-as-number")
        elif len(digits) > _MOST_DIGITS or abs(int(digits)) > MOST_INTEGER:
            yield self._fault(token, "huge-number")

    def _fault(self, token: re.Match[bytes], code: str) -> Fault:
        message = _DUPLICATE if code == "duplicate-key" else MESSAGES[code]
        place = join(self._path).replace("\x00", "�")
        return Fault(
            place,
            code,
            _placed(message, _position(self._data, token.start())),
        )


def _unreadable(data: bytes, error: orjson.JSONDecodeError) -> Malformed:
    """Say what stopped the parser, where, in words of our own."""
    reason = error.msg.lower()
    try:
        data.decode()
    except UnicodeDecodeError as encoding:
        return _malformed(
            "not-utf-8", "The text is not UTF-8: write it in that encoding.", _position(data, encoding.start)
        )
    place = _place(error.lineno, error.colno)
    if not data.strip(b" \t\r\n"):
        return _malformed("empty", "There is nothing to read: write a JSON value.", place)
    if data.startswith(b"\xef\xbb\xbf"):
        return _malformed("byte-order-mark", "Send the text without a byte order mark.", place)
    if "surrogate" in reason:
        return _malformed("lone-surrogate", MESSAGES["lone-surrogate"], place)
    if "infinity" in reason:
        return _malformed("huge-number", MESSAGES["huge-number"], place)
    if "depth limit" in reason:
        return _malformed("too-deep", MESSAGES["too-deep"], place)
    return _malformed(
        "not-json",
        "From here on this is not JSON (RFC 8259): look for a missing comma, quotation mark or bracket.",
        place,
    )


def _malformed(code: str, message: str, place: Sentence) -> Malformed:
    return Malformed(
        code,
        _placed(message, place),
        faults=[Fault(place, code, message)],
    )


def _placed(message: str, place: Sentence) -> Sentence:
    return Sentence("%(message)s (%(place)s)", message=Sentence(message), place=place)


def _place(line: int, column: int) -> Sentence:
    return Sentence("line %(line)s, column %(column)s", line=str(line), column=str(column))


def _position(data: bytes, start: int) -> Sentence:
    before = data[:start]
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode("utf-8", "replace")) + 1
    return _place(before.count(bytes([10])) + 1, column)
