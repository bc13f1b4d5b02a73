"""Notices as JSON: one a line (NDJSON), or a list of them; each line is left as text until it is checked."""

from collections.abc import Iterator
from typing import BinaryIO

import orjson

from accounts.errors import Malformed, TooLarge
from accounts.sentences import Sentence
from exchange.catalogue import reading

# A list is parsed as a whole, so that it may be no longer; lines may be as long as any upload.
MOST_LIST = 16 * 1024 * 1024
MOST_LINE = 2 * 1024 * 1024

Line = tuple[int, str]


def lines(file: BinaryIO) -> Iterator[Line]:
    """Each line of an NDJSON file that holds anything, with its number."""
    file.seek(0)
    number = 0
    while raw := file.readline(MOST_LINE + 1):
        number += 1
        if len(raw) > MOST_LINE:
            raise TooLarge(
                "line-too-long",
                Sentence(
                    "Line %(number)s is longer than %(most)s bytes, more than one notice may have. Write each notice"
                    " on a line of its own.",
                    number=number,
                    most=MOST_LINE,
                ),
            )
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if raw.strip():
            yield number, _text(raw, number)


def members(file: BinaryIO) -> Iterator[Line]:
    """Each member of a JSON list with its position from 1; a single object is a list of one."""
    file.seek(0)
    data = file.read(MOST_LIST + 1)
    if len(data) > MOST_LIST:
        raise TooLarge(
            "list-too-long",
            Sentence(
                "A JSON list is read up to %(most)s MB. Send more as NDJSON: one notice a line.",
                most=MOST_LIST // 2**20,
            ),
        )
    value = reading.read_json(data.removeprefix(b"\xef\xbb\xbf"))
    if not isinstance(value, (list, dict)):
        raise Malformed("not-notices", "Send a list of notices, or one notice a line (NDJSON).")
    for number, member in enumerate(value if isinstance(value, list) else [value], start=1):
        yield number, orjson.dumps(member).decode()


def _text(raw: bytes, number: int) -> str:
    try:
        # NUL is nothing in JSON, and cannot be kept: the line is told for what stands in its place.
        return raw.decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
    except UnicodeDecodeError:
        raise Malformed(
            "not-utf-8",
            Sentence(
                "Line %(number)s is not UTF-8. Write the file in UTF-8, as JSON always is.", number=number
            ),
        ) from None
