"""Uploads: a file that a member sent, what was found in it, and how far its publication has got."""

from django.db import models
from django.db.models import Q

from accounts import clock
from exchange.intake import states


class Upload(models.Model):
    """One file, from its arrival to the last notice published from it.

    ``key``: the sender's own, by which a form sent twice is one upload. ``zone``: of times without an offset.
    ``reading``: how a person said that the file is to be read; ``read_as``: how it was. ``mapping``: element path to
    position of the column; ``constants``: element path to what it says in every row; ``header`` and ``sample``: the
    first rows, to choose by. ``decimal_comma``: it comes from where 1,5 is one and a half. ``failures``: how often
    the hub itself broke over it. ``written``: how many notices of all or nothing are written so far, seen by nobody
    yet. ``counts``: what came of it, once it has ended. ``settled_at``: when somebody said that
    the rows left out of what was published are dealt with. ``person`` and ``client``: whose word it is published on.
    """

    class State(models.TextChoices):
        RECEIVED = states.RECEIVED, "received"
        UNMAPPED = states.UNMAPPED, "unmapped"
        CHECKING = states.CHECKING, "checking"
        CHECKED = states.CHECKED, "checked"
        PUBLISHING = states.PUBLISHING, "publishing"
        PUBLISHED = states.PUBLISHED, "published"
        REFUSED = states.REFUSED, "refused"
        STOPPED = states.STOPPED, "stopped"
        CANCELLED = states.CANCELLED, "cancelled"
        EXPIRED = states.EXPIRED, "expired"

    class Kind(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        JSON = "json", "JSON"
        NDJSON = "ndjson", "NDJSON"
        XML = "xml", "XML"

    class Mode(models.TextChoices):
        ALL = "all", "all or nothing"
        GOOD = "good", "good rows only"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    person = models.UUIDField(null=True)
    client = models.UUIDField(null=True)
    key = models.CharField(max_length=64, null=True)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    type = models.CharField(max_length=40)
    zone = models.CharField(max_length=64, default="UTC")
    decimal_comma = models.BooleanField(default=False)
    size = models.BigIntegerField()
    digest = models.BinaryField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    received_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    header = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    reading = models.JSONField(default=dict)
    read_as = models.JSONField(default=dict)
    constants = models.JSONField(default=dict)
    remarks = models.JSONField(default=list)
    fault = models.JSONField(null=True)
    mode = models.CharField(max_length=4, choices=Mode.choices, blank=True)
    read_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    removed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="upload_key_is_the_senders"),
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(client__isnull=True), name="upload_by_one"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "id"], name="upload_organisation"),
            models.Index(fields=["moved_at"], name="upload_open", condition=Q(removed_at=None)),
        ]


class Piece(models.Model):
    """Some bytes of the file as it was sent, compressed; removed some days after the upload has ended."""

    pk = models.CompositePrimaryKey("upload_id", "n")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, db_index=False, related_name="pieces")
    n = models.PositiveIntegerField()
    organisation_id = models.UUIDField()
    data = models.BinaryField()


class Chunk(models.Model):
    """Some notices of an upload, the unit of its work: checked in one transaction, published in one.

    ``lines`` notices are in ``data``, compressed, each with its rows as they were read; ``first_row`` and ``last_row``
    are those in which the first and the last of them begin. ``share``: per cent of the
    file that has been read with it. ``good``, ``faulty`` and
    ``repeated`` (held already with the same content) are what the check found, ``accepted`` and ``refused`` what
    publishing made of the good ones. ``receipts``: first row, reference and number of each that is held now,
    and whether it was before; by them ``repeated`` is counted anew.
    ``remarks``: per code how often, where first, and what it says.
    """

    pk = models.CompositePrimaryKey("upload_id", "n")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, db_index=False, related_name="chunks")
    n = models.PositiveIntegerField()
    organisation_id = models.UUIDField()
    lines = models.PositiveIntegerField()
    first_row = models.PositiveIntegerField()
    last_row = models.PositiveIntegerField()
    data = models.BinaryField()
    share = models.PositiveSmallIntegerField()
    checked_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=64, blank=True)
    ready = models.BinaryField(null=True)
    good = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    accepted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    receipts = models.JSONField(default=list)
    remarks = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["upload"], name="chunk_unchecked", condition=Q(checked_at=None)),
            models.Index(fields=["upload"], name="chunk_unpublished", condition=Q(published_at=None)),
        ]


class FaultyLine(models.Model):
    """One notice of an upload that was not accepted: its rows as they were read, and what is wrong with them.

    ``row``: the first of its rows. ``rows``: row number with cells. ``faults``: row, column (its position, where
    one is to blame), element, code, message. ``when_publishing``: found only then.
    """

    pk = models.CompositePrimaryKey("upload_id", "row")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, db_index=False, related_name="faulty_lines")
    row = models.PositiveIntegerField()
    organisation_id = models.UUIDField()
    reference = models.TextField(blank=True)
    rows = models.JSONField(default=list)
    faults = models.JSONField()
    when_publishing = models.BooleanField(default=False)


class Mapping(models.Model):
    """Which element each column of a file is, remembered for files with the same header.

    ``constants``: element path to what it says in every row. ``reading``: the delimiter of the file, and what a person
    said of its encoding and decimal sign.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation_id = models.UUIDField()
    type = models.CharField(max_length=40)
    header = models.BinaryField(max_length=32)
    columns = models.JSONField()
    reading = models.JSONField(default=dict)
    constants = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "type", "header"], name="mapping_one_per_header"
            )
        ]
