"""Publishing a chunk: the pipeline's bulk acceptance, at most 500 notices in one transaction.

A chunk that was published twice would double nothing: what is held under its reference is answered as before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from accounts.access import permissions
from accounts.access import selectors as access
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Refusal
from exchange import pipeline
from exchange.catalogue import selectors as catalogue
from exchange.catalogue import types
from exchange.intake import services as intake
from exchange.intake.models import Chunk, Upload
from exchange.intake.services.chunks import Faulty, faulty_rows, lines_of, ready_of
from exchange.notices.drafts import Draft
from exchange.notices.models import RoutingWork
from exchange.notices.submissions import Receipt, Submission
from exchange.uploading.amending import amend_by_mrn
from exchange.uploading.lines import Prepared, reader_of

# A check is as good as new so long: it outlives no deployment by more.
_LATELY = timedelta(hours=1)


class Stopped(Exception):
    """The upload cannot go on: why, and what to do about it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


def permitted(by: Caller | None) -> Caller:
    """Whoever an upload is done for, as long as they may publish. Raises ``Stopped``."""
    if by is None or not by.may(permissions.NOTICES_PUBLISH):
        raise Stopped(
            "may-not-publish",
            "Whoever sent or confirmed this upload may no longer publish for your organisation. Upload the file"
            " again.",
        )
    return by


def caller_of(upload: Upload, *, at: datetime) -> Caller | None:
    """Whose word an upload is done on, with what they may do at this moment."""
    if upload.person is not None:
        return access.caller_for_person(upload.person, organisation=upload.organisation_id, at=at)
    if upload.client is not None:
        return access.caller_for_client(upload.client, organisation=upload.organisation_id, at=at)
    return None


def check_standing(by: Caller, *, at: datetime) -> None:
    """Raises ``Stopped`` for an organisation that may open no new notices at this moment."""
    if not pipeline.may_publish(by=by, at=at):
        raise Stopped(
            "no-standing",
            "Your organisation holds no standing now, so what was not published yet is not. Upload the file again"
            " once standing has been granted: what is published already will be recognised.",
        )


def publish(chunk: Chunk, *, upload: Upload, by: Caller) -> None:
    """Publish the good notices of a chunk, leave out what is refused after all, and keep what became of each.

    Raises ``Stopped``.
    """
    at = transaction_time()
    check_standing(by, at=at)
    receipts, refused = accept(chunk, upload=upload, by=by)
    intake.keep_publication(chunk, receipts=receipts, refused=refused, at=at)


def accept(chunk: Chunk, *, upload: Upload, by: Caller) -> tuple[list[list[Any]], list[Faulty]]:
    """Have the good notices of a chunk accepted: receipts (row, reference, number, whether it was held before), and
    what was refused. Nothing is kept of that yet.
    """
    return _accept(_good(chunk, upload), upload=upload, chunk=chunk, by=by)


@dataclass(frozen=True, slots=True)
class _Good:
    """The good notices of a chunk: those that were judged lately, and those that are to be judged again."""

    judged: list[tuple[int, Submission]]
    prepared: list[Prepared]


def _good(chunk: Chunk, upload: Upload) -> _Good:
    """What was checked a moment ago under the lists that still hold is not checked again; all else is."""
    ready = ready_of(chunk) if _holds_still(chunk) else []
    judged = [
        (row, Submission(types.get(type_id), reference, orjson.loads(text), text, mrn=mrn))
        for row, type_id, version, reference, mrn, text in ready
        if types.get(type_id).version == version
    ]
    if len(judged) == chunk.good:
        return _Good(judged, [])
    passed = faulty_rows(chunk) | {row for row, _ in judged}
    return _Good(judged, [one for one in _prepared(chunk, upload) if one.row not in passed])


def _holds_still(chunk: Chunk) -> bool:
    lately = chunk.checked_at is not None and transaction_time() - chunk.checked_at < _LATELY
    return lately and chunk.judged_by == catalogue.lists_stamp()


def _prepared(chunk: Chunk, upload: Upload) -> list[Prepared]:
    reader = reader_of(upload)
    return [reader(line) for line in lines_of(chunk)]


def _accept(good: _Good, *, upload: Upload, chunk: Chunk, by: Caller) -> tuple[list[list[Any]], list[Faulty]]:
    """Receipts (row, reference, number, whether it was held before), and what was refused."""
    originals = [one for one in good.prepared if one.draft is not None and not one.amends]
    drafts: list[Draft | Submission] = [submission for _, submission in good.judged]
    drafts += [one.draft for one in originals if one.draft is not None]
    answers = pipeline.publish(drafts, by=by, lane=RoutingWork.Lane.BULK) if drafts else []
    rows = [row for row, _ in good.judged] + [one.row for one in originals]
    told: list[tuple[int, Receipt | Refusal]] = list(zip(rows, answers, strict=True))
    told += [
        (one.row, _amended(one.draft, by=by)) for one in good.prepared if one.amends and one.draft is not None
    ]
    receipts = [
        [row, answer.reference, answer.number, answer.repeated]
        for row, answer in told
        if isinstance(answer, Receipt)
    ]
    refusals = {row: answer for row, answer in told if isinstance(answer, Refusal)}
    if not refusals:
        return receipts, []
    # Their rows are wanted now, as they were read.
    by_row = {one.row: one for one in good.prepared or _prepared(chunk, upload)}
    if not refusals.keys() <= by_row.keys():
        by_row = {one.row: one for one in _prepared(chunk, upload)}
    return receipts, [by_row[row].faulty(refusal) for row, refusal in refusals.items()]


def _amended(draft: Draft, *, by: Caller) -> Receipt | Refusal:
    try:
        return amend_by_mrn(draft, by=by)
    except Refusal as refusal:
        return refusal
