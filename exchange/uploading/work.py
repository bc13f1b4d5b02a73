"""What the worker does for uploads: one chunk at a time, for every upload in turn, in slices of a second or two.

Nothing is remembered between two calls but in the rows: a chunk is claimed by its lock, and whoever is killed lets
it go as it was.
"""

import time
from uuid import UUID

import structlog
from django.db import OperationalError
from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from accounts import acting, sentences
from accounts.clock import transaction_time
from exchange.intake import selectors, states
from exchange.intake import services as intake
from exchange.intake.models import Chunk, Upload
from exchange.intake.services.chunks import gathered
from exchange.nudge import nudge
from exchange.uploading import reading
from exchange.uploading.checking import check
from exchange.uploading.publishing import Stopped, caller_of, permitted, publish
from exchange.uploading.whole import publish_whole

UPLOAD = "exchange.tasks.upload"
_MOST_FAILURES = 5
# As what an upload is broken off, by the state in which it is.
_BROKEN_OFF = {states.RECEIVED: "unreadable", states.CHECKING: "unreadable", states.PUBLISHING: "stopped"}

log = structlog.get_logger(__name__)


def work(*, seconds: float) -> bool:
    """Read, check and publish for about so long; answer whether there was still something to do."""
    until = time.monotonic() + seconds
    while True:
        with acting.as_pipeline():
            unfinished = selectors.unfinished()
        moved = False
        for identifier, organisation in unfinished:
            moved = _stepped(identifier, organisation) or moved
            if time.monotonic() >= until:
                return True
        if not moved:
            return False


def _stepped(identifier: UUID, organisation: UUID) -> bool:
    """One step with an upload; what breaks over it is its own affair, and keeps no other from moving on."""
    try:
        return _step(identifier, organisation)
    except OperationalError:
        # The database went away, or had two wait for each other: nothing is wrong with the file.
        raise
    except Exception as failure:  # noqa: BLE001 - whatever a file brings about concerns that file alone
        # Not the exception's text: it may quote what the file says.
        log.error("upload_failed", upload=str(identifier), failure=type(failure).__name__)
        with acting.as_organisation(organisation):
            _failed(identifier)
        return False


def _failed(identifier: UUID) -> None:
    upload = Upload.objects.select_for_update(no_key=True).get(id=identifier)
    upload.failures += 1
    upload.leased_until = None
    upload.save(update_fields=["failures", "leased_until"])
    if upload.failures >= _MOST_FAILURES and upload.state in _BROKEN_OFF:
        intake.move(
            upload,
            act=_BROKEN_OFF[upload.state],
            at=transaction_time(),
            code="internal-error",
            message=_(
                "The hub has failed over this file several times. The operator finds the cause by the name of the"
                " upload. What was published before stays; of a file to be published all or nothing, nothing was."
            ),
        )


def tidy() -> None:
    """End what nobody came back to, and remove the files and rows of what has ended long enough ago."""
    with acting.as_pipeline():
        at = transaction_time()
        intake.expire(at=at)
        intake.forget(at=at)


def _step(identifier: UUID, organisation: UUID) -> bool:
    """Take one step with an upload; false where there is none to take now."""
    with acting.as_organisation(organisation):
        upload = selectors.upload(identifier, organisation=organisation)
        unread = upload.state == states.RECEIVED or (upload.state == states.CHECKING and not upload.read_at)
        leased = unread and reading.lease(upload)
    if leased:
        reading.read(upload, waking=UPLOAD)
        return True
    if upload.state not in (states.CHECKING, states.PUBLISHING):
        return False
    if upload.state == states.PUBLISHING and upload.mode == Upload.Mode.ALL:
        return publish_whole(identifier, organisation=organisation, person=upload.person)
    with acting.as_organisation(organisation, person=upload.person):
        done = _chunk(identifier)
    if done is True:
        return True
    # In a transaction of its own: two that hold the upload shared would wait for each other.
    with acting.as_organisation(organisation, person=upload.person):
        return _close(identifier) if done is False else _stop(identifier, done)


def _chunk(identifier: UUID) -> bool | Stopped:
    """Claim one chunk of an upload that stays in its state meanwhile, and check or publish it; false without one."""
    upload = _shared(identifier)
    if upload is None:
        return False
    chunk = _open(upload).select_for_update(no_key=True, skip_locked=True).order_by("n").first()
    if chunk is None:
        return False
    # Another process may take the next one in the meantime.
    nudge(UPLOAD)
    by = caller_of(upload, at=transaction_time())
    try:
        if upload.state == states.CHECKING:
            check(chunk, upload=upload, by=permitted(by))
        else:
            publish(chunk, upload=upload, by=permitted(by))
    except Stopped as stopped:
        return stopped
    return True


def _close(identifier: UUID) -> bool:
    """Move an upload on once none of its chunks is left."""
    upload = Upload.objects.select_for_update(no_key=True).get(id=identifier)
    if (
        upload.state not in (states.CHECKING, states.PUBLISHING)
        or not upload.read_at
        or _open(upload).exists()
    ):
        return False
    if upload.state == states.PUBLISHING:
        intake.move(upload, act="published", at=transaction_time())
        return True
    # What an earlier check remarked on has a row; what was seen in reading has none.
    read = [one for one in upload.remarks if "row" not in one]
    upload.remarks = [*read, *gathered(selectors.remarks(upload))]
    upload.save(update_fields=["remarks"])
    intake.move(upload, act="checked", at=transaction_time())
    return True


def _stop(identifier: UUID, stopped: Stopped) -> bool:
    upload = Upload.objects.select_for_update(no_key=True).get(id=identifier)
    if upload.state in _BROKEN_OFF:
        act = _BROKEN_OFF[upload.state]
        intake.move(
            upload, act=act, at=transaction_time(), code=stopped.code, **sentences.kept(stopped.message)
        )
    return True


def _open(upload: Upload) -> QuerySet[Chunk]:
    """The chunks that are still to be done in the upload's state."""
    mine = Chunk.objects.filter(upload_id=upload.id)
    if upload.state == states.CHECKING:
        return mine.filter(checked_at=None)
    return mine.filter(published_at=None, good__gt=0)


def _shared(identifier: UUID) -> Upload | None:
    """The upload as one that has chunks to work on, kept so until this transaction ends."""
    upload = selectors.held_shared(identifier)
    return upload if upload is not None and upload.state in (states.CHECKING, states.PUBLISHING) else None
