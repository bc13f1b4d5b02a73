"""Checking a chunk: all that publishing would ask of its notices, with nothing written but the answer."""

from collections.abc import Sequence

from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Forbidden, NotFound, Refusal
from exchange.catalogue import selectors as catalogue
from exchange.intake import services as intake
from exchange.intake.models import Chunk, Upload
from exchange.intake.services.chunks import Found, Ready, lines_of
from exchange.notices import services as notices
from exchange.notices.drafts import checked
from exchange.notices.submissions import Receipt, Submission
from exchange.review import replies
from exchange.uploading.lines import Prepared, reader_of

Verdict = Submission | Receipt | Refusal


def check(chunk: Chunk, *, upload: Upload, by: Caller) -> None:
    """Keep for each notice of the chunk whether it would be accepted, and what is wrong with it if not."""
    prepared = [reader(line) for reader in [reader_of(upload)] for line in lines_of(chunk)]
    verdicts = iter(_rehearsed([one for one in prepared if one.draft is not None], by=by))
    found = Found(judged_by=catalogue.lists_stamp())
    for one in prepared:
        verdict = None if one.draft is None else next(verdicts)
        if verdict is None or isinstance(verdict, Refusal):
            found.faulty.append(one.faulty(verdict))
        elif one.faults:
            found.faulty.append(one.faulty(None))
        else:
            found.good += 1
            if isinstance(verdict, Receipt):
                found.repeated += 1
            elif not one.amends and one.draft is not None and one.draft.original is None:
                found.ready.append(_ready(one.row, verdict))
            for warning in verdict.warnings:
                found.remark(warning, row=one.row)
    intake.keep_check(chunk, found, at=transaction_time())


def _ready(row: int, one: Submission) -> Ready:
    return row, one.type.id, one.type.version, one.reference, one.mrn, one.text


def _rehearsed(prepared: Sequence[Prepared], *, by: Caller) -> list[Verdict]:
    """What the pipeline would answer to each: it is accepted, held already, or refused."""
    judged = [_judged(one, by=by) for one in prepared]
    new = [
        verdict
        for one, verdict in zip(prepared, judged, strict=True)
        if isinstance(verdict, Submission) and not one.amends
    ]
    foreseen = dict(zip(map(id, new), notices.foreseen(new, by=by), strict=True))
    return [foreseen.get(id(verdict)) or verdict for verdict in judged]


def _judged(one: Prepared, *, by: Caller) -> Submission | Refusal:
    try:
        is_reply = one.draft is None or replies.is_reply(one.draft.type)
    except NotFound as unknown:
        return unknown
    if one.draft is None or is_reply:
        return Forbidden("a-reply", "Replies and answers are sent one by one, not from files.")
    return checked(one.draft, by=by)
