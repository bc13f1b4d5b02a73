"""Reading a file into chunks, once, by whoever holds its lease; taken up again where a killed reader left off."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import chain, islice
from typing import BinaryIO

from django.db import transaction
from django.db.models import Max, Q

from accounts import acting, sentences
from accounts.clock import transaction_time
from accounts.errors import Malformed, Refusal
from accounts.sentences import Sentence
from exchange.intake import mapping, selectors, states
from exchange.intake import services as intake
from exchange.intake.documents import Plan
from exchange.intake.models import Chunk, Mapping, Upload
from exchange.intake.readers import jsonlines
from exchange.intake.readers.table import Remark, Row, Table
from exchange.intake.services.chunks import Line
from exchange.nudge import nudge
from exchange.uploading import tables
from exchange.uploading.apart import Apart

LINES_IN_CHUNK = 500
# Notices of many items make heavy chunks.
_ROWS_IN_CHUNK = 2000
_LEASE = timedelta(seconds=90)
_SAMPLE = 5
_LONGEST_XML = 2 * 1024 * 1024
_TO_READ = (states.RECEIVED, states.CHECKING)


class GivenUp(Exception):
    """The upload has been cancelled, or somebody else reads it now."""


def lease(upload: Upload) -> bool:
    """Take the reading of an upload, unless it is done, or somebody is at it."""
    now = transaction_time()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    held = Upload.objects.filter(free, id=upload.id, read_at=None, state__in=_TO_READ)
    upload.leased_until = now + _LEASE
    return held.update(leased_until=upload.leased_until) == 1


def read(upload: Upload, *, waking: str) -> None:
    """Read a leased upload to its end. ``waking``: the task to wake once there is something to check."""
    with tempfile.TemporaryFile() as file:
        try:
            with _held(upload):
                for piece in selectors.pieces(upload):
                    file.write(piece)
            file.seek(0)
            apart = Apart()
            lines = _lines(upload, file, apart)
            if lines is not None:
                _keep(upload, lines, apart, waking)
        except GivenUp:
            return
        except Refusal as refusal:
            with _held(upload):
                intake.move(
                    upload,
                    act="unreadable",
                    at=transaction_time(),
                    code=refusal.code,
                    **sentences.kept(_told(upload, refusal)),
                )


@contextmanager
def _held(upload: Upload, *, shared: bool = False) -> Iterator[None]:
    """One transaction in which the upload is still ours to read.

    ``shared``: together with those who check what has been read of it; then the lease is not renewed.
    """
    with acting.as_organisation(upload.organisation_id, person=upload.person):
        if shared:
            now = selectors.held_shared(upload.id)
        else:
            now = Upload.objects.select_for_update(no_key=True).filter(id=upload.id).first()
        until = None if now is None or now.state not in _TO_READ else now.leased_until
        if until is None or until != upload.leased_until:
            raise GivenUp
        if not shared and until - transaction_time() < _LEASE / 2:
            upload.leased_until = transaction_time() + _LEASE
            Upload.objects.filter(id=upload.id).update(leased_until=upload.leased_until)
        yield


def _lines(upload: Upload, file: BinaryIO, apart: Apart) -> Iterator[tuple[Line, int]] | None:
    """The notices in the file, each with how much of it has been read; ``None`` where columns must be chosen first."""
    if upload.kind == Upload.Kind.XML:
        return iter([(_declaration(file), 100)])
    if upload.kind == Upload.Kind.NDJSON:
        return (
            (("", [list(line)]), min(100, file.tell() * 100 // max(upload.size, 1)))
            for line in jsonlines.lines(file)
        )
    if upload.kind == Upload.Kind.JSON:
        return ((("", [list(line)]), 100) for line in jsonlines.members(file))
    known = _known_table(upload, file)
    if known is None:
        return None
    table = known
    plan = Plan(upload.type, upload.mapping, zone=upload.zone, decimal_comma=upload.decimal_comma)
    return ((line, table.share()) for line in _notices(table, plan, apart))


def _declaration(file: BinaryIO) -> Line:
    data = file.read(_LONGEST_XML + 1)
    if len(data) > _LONGEST_XML:
        raise Malformed("file-too-large", "An XML declaration may have 2 MB.")
    return "", [[1, data.decode("latin-1")]]


def _known_table(upload: Upload, file: BinaryIO) -> Table | None:
    """The table, once it is known which column is which element; if not, the upload waits for somebody to say."""
    table = tables.read(upload, file, known=partial(_known, upload), encodings=partial(_encodings, upload))
    if upload.state == states.CHECKING:
        return table
    known = _known(upload, table.header)
    upload.header, upload.read_as = table.header, table.read_as
    upload.decimal_comma = tables.has_decimal_comma(upload, table, known)
    upload.remarks = [{"code": one.code, **sentences.kept(one.message), "count": 1} for one in table.remarks]
    first = list(islice(table.rows, _SAMPLE))
    upload.sample = [cells for _, cells in first]
    if known is not None:
        upload.mapping, upload.constants = known.columns, known.constants
    elif not first:
        raise _no_rows(table.remarks)
    with _held(upload):
        upload.save(
            update_fields=[
                "header", "read_as", "decimal_comma", "remarks", "sample", "mapping", "constants",
            ]
        )  # fmt: skip
        intake.move(upload, act="unrecognised" if known is None else "recognised", at=transaction_time())
    return None if known is None else replace(table, rows=chain(first, table.rows))


def _known(upload: Upload, header: list[str]) -> Mapping | None:
    """What is known of such a header: as the organisation chose before, else as a template has it."""
    with _held(upload):
        held = selectors.remembered(organisation=upload.organisation_id, type_id=upload.type, header=header)
    if held is not None:
        return held
    columns = mapping.from_template(header, type_id=upload.type)
    return None if columns is None else Mapping(columns=columns)


def _encodings(upload: Upload) -> list[str]:
    with _held(upload):
        return selectors.remembered_encodings(organisation=upload.organisation_id, type_id=upload.type)


def _notices(table: Table, plan: Plan, apart: Apart) -> Iterator[Line]:
    """Rows that follow one another with the same reference; those that return to one are set aside."""
    for reference, rows in _runs(table, plan):
        if not apart.returns(reference, rows):
            yield reference, [list(row) for row in rows]


def _runs(table: Table, plan: Plan) -> Iterator[tuple[str, list[Row]]]:
    reference, rows = "", list[Row]()
    for number, cells in table.rows:
        if plan.is_example(cells):
            continue
        own = plan.reference(cells)
        if not rows or not own or own != reference:
            if rows:
                yield reference, rows
            reference, rows = own, []
        rows.append((number, cells))
    if rows:
        yield reference, rows


def _keep(upload: Upload, lines: Iterator[tuple[Line, int]], apart: Apart, waking: str) -> None:
    """Keep the notices chunk by chunk, passing over those that an earlier reader has kept."""
    with _held(upload):
        if upload.state == states.RECEIVED:
            intake.move(upload, act="recognised", at=transaction_time())
        before = Chunk.objects.filter(upload_id=upload.id).aggregate(n=Max("n"), row=Max("last_row"))
    begin = 0 if before["n"] is None else before["n"] + 1
    unkept = ((line, share) for line, share in lines if line[1][0][0] > (before["row"] or 0))
    for n, (some, share) in enumerate(_chunked(unkept), begin):
        _keep_chunk(upload, n, some, share, waking)
    with _held(upload):
        if not Chunk.objects.filter(upload_id=upload.id).exists():
            raise _no_rows()
        apart.put_together(upload, chunked=_chunked)
        Upload.objects.filter(id=upload.id).update(read_at=transaction_time(), leased_until=None)
        transaction.on_commit(partial(nudge, waking), using=acting.alias())


def _chunked(lines: Iterable[tuple[Line, int]]) -> Iterator[tuple[list[Line], int]]:
    """So many notices as are checked and published at once, with how much of the file has been read by then."""
    some: list[Line] = []
    rows, share = 0, 0
    for line, share in lines:
        some.append(line)
        rows += len(line[1])
        if len(some) >= LINES_IN_CHUNK or rows >= _ROWS_IN_CHUNK:
            yield some, share
            some, rows = [], 0
    if some:
        yield some, share


def _keep_chunk(upload: Upload, n: int, lines: list[Line], share: int, waking: str) -> None:
    with _held(upload, shared=True):
        intake.add_chunk(upload, n=n, lines=lines, share=share)
        transaction.on_commit(partial(nudge, waking), using=acting.alias())
        left = (upload.leased_until or transaction_time()) - transaction_time()
    if left < _LEASE / 2:
        with _held(upload):
            pass  # It renews the lease, for which the upload must be held alone.


def _told(upload: Upload, refusal: Refusal) -> str:
    """What is wrong with the file, where that is known, and what to do about it."""
    told = sentences.sentence(refusal.detail)
    if refusal.faults:
        fault = refusal.faults[0]
        told = Sentence(
            "%(what)s %(place)s: %(fault)s",
            what=told,
            place=fault.place,
            fault=sentences.sentence(fault.message),
        )
    if upload.kind in (Upload.Kind.JSON, Upload.Kind.NDJSON):
        told = Sentence(
            "%(what)s Mend it there, or have the program that made the file write it anew, in UTF-8.",
            what=told,
        )
    return told


def _no_rows(remarks: Iterable[Remark] = ()) -> Malformed:
    unread = [one for one in remarks if one.code in ("hidden-sheets", "other-sheets")]
    if unread:
        also = sentences.sentence(unread[0].message)
        return Malformed("no-rows", Sentence("There is no row below the header. %(also)s", also=also))
    return Malformed(
        "no-rows",
        "There is no row below the header, or only rows with the reference EXAMPLE, which are left out."
        " Write one row for each goods item, with a reference of your own.",
    )
