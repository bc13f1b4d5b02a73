"""Notices, their immutable versions, their content, and the work of routing them."""

from django.db import models

from accounts import clock


class Notice(models.Model):
    """One structured advance notice of one publisher, through all its versions.

    ``reference`` is the publisher's own (LRN) and unique for that publisher; ``number`` is the hub's.
    ``digest`` is the SHA-256 of the original's canonical content, by which a repeated publication is known.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    number = models.CharField(max_length=24, unique=True)
    publisher = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    type = models.CharField(max_length=40)
    reference = models.CharField(max_length=70)
    mrn = models.CharField(max_length=35, blank=True)
    digest = models.BinaryField()
    key_kind = models.CharField(max_length=20)
    key_value = models.CharField(max_length=140)
    current = models.PositiveIntegerField(default=1)
    accepted_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    opened_by_amendment = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publisher", "reference"], name="notice_reference_is_the_publishers"
            ),
            models.CheckConstraint(condition=models.Q(current__gte=1), name="notice_current_counts_from_one"),
        ]
        indexes = [models.Index(fields=["publisher", "id"], name="notice_publisher")]


class NoticeVersion(models.Model):
    """One immutable state of a notice: the original, an amendment, or the cancellation that ends it.

    Partitioned by month over ``id`` (UUIDv7). ``late``: accepted after a hold, control or release.
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original", "original"
        AMENDMENT = "amendment", "amendment"
        CANCELLATION = "cancellation", "cancellation"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="versions", db_constraint=False)
    publisher_id = models.UUIDField()
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    schema = models.PositiveSmallIntegerField()
    replaces = models.UUIDField(null=True)
    digest = models.BinaryField()
    late = models.BooleanField(default=False)
    person = models.UUIDField(null=True)
    client = models.UUIDField(null=True)
    accepted_at = models.DateTimeField()


class Content(models.Model):
    """What a version says: canonical JSON (RFC 8785) and, where a file was sent, its original bytes.

    The web login may write it and never read it; see the functions in migration 0002.
    """

    version_id = models.UUIDField(primary_key=True)
    publisher_id = models.UUIDField()
    text = models.TextField()
    original = models.BinaryField(null=True)


class SearchKey(models.Model):
    """A value by which a version is looked up: UCR, container, transport document, MRN, parcel."""

    pk = models.CompositePrimaryKey("version_id", "kind", "value")
    version_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=140)
    publisher_id = models.UUIDField()
    notice_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["value", "kind"], name="searchkey_value")]


class RoutingWork(models.Model):
    """The outbox: one row per version, written with it; the rows stay, and hold (notice, n) unique.

    ``lane`` keeps single notices quick beside bulk. A version that fails ``attempts`` times is
    quarantined: visible to the operator, told to its publisher, routed again on request.
    """

    class State(models.TextChoices):
        PENDING = "pending", "pending"
        ROUTED = "routed", "routed"
        QUARANTINED = "quarantined", "quarantined"

    class Lane(models.IntegerChoices):
        SINGLE = 0, "single"
        BULK = 1, "bulk"

    version_id = models.UUIDField(primary_key=True)
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, related_name="routing_work", db_constraint=False, db_index=False
    )
    n = models.PositiveIntegerField()
    publisher_id = models.UUIDField()
    lane = models.SmallIntegerField(choices=Lane.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    accepted_at = models.DateTimeField()
    routed_at = models.DateTimeField(null=True)
    recipients = models.PositiveIntegerField(null=True)
    fault = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "n"], name="routing_one_version_per_number"),
            models.CheckConstraint(
                condition=models.Q(state="routed", routed_at__isnull=False)
                | (~models.Q(state="routed") & models.Q(routed_at=None)),
                name="routing_routed_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "version_id"], name="routing_pending", condition=models.Q(state="pending")
            )
        ]
