"""Where recipients want to be called, with what they are signed, and every message on its way there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts import clock


class Endpoint(models.Model):
    """An address of an organisation. ``failures`` counts attempts since the last 2xx answer."""

    class State(models.TextChoices):
        ACTIVE = "active", "active"
        DISABLED = "disabled", "disabled"
        REMOVED = "removed", "removed"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, db_constraint=False, db_index=False
    )
    url = models.CharField(max_length=2000)
    description = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    reason = models.CharField(max_length=40, blank=True)
    state_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)
    last_success_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "url"], condition=~Q(state="removed"), name="webhook_url_once"
            ),
            models.CheckConstraint(
                condition=Q(state="active", reason="") | (~Q(state="active") & ~Q(reason="")),
                name="webhook_endpoint_says_why_it_stands_still",
            ),
        ]


class Secret(models.Model):
    """A signing secret, valid for a half-open period; during a rotation two of them are. Sealed at rest."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="secrets")
    organisation_id = models.UUIDField()
    sealed = models.BinaryField()
    key_id = models.CharField(max_length=12)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], condition=Q(valid_until=None), name="webhook_one_current_secret"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from__lte=models.F("valid_until")),
                name="webhook_secret_period",
            ),
        ]


class EndpointEvent(models.Model):
    """What happened to an endpoint, by whom (nobody: the hub itself), and why. Append-only."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="events")
    organisation_id = models.UUIDField()
    at = models.DateTimeField()
    act = models.CharField(max_length=16)
    reason = models.CharField(max_length=40, blank=True)
    by_person = models.UUIDField(null=True)
    by_client = models.UUIDField(null=True)


class Dispatch(models.Model):
    """One delivery on its way to one endpoint. Partitioned by month over ``version_id``.

    ``order_key`` is a digest of the consignment key: within it messages go out by ``position``, one at a
    time. ``next_try`` is when the row may be taken (again): for a leased one, when its lease runs out.
    ``lease`` fences: only who holds it settles the attempt. Without ``delivery_id`` it is a test event.
    """

    class State(models.TextChoices):
        DUE = "due", "due"
        LEASED = "leased", "being sent"
        RETRYING = "retrying", "to be tried again"
        SENT = "sent", "answered 2xx"
        DEAD = "dead", "given up"
        WITHHELD = "withheld", "may not be sent now"
        CANCELLED = "cancelled", "will not be sent"

    pk = models.CompositePrimaryKey("version_id", "recipient_id", "purpose", "endpoint_id")
    version_id = models.UUIDField()
    recipient_id = models.UUIDField()
    purpose = models.CharField(max_length=32)
    endpoint_id = models.UUIDField()
    id = models.UUIDField(default=clock.uuid7)
    delivery_id = models.UUIDField(null=True)
    order_key = models.UUIDField()
    position = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.DUE)
    reason = models.CharField(max_length=40, blank=True)
    next_try = models.DateTimeField()
    lease = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=40, blank=True)
    replaces = models.CharField(max_length=40, blank=True)
    digest = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    first_tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="leased", lease__isnull=False) | (~Q(state="leased") & Q(lease=None)),
                name="webhook_leased_has_its_lease",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="webhook_sent_has_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint_id", "next_try", "position"],
                name="webhook_claim",
                condition=Q(state__in=["due", "leased", "retrying"]),
            ),
            models.Index(
                fields=["endpoint_id", "order_key", "position"],
                name="webhook_key",
                condition=Q(state__in=["due", "leased", "retrying"]),
            ),
            models.Index(fields=["endpoint_id", "id"], name="webhook_log"),
            models.Index(fields=["id"], name="webhook_dispatch_id"),
            models.Index(
                fields=["endpoint_id", "id"],
                name="webhook_replayable",
                condition=Q(state__in=["dead", "withheld"]),
            ),
        ]


class Attempt(models.Model):
    """One attempt, as it went: never altered. Partitioned by month over ``version_id``.

    ``late``: another worker had taken the message over by the time this attempt ended.
    """

    pk = models.CompositePrimaryKey("version_id", "id")
    version_id = models.UUIDField()
    id = models.UUIDField(default=clock.uuid7)
    dispatch_id = models.UUIDField()
    endpoint_id = models.UUIDField()
    recipient_id = models.UUIDField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=16)
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    message_id = models.CharField(max_length=40)
    key_ids = ArrayField(models.CharField(max_length=12))
    late = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["dispatch_id", "id"], name="webhook_attempts"),
            models.Index(fields=["endpoint_id", "id"], name="webhook_attempt_log"),
        ]
