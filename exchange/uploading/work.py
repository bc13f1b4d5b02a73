"""What the worker does for uploads: one chunk at a time, for every upload in turn, in slices of a second or two.

Nothing is remembered between two calls but in the rows: a chunk is claimed by its lock, and whoever is killed lets
it go as it was.
"""

import time
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts import acting
from accounts.access import selectors as access
from accounts.callers import Caller
from accounts.clock import transaction_time
from exchange.intake import selectors, states
from exchange.intake import services as intake
from exchange.intake.models import Chunk, Upload
from exchange.intake.services.chunks import gathered
from exchange.nudge import nudge
from exchange.uploading import reading
from exchange.uploading.checking import check
from exchange.uploading.publishing import Stopped, permitted, publish

UPLOAD = "exchange.tasks.upload"


def work(*, seconds: float) -> bool:
    """Read, check and publish for about so long; answer whether there was still something to do."""
    until = time.monotonic() + seconds
    while True:
        with acting.as_pipeline():
            unfinished = selectors.unfinished()
        moved = False
        for identifier, organisation in unfinished:
            moved = _step(identifier, organisation) or moved
            if time.monotonic() >= until:
                return True
        if not moved:
            return False


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
    by = _caller(upload, at=transaction_time())
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
    upload.remarks = [*upload.remarks, *gathered(selectors.remarks(upload))]
    upload.save(update_fields=["remarks"])
    intake.move(upload, act="checked", at=transaction_time())
    return True


def _stop(identifier: UUID, stopped: Stopped) -> bool:
    upload = Upload.objects.select_for_update(no_key=True).get(id=identifier)
    act = {states.PUBLISHING: "stopped", states.CHECKING: "unreadable"}.get(upload.state)
    if act is not None:
        intake.move(upload, act=act, at=transaction_time(), code=stopped.code, message=stopped.message)
    return True


def _open(upload: Upload) -> QuerySet[Chunk]:
    """The chunks that are still to be done in the upload's state."""
    mine = Chunk.objects.filter(upload_id=upload.id)
    if upload.state == states.CHECKING:
        return mine.filter(checked_at=None)
    return mine.filter(published_at=None, good__gt=0)


def _shared(identifier: UUID) -> Upload | None:
    """The upload, kept from moving on until this transaction ends; others may keep it so too."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT 1 FROM intake_upload WHERE id = %s FOR SHARE", [str(identifier)])
    upload = Upload.objects.filter(id=identifier).first()
    return upload if upload is not None and upload.state in (states.CHECKING, states.PUBLISHING) else None


def _caller(upload: Upload, *, at: datetime) -> Caller | None:
    """Whose word it is done on, with what they may do now."""
    if upload.person is not None:
        return access.caller_for_person(upload.person, organisation=upload.organisation_id, at=at)
    if upload.client is not None:
        return access.caller_for_client(upload.client, organisation=upload.organisation_id, at=at)
    return None
