"""The rows of an upload: cut into chunks as they are read, each with what its check and its publication found."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from accounts import sentences
from accounts.errors import Fault
from exchange.intake.models import Chunk, FaultyLine, Upload

_QUICK = 1
_MOST_REMARKS = 20

# One notice: its reference, and its rows with their numbers (of JSON and XML: the number and the text).
Line = tuple[str, list[Any]]

# A good notice as it was judged: first row, type, its schema's version, reference, MRN, canonical text.
Ready = tuple[int, str, int, str, str, str]


@dataclass(frozen=True, slots=True)
class Faulty:
    """A notice that was not accepted, with its rows and what is wrong with them."""

    row: int
    reference: str
    rows: list[Any]
    faults: list[dict[str, Any]]


@dataclass(slots=True)
class Found:
    """What a check found in a chunk: how many are good, which are not, and what was remarked on."""

    judged_by: str
    good: int = 0
    repeated: int = 0
    ready: list[Ready] = field(default_factory=list)
    faulty: list[Faulty] = field(default_factory=list)
    remarks: dict[str, dict[str, Any]] = field(default_factory=dict)

    def remark(self, fault: Fault, *, row: int) -> None:
        """Count a remark by its code; the first place stands for all."""
        held = self.remarks.get(fault.code)
        if held is not None:
            held["count"] += 1
        elif len(self.remarks) < _MOST_REMARKS:
            self.remarks[fault.code] = {"count": 1, "row": row, **sentences.kept(fault.message)}


def add_chunk(upload: Upload, *, n: int, lines: Sequence[Line], share: int) -> None:
    """Keep some notices of a file that is being read."""
    Chunk.objects.create(
        upload=upload,
        n=n,
        organisation_id=upload.organisation_id,
        share=share,
        **_holding(lines),
    )


def replace_lines(chunk: Chunk, lines: Sequence[Line]) -> None:
    """Have a chunk of a file that is being read hold these only, and be checked anew."""
    FaultyLine.objects.filter(
        upload_id=chunk.upload_id, row__range=(chunk.first_row, chunk.last_row)
    ).delete()
    Chunk.objects.filter(upload_id=chunk.upload_id, n=chunk.n).delete()
    if lines:
        Chunk.objects.create(
            upload_id=chunk.upload_id,
            n=chunk.n,
            organisation_id=chunk.organisation_id,
            share=chunk.share,
            **_holding(lines),
        )


def _holding(lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "lines": len(lines),
        "first_row": lines[0][1][0][0],
        "last_row": lines[-1][1][0][0],
        "data": zlib.compress(orjson.dumps(lines), _QUICK),
    }


def lines_of(chunk: Chunk) -> list[Line]:
    """The notices of a chunk as they were read."""
    return [tuple(line) for line in orjson.loads(zlib.decompress(chunk.data))]


def ready_of(chunk: Chunk) -> list[Ready]:
    """The good notices of a chunk as they were judged."""
    return [] if chunk.ready is None else [tuple(one) for one in orjson.loads(zlib.decompress(chunk.ready))]


def drop_chunks(upload: Upload) -> None:
    """Forget what was read and found, to begin anew."""
    FaultyLine.objects.filter(upload_id=upload.id).delete()
    Chunk.objects.filter(upload_id=upload.id).delete()


def keep_check(chunk: Chunk, found: Found, *, at: datetime) -> None:
    """Keep what the check of a chunk found."""
    _keep_faulty(chunk, found.faulty, when_publishing=False)
    _update(
        chunk,
        checked_at=at,
        judged_by=found.judged_by,
        ready=zlib.compress(orjson.dumps(found.ready), _QUICK) if found.ready else None,
        good=found.good,
        repeated=found.repeated,
        faulty=len(found.faulty),
        remarks=found.remarks,
    )


def keep_publication(
    chunk: Chunk, *, receipts: list[list[Any]], refused: Sequence[Faulty], at: datetime | None
) -> None:
    """Keep what became of the good notices of a chunk. ``at`` is ``None`` where nothing was published."""
    _keep_faulty(chunk, refused, when_publishing=True)
    _update(
        chunk,
        published_at=at,
        accepted=len(receipts),
        repeated=chunk.repeated if at is None else sum(1 for one in receipts if one[-1]),
        refused=len(refused),
        receipts=receipts,
    )


def faulty_rows(chunk: Chunk) -> set[int]:
    """The first rows of the notices of a chunk that were found faulty."""
    held = FaultyLine.objects.filter(upload_id=chunk.upload_id, row__range=(chunk.first_row, chunk.last_row))
    return set(held.values_list("row", flat=True))


def gathered(remarks: Iterable[dict[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The remarks of several chunks as one list, the most frequent first."""
    by_code: dict[str, dict[str, Any]] = defaultdict(lambda: {"count": 0, "row": None, "message": ""})
    for one in remarks:
        for code, said in one.items():
            held = by_code[code]
            held["count"] += said["count"]
            if held["row"] is None or said["row"] < held["row"]:
                held |= {name: value for name, value in said.items() if name != "count"}
    return sorted(({"code": code, **said} for code, said in by_code.items()), key=lambda one: -one["count"])


def _keep_faulty(chunk: Chunk, faulty: Sequence[Faulty], *, when_publishing: bool) -> None:
    made = [
        FaultyLine(
            upload_id=chunk.upload_id,
            row=one.row,
            organisation_id=chunk.organisation_id,
            reference=one.reference,
            rows=one.rows,
            faults=one.faults,
            when_publishing=when_publishing,
        )
        for one in faulty
    ]
    # What is done again after a stop finds them there.
    FaultyLine.objects.bulk_create(made, ignore_conflicts=True)


def _update(chunk: Chunk, **values: Any) -> None:
    Chunk.objects.filter(upload_id=chunk.upload_id, n=chunk.n).update(**values)
