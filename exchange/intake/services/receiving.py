"""Taking a file in: its bytes are kept as they come, and known again by their digest."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from accounts import acting
from accounts.callers import Caller
from accounts.errors import Fault, Forbidden, Invalid, TooLarge
from accounts.sentences import Sentence
from exchange.catalogue import selectors as catalogue
from exchange.intake import states
from exchange.intake.models import Piece, Upload
from exchange.intake.readers import kinds
from exchange.intake.readers.said import Said

MOST_BYTES = 160 * 1024 * 1024
_PIECE = 1024 * 1024
_QUICK = 1
_NAME_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the sender says of a file: its name, the type of the notices in it, the zone of times without one, and how
    a table is to be read where a guess would be wrong.

    ``key`` is the sender's own, by which a request that is sent twice is one upload.
    """

    name: str
    type: str
    zone: str = "UTC"
    key: str | None = None
    reading: Said = Said()  # noqa: RUF009 - it never changes


def receive(data: Iterable[bytes], *, wanted: Wanted, by: Caller, at: datetime) -> tuple[Upload, bool]:
    """Keep a file to be looked at, and whether it is new; the upload that the same file made before, if not.

    Raises ``Malformed`` or ``TooLarge`` for what can be seen at once to be nothing that is read here.
    """
    _check(wanted, by=by)
    if wanted.key is not None:
        earlier = Upload.objects.filter(organisation_id=by.organisation, key=wanted.key).first()
        if earlier is not None:
            return earlier, False
    pieces = _pieces(data)
    head = next(pieces, b"")
    upload = Upload(
        organisation_id=by.organisation,
        person=by.person,
        client=by.client,
        key=wanted.key,
        name=_tidy(wanted.name),
        kind=kinds.kind_of(head[: kinds.HEAD], name=wanted.name),
        type=wanted.type,
        zone=wanted.zone,
        reading=wanted.reading.as_json(),
        size=0,
        digest=b"",
        state=states.RECEIVED,
        received_at=at,
        moved_at=at,
    )
    kept = transaction.savepoint(using=acting.alias())
    digest = hashlib.sha256()
    upload.save(force_insert=True)
    for n, piece in enumerate(_after(head, pieces)):
        digest.update(piece)
        upload.size += len(piece)
        if upload.size > MOST_BYTES:
            raise TooLarge(
                "file-too-large",
                Sentence(
                    "A file may have %(most)s MB. Split it, and upload the parts.", most=MOST_BYTES // 2**20
                ),
            )
        packed = zlib.compress(piece, _QUICK)
        Piece.objects.create(upload=upload, n=n, organisation_id=by.organisation, data=packed)
    same = _same_file(upload, digest.digest(), by=by)
    if same is not None:
        transaction.savepoint_rollback(kept, using=acting.alias())
        return same, False
    transaction.savepoint_commit(kept, using=acting.alias())
    upload.digest = digest.digest()
    upload.save(update_fields=["size", "digest"])
    return upload, True


def _check(wanted: Wanted, *, by: Caller) -> None:
    notice_type = catalogue.one_type(wanted.type)
    if by.kind not in notice_type.publishers or notice_type.is_reply:
        raise Forbidden(
            "not-your-type",
            Sentence(
                "Notices of type %(type_id)s are not published by organisations of your kind.",
                type_id=wanted.type,
            ),
        )
    try:
        ZoneInfo(wanted.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fault = Fault("/zone", "unknown-zone", "Write a zone such as Europe/Paris, or UTC.")
        raise Invalid("invalid-upload", "There is no such time zone.", faults=[fault]) from None


def _same_file(upload: Upload, digest: bytes, *, by: Caller) -> Upload | None:
    """An upload of the very same file that came to something, or still may."""
    known = Upload.objects.filter(
        organisation_id=by.organisation, digest=digest, type=upload.type, zone=upload.zone, removed_at=None
    )
    if upload.reading:
        known = known.filter(reading=upload.reading)
    given_up = (states.CANCELLED, states.REFUSED, states.EXPIRED, states.STOPPED)
    return known.exclude(state__in=given_up).order_by("-id").first()


def _pieces(data: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size."""
    gathered = bytearray()
    for part in data:
        gathered += part
        while len(gathered) >= _PIECE:
            yield bytes(gathered[:_PIECE])
            del gathered[:_PIECE]
    if gathered:
        yield bytes(gathered)


def _after(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _tidy(name: str) -> str:
    """The file's own name, without folders and what no name should hold."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in bare if one.isprintable()).strip()[-_NAME_LENGTH:] or "file"
