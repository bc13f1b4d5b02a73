"""Reading uploads: one's own, how far each has got, what is wrong with its rows."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from accounts import acting
from accounts.errors import Gone, NotFound
from exchange.intake import mapping, since, states
from exchange.intake.models import Chunk, FaultyLine, Mapping, Piece, Upload

# Uploads that the worker looks at in one round.
_AT_ONCE = 50
_MOST_ENCODINGS = 20


@dataclass(frozen=True, slots=True)
class Counts:
    """How many notices of an upload have got how far. ``share``: per cent of the file that has been read.

    ``mended``: of those that were left out when it was published, how many have been accepted since.
    """

    lines: int = 0
    checked: int = 0
    good: int = 0
    faulty: int = 0
    repeated: int = 0
    done: int = 0
    share: int = 0
    accepted: int = 0
    refused: int = 0
    mended: int = 0

    @property
    def left_out(self) -> int:
        """Those that were not accepted, neither from this file nor since."""
        return max(self.faulty + self.refused - self.mended, 0)

    @property
    def published(self) -> int:
        """Those of the accepted that were not held before, once all is done."""
        return max(self.accepted - self.repeated, 0)

    def as_json(self) -> dict[str, int]:
        return asdict(self)


def uploads(*, organisation: UUID) -> QuerySet[Upload]:
    """The organisation's uploads."""
    return Upload.objects.filter(organisation_id=organisation)


def needing(*, organisation: UUID) -> QuerySet[Upload]:
    """The organisation's uploads that wait for somebody: to decide, or to correct what was left out and has not been
    accepted since.
    """
    left_out = Q(counts__faulty__gt=0) | Q(counts__refused__gt=0)
    unsettled = Q(state=states.PUBLISHED, settled_at=None, removed_at=None)
    unmended = Exists(since.unaccepted(FaultyLine.objects.filter(upload_id=OuterRef("id"))))
    return uploads(organisation=organisation).filter(
        Q(state__in=states.WAITING) | unsettled & left_out & Q(unmended)
    )


def leaves_out(upload: Upload, counts: Counts) -> bool:
    """Whether it was published without some of its notices."""
    return upload.state == states.PUBLISHED and counts.faulty + counts.refused > 0


def upload(identifier: UUID, *, organisation: UUID) -> Upload:
    """One of the organisation's uploads; ``NotFound`` for everybody else's too."""
    found = uploads(organisation=organisation).filter(id=identifier).first()
    if found is None:
        raise NotFound
    return found


def held_shared(identifier: UUID) -> Upload | None:
    """An upload, kept in its state until the transaction ends; others may keep it so too."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT 1 FROM intake_upload WHERE id = %s FOR SHARE", [str(identifier)])
    return Upload.objects.filter(id=identifier).first()


def counts(upload: Upload) -> Counts:
    """Counted over its chunks; as they were counted last, once those are removed."""
    return every_count([upload])[upload.id]


def every_count(wanted: list[Upload]) -> dict[UUID, Counts]:
    """The counts of several uploads, in two queries."""
    told = every_sum(wanted)
    incomplete = [one.id for one in wanted if one.removed_at is None and leaves_out(one, told[one.id])]
    if incomplete:
        mended = since.accepted(FaultyLine.objects.filter(upload_id__in=incomplete))
        for upload, count in mended.values_list("upload_id").annotate(Count("row")):
            told[upload] = replace(told[upload], mended=count)
    return told


def every_sum(wanted: list[Upload]) -> dict[UUID, Counts]:
    """The same as far as the uploads themselves go, in one query: what has been accepted since is not looked for."""
    summed: dict[str, Any] = {
        "lines_": Sum("lines"),
        "share_": Max("share"),
        "checked_": Sum("lines", filter=Q(checked_at__isnull=False)),
        "done_": Sum("good", filter=Q(published_at__isnull=False)),
        **{f"{name}_": Sum(name) for name in ("good", "faulty", "repeated", "accepted", "refused")},
    }
    kept = [one.id for one in wanted if one.removed_at is None]
    found = {}
    for row in Chunk.objects.filter(upload_id__in=kept).values("upload_id").annotate(**summed):
        values: dict[str, Any] = {name.removesuffix("_"): value or 0 for name, value in row.items()}
        upload = values.pop("upload_id")
        found[upload] = Counts(**values)
    told = {one.id: found.get(one.id) or Counts(**one.counts) for one in wanted}
    for one in wanted:
        if one.state == states.PUBLISHING and one.mode == Upload.Mode.ALL:
            told[one.id] = replace(told[one.id], done=one.written)
    return told


def faulty_lines(upload: Upload) -> QuerySet[FaultyLine]:
    """The notices of an upload that were not accepted, in the order of the file."""
    if upload.removed_at is not None:
        raise Gone("upload-removed", "The rows of this upload have been removed. Upload the file again.")
    return FaultyLine.objects.filter(upload_id=upload.id).order_by("row")


def accepted_since(lines: Sequence[FaultyLine]) -> dict[int, str]:
    """Of notices of one upload that were not accepted: by their first row, the number under which each is held by now,
    where it has been accepted since.
    """
    uploads, rows = {one.upload_id for one in lines}, [one.row for one in lines]
    return since.numbers(FaultyLine.objects.filter(upload_id__in=uploads, row__in=rows))


def remarks(upload: Upload) -> list[dict[str, dict[str, object]]]:
    """What the checks remarked on, by chunk."""
    found = Chunk.objects.filter(upload_id=upload.id).exclude(remarks={}).order_by("n")
    return list(found.values_list("remarks", flat=True))


def receipts(upload: Upload, *, after: int = 0, limit: int = 50) -> list[tuple[int, str, str, bool]]:
    """Published notices of an upload beyond a row: first row, reference, number, whether it was held before."""
    found: list[tuple[int, str, str, bool]] = []
    chunks = Chunk.objects.filter(upload_id=upload.id, published_at__isnull=False, last_row__gt=after)
    # Chunks of notices whose rows stand apart begin further up than the one before them ends.
    for begun, held in (
        chunks.order_by("first_row").values_list("first_row", "receipts").iterator(chunk_size=4)
    ):
        if len(found) >= limit and found[limit - 1][0] < begun:
            break
        found = sorted(found + [tuple(one) for one in held if one[0] > after])
    return found[:limit]


def remembered(*, organisation: UUID, type_id: str, header: list[str]) -> Mapping | None:
    """What the organisation chose for such a header before."""
    return Mapping.objects.filter(
        organisation_id=organisation, type=type_id, header=mapping.header_digest(header)
    ).first()


def remembered_encodings(*, organisation: UUID, type_id: str) -> list[str]:
    """The encodings that somebody had to name for files of this type, the last one first."""
    found = Mapping.objects.filter(organisation_id=organisation, type=type_id, reading__has_key="encoding")
    named = found.order_by("-changed_at").values_list("reading__encoding", flat=True)[:_MOST_ENCODINGS]
    return list(dict.fromkeys(named))


def pieces(upload: Upload) -> Iterator[bytes]:
    """The file's bytes as they were sent."""
    rows = Piece.objects.filter(upload_id=upload.id).order_by("n").values_list("data", flat=True)
    for data in rows.iterator(chunk_size=4):
        yield zlib.decompress(data)


def unfinished() -> list[tuple[UUID, UUID]]:
    """Uploads that the worker has something to do for, with their organisations. For the pipeline."""
    found = Upload.objects.filter(state__in=states.WORKING).order_by("moved_at")
    return list(found.values_list("id", "organisation_id")[:_AT_ONCE])
