"""The story of an upload: received, read, checked, confirmed, published; each step small, each safe to repeat.

What a person does comes in here from the portal and the API; the worker does the rest (``work``).
"""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts import acting
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Forbidden
from exchange import pipeline
from exchange.intake import services as intake
from exchange.intake.models import Upload
from exchange.intake.readers.said import Said
from exchange.intake.services import Chosen, Wanted
from exchange.nudge import nudge
from exchange.uploading.amending import amend_by_mrn
from exchange.uploading.work import UPLOAD, tidy, work

__all__ = [
    "UPLOAD",
    "Chosen",
    "Said",
    "Wanted",
    "amend_by_mrn",
    "cancel",
    "confirm",
    "map_columns",
    "read_anew",
    "receive",
    "settle",
    "tidy",
    "work",
]


def receive(data: Iterable[bytes], *, wanted: Wanted, by: Caller) -> tuple[Upload, bool]:
    """Take a file in, and whether it is new: the same file, or request, again is the upload that it made before."""
    answer = intake.receive(data, wanted=wanted, by=by, at=transaction_time())
    _wake()
    return answer


def map_columns(*, upload: UUID, chosen: Chosen, by: Caller) -> Upload:
    """Say which column is which element; the file is checked by that, and such headers are known from now on."""
    held = intake.map_columns(upload=upload, chosen=chosen, by=by, at=transaction_time())
    _wake()
    return held


def read_anew(*, upload: UUID, reading: Said, by: Caller) -> Upload:
    """Have a table read in another way than it was; its columns are asked for again, where they are not known."""
    held = intake.read_anew(upload=upload, reading=reading, by=by, at=transaction_time())
    _wake()
    return held


def confirm(*, upload: UUID, mode: str, by: Caller) -> Upload:
    """Have the checked notices published, all or the good ones, on the caller's word."""
    if not pipeline.may_publish(by=by):
        raise Forbidden(
            "no-standing",
            "Your organisation holds no standing now, so it may publish no new notices. The check stays as it is:"
            " confirm once standing has been granted.",
        )
    held = intake.confirm(upload=upload, mode=mode, by=by, at=transaction_time())
    _wake()
    return held


def cancel(*, upload: UUID, by: Caller) -> Upload:
    """Stop an upload: what has been published stays, the rest is not."""
    return intake.cancel(upload=upload, by=by, at=transaction_time())


def settle(*, upload: UUID, by: Caller) -> Upload:
    """Note that the notices that were left out are dealt with: corrected, or not wanted."""
    return intake.settle(upload=upload, by=by, at=transaction_time())


def _wake() -> None:
    """Tell the worker once the transaction has committed; the sweep finds what no message announced."""
    transaction.on_commit(partial(nudge, UPLOAD), using=acting.alias())
