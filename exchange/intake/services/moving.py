"""An upload's life: each step locks the upload, asks the table whether it leads anywhere, and takes it."""

from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.callers import Caller
from accounts.errors import Conflict, Gone, NotFound
from accounts.lifecycle import target_of
from accounts.sentences import Sentence
from exchange.intake import constants, mapping, selectors, states
from exchange.intake.models import Chunk, FaultyLine, Mapping, Piece, Upload
from exchange.intake.readers import kinds, said
from exchange.intake.readers.said import Said
from exchange.intake.services.chunks import drop_chunks


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person says of a table: which column is which element, by its position; what every row says beside them;
    and with which decimal sign it is written (``said.DECIMALS``), where it was not read so.
    """

    columns: Mapped[str, int]
    constants: Mapped[str, str] = field(default_factory=dict)
    decimal: str = ""


# Uploads emptied in one transaction.
_AT_ONCE = 20


def map_columns(*, upload: UUID, chosen: Chosen, by: Caller, at: datetime) -> Upload:
    """Say which column is which element, and have the file checked by that; remembered for such headers."""
    held = _locked(upload, by=by)
    target_of(states.TRANSITIONS, source=held.state, act="mapped", wording=states.WORDING)
    held.mapping = mapping.checked(chosen.columns, header=held.header, type_id=held.type)
    if chosen.decimal:
        said.checked({"decimal": chosen.decimal})
        if (chosen.decimal == said.COMMA) != held.decimal_comma:
            held.reading = {**held.reading, "decimal": chosen.decimal}
            held.decimal_comma = chosen.decimal == said.COMMA
    held.constants = constants.checked(
        chosen.constants,
        beside=held.mapping,
        type_id=held.type,
        zone=held.zone,
        decimal_comma=held.decimal_comma,
    )
    _remember(held, at=at)
    drop_chunks(held)
    held.read_at = None
    held.save(update_fields=["mapping", "constants", "reading", "decimal_comma", "read_at"])
    return move(held, act="mapped", at=at)


def read_anew(*, upload: UUID, reading: Said, by: Caller, at: datetime) -> Upload:
    """Have a table read in another encoding, by another delimiter, or of another sheet."""
    held = _locked(upload, by=by)
    target_of(states.TRANSITIONS, source=held.state, act="read anew", wording=states.WORDING)
    if held.removed_at is not None:
        raise Gone("upload-removed", "The rows of this upload have been removed. Upload the file again.")
    if held.kind not in kinds.TABLES:
        raise Conflict("no-table", "Only tables can be read in another way.")
    drop_chunks(held)
    held.reading = reading.as_json()
    held.read_as, held.mapping, held.constants = {}, {}, {}
    held.header, held.sample, held.remarks, held.read_at, held.fault = [], [], [], None, None
    held.save(
        update_fields=[
            "reading", "read_as", "mapping", "constants", "header", "sample", "remarks", "read_at", "fault",
        ]
    )  # fmt: skip
    return move(held, act="read anew", at=at)


def _remember(held: Upload, *, at: datetime) -> None:
    told = {name: held.reading[name] for name in ("encoding", "decimal") if name in held.reading}
    if "delimiter" in held.read_as:
        told["delimiter"] = held.read_as["delimiter"]
    Mapping.objects.update_or_create(
        organisation_id=held.organisation_id,
        type=held.type,
        header=mapping.header_digest(held.header),
        defaults={
            "columns": held.mapping,
            "constants": held.constants,
            "reading": told,
            "changed_at": at,
        },
    )


def confirm(*, upload: UUID, mode: str, by: Caller, at: datetime) -> Upload:
    """Have what was found good published, on the caller's word. Confirming again the same way changes nothing.

    ``mode``: all of the file or nothing, or the good ones only.
    """
    held = _locked(upload, by=by)
    if held.mode == mode and held.state in (states.PUBLISHING, states.PUBLISHED):
        return held
    target_of(states.TRANSITIONS, source=held.state, act="confirmed", wording=states.WORDING)
    found = selectors.counts(held)
    if mode == Upload.Mode.ALL and found.faulty:
        raise Conflict(
            "has-faulty-rows",
            Sentence.counted(
                "One notice has faults, so not all can be published. Mend it and upload the file again, or publish the"
                " good ones only.",
                "%(count)s notices have faults, so not all can be published. Mend them and upload the"
                " file again, or publish the good ones only.",
                count=found.faulty,
            ),
        )
    if not found.good:
        raise Conflict(
            "nothing-to-publish", "None of the notices is good to be published. Mend them, and upload again."
        )
    held.mode, held.person, held.client = mode, by.person, by.client
    held.save(update_fields=["mode", "person", "client"])
    return move(held, act="confirmed", at=at)


def cancel(*, upload: UUID, by: Caller, at: datetime) -> Upload:
    """Stop an upload: what has been published stays, the rest is not. Cancelling again changes nothing."""
    held = _locked(upload, by=by)
    if held.state == states.CANCELLED:
        return held
    return move(held, act="cancelled", at=at)


def settle(*, upload: UUID, by: Caller, at: datetime) -> Upload:
    """Note that what was left out of the published is dealt with: corrected, or not wanted. Again changes nothing."""
    held = _locked(upload, by=by)
    if not selectors.leaves_out(held, selectors.counts(held)):
        raise Conflict(
            "nothing-left-out", "None of the notices of this upload was left out when it was published."
        )
    if held.settled_at is None:
        held.settled_at = at
        held.save(update_fields=["settled_at"])
    return held


def move(upload: Upload, *, act: str, at: datetime, **fault: Any) -> Upload:
    """Take an upload whose row is locked to where the act leads. ``fault``: what it ended for, if it did."""
    upload.state = target_of(states.TRANSITIONS, source=upload.state, act=act, wording=states.WORDING)
    upload.moved_at = at
    if upload.state not in (states.RECEIVED, states.CHECKING):
        upload.leased_until = None
    if fault:
        upload.fault = fault
    upload.counts = selectors.every_sum([upload])[upload.id].as_json()
    upload.save(update_fields=["state", "moved_at", "leased_until", "fault", "counts"])
    return upload


def expire(*, at: datetime) -> int:
    """End what has waited for its person too long; answer how many. For the pipeline."""
    overdue = Upload.objects.filter(state__in=states.WAITING, moved_at__lt=at - _kept())
    return overdue.update(state=states.EXPIRED, moved_at=at)


def forget(*, at: datetime) -> int:
    """Remove files and rows of what has ended long enough ago; its line in the history stays. For the pipeline."""
    over = Upload.objects.filter(state__in=states.ENDED, removed_at=None, moved_at__lt=at - _kept())
    found = list(over[:_AT_ONCE])
    # What has been accepted since cannot be told once the rows are gone.
    counts = selectors.every_count(found)
    for one in found:
        one.counts, one.removed_at, one.sample = counts[one.id].as_json(), at, []
        one.save(update_fields=["counts", "removed_at", "sample"])
    for model in (Piece, Chunk, FaultyLine):
        model.objects.filter(upload_id__in=[one.id for one in found]).delete()
    return len(found)


def _locked(upload: UUID, *, by: Caller) -> Upload:
    held = (
        Upload.objects.select_for_update(no_key=True)
        .filter(id=upload, organisation_id=by.organisation)
        .first()
    )
    if held is None:
        raise NotFound
    return held


def _kept() -> timedelta:
    return timedelta(days=settings.HUB_UPLOAD_DAYS)
