"""Rows of one notice that stand apart in a table: a notice is made of all rows of its reference, wherever they stand.

Rows that return to a reference are set aside while the table is read. Only then is it known of which notices the rows
that stood further up are not all: those are taken out of their chunks, and the notice follows whole at the end. That
is one transaction, so whoever is killed over it has done nothing.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

import orjson

from accounts import sentences
from accounts.sentences import Sentence
from exchange.intake import services as intake
from exchange.intake.models import Chunk, Upload
from exchange.intake.readers.table import Row
from exchange.intake.services.chunks import Line, lines_of

# Notices as chunks, each with how much of the file has been read by then.
Chunked = Callable[[Iterable[tuple[Line, int]]], Iterator[tuple[list[Line], int]]]

_CODE = "rows-apart"
_ALL = 100
_TABLE = "CREATE TABLE held (reference TEXT, row INTEGER, cells BLOB)"
_PUT = "INSERT INTO held VALUES (?, ?, ?)"
# In the order in which the notices begin in the file.
_GATHERED = (
    "SELECT reference, row, cells FROM"
    " (SELECT *, min(row) OVER (PARTITION BY reference) AS begun FROM held) ORDER BY begun, row"
)


class Apart:
    """The references of a table as it is read, and the rows that stand apart.

    There may be as many of those as the table has: they are in a file that goes when this does, not in memory.
    """

    def __init__(self) -> None:
        # Of a hundred thousand references only their hashes are held in memory.
        self._seen: set[int] = set()
        self._returning: set[int] = set()
        self._file: sqlite3.Connection | None = None

    def returns(self, reference: str, rows: list[Row]) -> bool:
        """Whether rows of the reference stood further up; then these are set aside."""
        known = hash(reference)
        if not reference or known not in self._seen:
            self._seen.add(known)
            return False
        self._returning.add(known)
        self._set_aside(reference, rows)
        return True

    def put_together(self, upload: Upload, *, chunked: Chunked) -> None:
        """Make one notice of all rows of each reference whose rows stand apart, once every other chunk is kept.

        What was checked beside their first rows, is checked anew.
        """
        upload.remarks = [one for one in upload.remarks if one["code"] != _CODE]
        if self._returning:
            last, first = self._take_out(upload), ""
            whole = chunked((line, _ALL) for line in self._gathered())
            for n, (lines, share) in enumerate(whole, last + 1):
                first = first or lines[0][0]
                intake.add_chunk(upload, n=n, lines=lines, share=share)
            count = len(self._returning)
            upload.remarks.append({"code": _CODE, "count": count, **sentences.kept(_told(count, first))})
        upload.save(update_fields=["remarks"])

    def _take_out(self, upload: Upload) -> int:
        """Set the rows aside that stood further up; answer with the number of the last chunk that was kept."""
        held = Chunk.objects.filter(upload_id=upload.id)
        numbers = list(held.order_by("n").values_list("n", flat=True))
        for n in numbers:
            chunk = held.get(n=n)
            lines = lines_of(chunk)
            apart = [line for line in lines if hash(line[0]) in self._returning]
            for reference, rows in apart:
                self._set_aside(reference, rows)
            if apart:
                intake.replace_lines(chunk, [line for line in lines if hash(line[0]) not in self._returning])
        return int(numbers[-1])

    def _set_aside(self, reference: str, rows: Iterable[Row]) -> None:
        if self._file is None:
            self._file = sqlite3.connect("", isolation_level=None)
            self._file.execute(_TABLE)
            self._file.execute("BEGIN")
        self._file.executemany(_PUT, ((reference, number, orjson.dumps(cells)) for number, cells in rows))

    def _gathered(self) -> Iterator[Line]:
        """The notices whose rows were set aside, each with all of them."""
        if self._file is None:
            return
        for reference, held in groupby(self._file.execute(_GATHERED), key=lambda one: one[0]):
            yield reference, [[row, orjson.loads(cells)] for _, row, cells in held]


def _told(count: int, first: str) -> Sentence:
    return Sentence.counted(
        "The rows of one notice, %(first)s, do not stand one below the other. They were put together: it is published"
        " with all of its rows or not at all. Should they be about different consignments, give each a reference of"
        " its own and upload the file again.",
        "The rows of %(count)s notices do not stand one below the other; the first is %(first)s. They were put"
        " together: each is published with all of its rows or not at all. Should rows with the same reference be about"
        " different consignments, give each a reference of its own and upload the file again.",
        count=count,
        first=first,
    )
