"""Publishing a chunk: the pipeline's bulk acceptance, at most 500 notices in one transaction.

A chunk that was published twice would double nothing: what is held under its reference is answered as before.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Forbidden, Refusal
from exchange import pipeline
from exchange.intake import services as intake
from exchange.intake.models import Chunk, Upload
from exchange.intake.services.chunks import Faulty, faulty_rows, lines_of
from exchange.notices.models import RoutingWork
from exchange.notices.submissions import Receipt
from exchange.uploading.amending import amend_by_mrn
from exchange.uploading.lines import Prepared, reader_of


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


def publish(chunk: Chunk, *, upload: Upload, by: Caller) -> None:
    """Publish the good notices of a chunk, and keep what became of each. Raises ``Stopped``.

    All or nothing: when one is refused that was good when it was checked, none of its chunk is published, and
    the upload stops there.
    """
    if not pipeline.may_publish(by=by):
        raise Stopped(
            "no-standing",
            "Your organisation holds no standing now, so the rest was not published. Upload the file again once"
            " standing has been granted: what is published already will be recognised.",
        )
    faulty = faulty_rows(chunk)
    prepared = [reader(line) for reader in [reader_of(upload)] for line in lines_of(chunk)]
    good = [one for one in prepared if one.row not in faulty]
    kept = transaction.savepoint(using=acting.alias())
    receipts, refused = _accept(good, by=by)
    if refused and upload.mode == Upload.Mode.ALL:
        transaction.savepoint_rollback(kept, using=acting.alias())
        intake.keep_publication(chunk, receipts=[], refused=refused, at=None)
        raise Stopped(
            "refused-when-publishing",
            f"{len(refused)} notices that were good when they were checked are not any more, so the upload stopped"
            " before them. What was published before stays.",
        )
    transaction.savepoint_commit(kept, using=acting.alias())
    intake.keep_publication(chunk, receipts=receipts, refused=refused, at=transaction_time())


def _accept(good: Sequence[Prepared], *, by: Caller) -> tuple[list[list[Any]], list[Faulty]]:
    """Receipts (row, reference, number, whether it was held before), and what was refused."""
    originals = [one for one in good if one.draft is not None and not one.amends]
    drafts = [one.draft for one in originals if one.draft is not None]
    answers = pipeline.publish(drafts, by=by, lane=RoutingWork.Lane.BULK) if drafts else []
    told: list[tuple[Prepared, Receipt | Refusal]] = list(zip(originals, answers, strict=True))
    told += [(one, _amended(one, by=by)) for one in good if one.amends]
    receipts: list[list[Any]] = []
    refused: list[Faulty] = []
    for one, answer in told:
        if isinstance(answer, Receipt):
            receipts.append([one.row, answer.reference, answer.number, answer.repeated])
        else:
            refused.append(one.refused(answer))
    refused += [one.faulty() for one in good if one.draft is None]
    return receipts, refused


def _amended(one: Prepared, *, by: Caller) -> Receipt | Refusal:
    if one.draft is None:
        return Forbidden("unreadable", "The declaration cannot be read any more.")
    try:
        return amend_by_mrn(one.draft, by=by)
    except Refusal as refusal:
        return refusal
