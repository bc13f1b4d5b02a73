"""All or nothing: every notice of an upload in one transaction, so that the database itself keeps the promise.

Until it commits nobody sees a notice of it, its publisher and the router included, and no number is known; a worker
that is killed leaves nothing behind, and the next one begins anew. The upload's own row is locked at the very end
only, so that it can be cancelled meanwhile, and how far it is is told through a connection of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from accounts import acting, sentences
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.sentences import Sentence
from exchange.intake import services as intake
from exchange.intake import states
from exchange.intake.models import Chunk, Upload
from exchange.intake.services.chunks import Faulty
from exchange.uploading.publishing import Stopped, accept, caller_of, check_standing, permitted

# One at a time on the whole hub: the other workers stay free for what does not take as long.
_ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('exchange.uploading.whole'))"
# Who has to mend more than this begins with these.
_MOST_REFUSED = 1000


class _GivenUp(Exception):
    """The upload has been cancelled meanwhile."""


@dataclass(slots=True)
class _Undone(Exception):
    """None of it is published, since these are refused."""

    refused: list[tuple[int, list[Faulty]]]


def publish_whole(identifier: UUID, *, organisation: UUID, person: UUID | None) -> bool:
    """Publish every notice of a confirmed upload, or none; false where another worker is at such a one."""
    try:
        with acting.as_organisation(organisation, person=person):
            with acting.connection().cursor() as cursor:
                cursor.execute(_ALONE)
                if not cursor.fetchone()[0]:
                    return False
            upload = Upload.objects.get(id=identifier)
            if upload.state == states.PUBLISHING:
                _write(upload)
    except _GivenUp:
        pass
    except _Undone as undone:
        _stop(identifier, _refusal(undone), organisation=organisation, refused=undone.refused)
    except Stopped as stopped:
        _stop(identifier, stopped, organisation=organisation)
    return True


def _write(upload: Upload) -> None:
    """Publish chunk by chunk, and move the upload on with the last of them."""
    by = _entitled(upload)
    refused: list[tuple[int, list[Faulty]]] = []
    written = 0
    _tell(upload.id, written)
    for chunk in _chunks(upload):
        receipts, faulty = accept(chunk, upload=upload, by=by)
        if faulty:
            # Nothing will come of it any more; what else is refused is told at once.
            refused.append((chunk.n, faulty))
            if sum(len(some) for _, some in refused) >= _MOST_REFUSED:
                break
        intake.keep_publication(chunk, receipts=receipts, refused=[], at=transaction_time())
        written += chunk.good
        _tell(upload.id, written)
    if refused:
        raise _Undone(refused)
    held = Upload.objects.select_for_update(no_key=True).get(id=upload.id)
    if held.state != states.PUBLISHING:
        raise _GivenUp
    # Whoever lost the right while this was being written publishes none of it.
    _entitled(held)
    intake.move(held, act="published", at=transaction_time())


def _chunks(upload: Upload) -> Iterator[Chunk]:
    mine = Chunk.objects.filter(upload_id=upload.id, good__gt=0)
    for n in list(mine.order_by("n").values_list("n", flat=True)):
        if not Upload.objects.filter(id=upload.id, state=states.PUBLISHING).exists():
            raise _GivenUp
        yield mine.get(n=n)


def _entitled(upload: Upload) -> Caller:
    """Whose word it is done on, as long as it counts now, and not only when this transaction began."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    by = permitted(caller_of(upload, at=now))
    check_standing(by, at=now)
    return by


def _tell(upload: UUID, written: int) -> None:
    """Let others see how far it is; by another connection, since nobody sees what this one writes."""
    with acting.as_pipeline():
        Upload.objects.filter(id=upload).update(written=written)


def _refusal(undone: _Undone) -> Stopped:
    count = sum(len(some) for _, some in undone.refused)
    return Stopped(
        "refused-when-publishing",
        Sentence.counted(
            "One notice that was good when it was checked is not any more, so none of the file was published. Mend it,"
            " and upload the file again.",
            "%(count)s notices that were good when they were checked are not any more, so none of the file was"
            " published. Mend them, and upload the file again.",
            count=count,
        ),
    )


def _stop(
    identifier: UUID,
    stopped: Stopped,
    *,
    organisation: UUID,
    refused: list[tuple[int, list[Faulty]]] | None = None,
) -> None:
    with acting.as_organisation(organisation):
        held = Upload.objects.select_for_update(no_key=True).get(id=identifier)
        if held.state != states.PUBLISHING:
            return
        for n, faulty in refused or ():
            chunk = Chunk.objects.get(upload_id=identifier, n=n)
            intake.keep_publication(chunk, receipts=[], refused=faulty, at=None)
        intake.move(
            held, act="stopped", at=transaction_time(), code=stopped.code, **sentences.kept(stopped.message)
        )
