"""The one text that a document has: canonical JSON (RFC 8785), the thing that is stored, compared and digested."""

import hashlib
import itertools
import re
from collections.abc import Iterator
from typing import Any

import orjson
import rfc8785
from django.utils.translation import gettext_noop as _

from accounts.errors import Fault, Invalid
from exchange.catalogue.pointers import escape

# orjson writes RFC 8785 as long as there are no floats and it sorts keys by code point; the RFC sorts by UTF-16
# code unit, which differs only where a key holds a character outside the basic plane (a four-byte one in UTF-8).
_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)
_OUTSIDE_BASIC_PLANE = re.compile(rb"[\xf0-\xf7]")
_NUL = b"\\u0000"

MOST_INTEGER = 2**53 - 1
_MOST_FAULTS = 500
MOST_DEPTH = 200  # orjson writes no deeper than 254

MESSAGES = {
    "too-deep": _("This is nested too deep: take levels out."),
    "bad-name": _("Names of members are texts."),
    "huge-number": _("Integers lie between -(2^53-1) and 2^53-1; write longer ones as text."),
    "decimal-as-number": _('Write decimals as text, for example "12.50".'),
    "nul-character": _("The NUL character cannot be kept: take it out."),
    "lone-surrogate": _("Half a surrogate pair is not a character: write both halves, or take it out."),
    "not-json": _("Not a JSON value."),
}


def canonical(document: Any) -> str:
    """The canonical text. Refuses what has no single one, or cannot be stored, with each place."""
    if not is_plain(document, most_depth=MOST_DEPTH):
        raise _refusal(document)
    try:
        text = orjson.dumps(document, option=_OPTIONS)
    except orjson.JSONEncodeError:
        raise _refusal(document) from None
    if _NUL in text and any(faults(document)):
        raise _refusal(document)
    if not text.isascii() and _OUTSIDE_BASIC_PLANE.search(text):
        text = rfc8785.dumps(document)
    return text.decode()


def digest(text: str) -> bytes:
    """SHA-256 of a canonical text: equal for equal content, whatever the order and spacing it came in."""
    return hashlib.sha256(text.encode()).digest()


def is_plain(document: Any, *, most_depth: int) -> bool:
    """Whether there are only objects, lists, texts, integers, booleans and null, no deeper than allowed.

    The quick question, asked of every document; ``faults`` answers at length once the answer is no.
    """
    level = [document]
    depth = 0
    while level:
        below: list[Any] = []
        for value in level:
            kind = type(value)
            if kind is str or kind is int or kind is bool or value is None:
                continue
            if depth >= most_depth:
                return False
            if kind is dict:
                below.extend(value.values())
            elif kind is list:
                below.extend(value)
            else:
                return False
        level = below
        depth += 1
    return True


def faults(document: Any) -> Iterator[Fault]:
    """Each place where the document is not plain, exact JSON data."""
    yield from _faults(document, "", 0)


def _refusal(document: Any) -> Invalid:
    return Invalid(
        "not-canonical",
        "The document holds values that have no exact JSON form; each is listed with its place.",
        faults=list(itertools.islice(faults(document), _MOST_FAULTS)),
    )


def _faults(value: Any, place: str, depth: int) -> Iterator[Fault]:
    kind = type(value)
    if kind is dict or kind is list:
        yield from _member_faults(value, place, depth)
    elif kind is str:
        yield from _text_faults(value, place)
    elif kind is int:
        if abs(value) > MOST_INTEGER:
            yield _fault(place, "huge-number")
    elif kind is float:
        yield _fault(place, "decimal-as-number")
    elif value is not None and kind is not bool:
        yield _fault(place, "not-json")


def _member_faults(container: dict[Any, Any] | list[Any], place: str, depth: int) -> Iterator[Fault]:
    if depth >= MOST_DEPTH:
        yield _fault(place, "too-deep")
        return
    if isinstance(container, list):
        for index, member in enumerate(container):
            yield from _faults(member, f"{place}/{index}", depth + 1)
        return
    for name, member in container.items():
        if type(name) is not str:
            yield _fault(place, "bad-name")
            continue
        below = f"{place}/{escape(name)}"
        yield from _text_faults(name, below)
        yield from _faults(member, below, depth + 1)


def _text_faults(text: str, place: str) -> Iterator[Fault]:
    if "\x00" in text:
        yield _fault(place, "nul-character")
    try:
        text.encode()
    except UnicodeEncodeError:
        yield _fault(place, "lone-surrogate")


def _fault(place: str, code: str) -> Fault:
    # The place may hold the very character that is refused: show it as a replacement character.
    shown = place.replace("\x00", "�").encode("utf-8", "replace").decode()
    return Fault(shown, code, MESSAGES[code])
