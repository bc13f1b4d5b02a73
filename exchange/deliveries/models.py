"""What each recipient gets: one delivery per version, recipient and purpose, at a position without gaps."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Grounds(models.Model):
    """Why one recipient may see a type of notice for a purpose: the entitling agreement versions, interned.

    ``elements`` says which element patterns those versions show, in which form and by which clause; it is
    derived from immutable scopes. ``keys`` are the kinds of search key that they show plain.
    """

    id = models.BigAutoField(primary_key=True)
    recipient_id = models.UUIDField()
    purpose = models.CharField(max_length=32)
    type = models.CharField(max_length=40)
    agreement_versions = ArrayField(models.UUIDField())
    elements = models.JSONField()
    keys = ArrayField(models.CharField(max_length=20))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_id", "purpose", "type", "agreement_versions"], name="grounds_interned_once"
            )
        ]
        indexes = [GinIndex(fields=["agreement_versions"], name="grounds_versions")]


# In an inbox and not acknowledged: what there still is to do.
_OPEN = models.Q(acknowledged_at=None, position__isnull=False)


class Delivery(models.Model):
    """A version on its way to one recipient for one purpose. Partitioned by month over ``version_id``.

    It repeats the envelope, since its recipient may not read the notice's own row. ``stamp`` and
    ``decided_at`` say under which facts, and when, it was last decided. ``basis`` is an agreement or a reply
    (addressee, informed). ``grounds`` of a withdrawal or cancellation are those of what is held.
    ``position`` is its place in inbox and feed, given when it becomes available. ``reference`` is the
    authority's own, of a reply only: it takes the reference to answer it. ``acknowledged_by`` is a person of the
    recipient's, of whom nobody else hears.
    """

    class Kind(models.TextChoices):
        CONTENT = "content", "content"
        FOLLOW_UP = "follow_up", "content that no longer matches"
        WITHDRAWAL = "withdrawal", "withdrawal"
        CANCELLATION = "cancellation", "cancellation"

    class Basis(models.TextChoices):
        AGREEMENT = "agreement", "agreement"
        ADDRESSEE = "addressee", "addressee of a reply"
        INFORMED = "informed", "informed of a reply"

    class State(models.TextChoices):
        AVAILABLE = "available", "available"
        DELIVERED = "delivered", "delivered"
        WITHHELD = "withheld", "withheld"
        CLOSED = "closed", "withheld for good"

    pk = models.CompositePrimaryKey("version_id", "recipient_id", "purpose")
    version_id = models.UUIDField()
    recipient_id = models.UUIDField()
    purpose = models.CharField(max_length=32)
    id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    basis = models.CharField(max_length=12, choices=Basis.choices)
    state = models.CharField(max_length=12, choices=State.choices)
    reason = models.CharField(max_length=40, blank=True)
    grounds = models.ForeignKey(
        Grounds, on_delete=models.PROTECT, null=True, db_constraint=False, db_index=False
    )
    notice_id = models.UUIDField()
    number = models.CharField(max_length=24)
    type = models.CharField(max_length=40)
    n = models.PositiveIntegerField()
    reference = models.CharField(max_length=70, blank=True)
    publisher_id = models.UUIDField()
    key_kind = models.CharField(max_length=20)
    accepted_at = models.DateTimeField()
    routed_at = models.DateTimeField()
    decided_at = models.DateTimeField()
    stamp = models.BigIntegerField()
    position = models.BigIntegerField(null=True)
    available_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.CharField(max_length=16, blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basis="agreement", grounds__isnull=False)
                | (~models.Q(basis="agreement") & models.Q(grounds=None)),
                name="delivery_by_agreement_has_grounds",
            ),
            models.CheckConstraint(
                condition=models.Q(state="delivered", delivered_at__isnull=False)
                | (~models.Q(state="delivered") & models.Q(delivered_at=None)),
                name="delivery_delivered_has_its_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state="available", position__isnull=False) | ~models.Q(state="available"),
                name="delivery_available_has_a_position",
            ),
            models.CheckConstraint(
                condition=models.Q(acknowledged_at=None) | models.Q(delivered_at__isnull=False),
                name="delivery_acknowledged_was_delivered",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient_id", "position"], name="delivery_position"),
            models.Index(fields=["recipient_id", "type", "position"], name="delivery_type_position"),
            models.Index(fields=["notice_id", "recipient_id"], name="delivery_notice"),
            models.Index(fields=["id"], name="delivery_id"),
            models.Index(fields=["stamp"], name="delivery_withheld", condition=models.Q(state="withheld")),
            models.Index(fields=["recipient_id", "position"], name="delivery_open", condition=_OPEN),
            models.Index(fields=["recipient_id", "state", "position"], name="delivery_todo", condition=_OPEN),
            models.Index(fields=["recipient_id", "number"], name="delivery_number"),
            models.Index(
                fields=["recipient_id", "reference"],
                name="delivery_reference",
                condition=~models.Q(reference=""),
            ),
            models.Index(
                fields=["recipient_id", "position"], name="delivery_later", condition=models.Q(n__gt=1)
            ),
            models.Index(
                fields=["recipient_id", "acknowledged_by", "acknowledged_at"],
                name="delivery_acknowledged",
                condition=models.Q(acknowledged_by__isnull=False),
            ),
            models.Index(
                fields=["recipient_id", "position"],
                name="delivery_done",
                condition=models.Q(acknowledged_at__isnull=False),
            ),
            models.Index(
                fields=["recipient_id", "available_at"],
                name="delivery_replies",
                condition=~models.Q(basis="agreement"),
            ),
        ]


class Shown(models.Model):
    """What a recipient was last shown plainly of a delivery, as far as lists look at it.

    ``terms`` are ``kind:value``. It is found by them while every agreement version in ``shown_under`` still shows
    it: until ``readable_until``, and ``days_after_cancellation`` days after the notice's cancellation.

    ``awaits_houses``: it names who files houses, and not of each is a filing known. Where of each one is, that was
    shown under ``houses_under`` and until ``houses_until``; none where it is no sooner than its own time.
    """

    pk = models.CompositePrimaryKey("version_id", "recipient_id", "purpose")
    version_id = models.UUIDField()
    recipient_id = models.UUIDField()
    purpose = models.CharField(max_length=32)
    notice_id = models.UUIDField()
    position = models.BigIntegerField()
    shown_under = ArrayField(models.UUIDField())
    readable_until = models.DateTimeField(null=True)
    days_after_cancellation = models.IntegerField(null=True)
    terms = ArrayField(models.TextField())
    arrival_at = models.DateTimeField(null=True)
    departure_at = models.DateTimeField(null=True)
    awaits_houses = models.BooleanField(default=False)
    houses_until = models.DateTimeField(null=True)
    houses_under = ArrayField(models.UUIDField(), null=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient_id", "position"], name="shown_position"),
            models.Index(fields=["recipient_id", "arrival_at", "position"], name="shown_arrival"),
            models.Index(fields=["recipient_id", "departure_at", "position"], name="shown_departure"),
            models.Index(
                fields=["recipient_id", "position"],
                name="shown_awaiting",
                condition=models.Q(awaits_houses=True),
            ),
            models.Index(
                fields=["recipient_id", "houses_until"],
                name="shown_houses_until",
                condition=models.Q(houses_until__isnull=False),
            ),
        ]


class ShownTerm(models.Model):
    """One term of ``Shown``, to be found by: rows, since row-level security keeps an index of arrays from use."""

    pk = models.CompositePrimaryKey("recipient_id", "term", "position")
    recipient_id = models.UUIDField()
    term = models.TextField()
    position = models.BigIntegerField()


class Addressee(models.Model):
    """Who a reply goes to whatever agreements say: written with the reply, read when it is routed.

    ``purpose`` is that of the delivery to which the reply answers.
    """

    pk = models.CompositePrimaryKey("version_id", "recipient_id")
    version_id = models.UUIDField()
    recipient_id = models.UUIDField()
    publisher_id = models.UUIDField()
    purpose = models.CharField(max_length=32)
    basis = models.CharField(max_length=12, choices=Delivery.Basis.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basis__in=["addressee", "informed"]), name="addressee_is_not_by_agreement"
            ),
            models.CheckConstraint(
                condition=~models.Q(recipient_id=models.F("publisher_id")), name="addressee_is_another"
            ),
        ]


class InboxCounter(models.Model):
    """The last position given to a recipient. Its row is locked last before commit, in recipient order."""

    recipient_id = models.UUIDField(primary_key=True)
    last = models.BigIntegerField()


class BackFillPass(models.Model):
    """Under which stamp of the facts every back-fill was last found to be done. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="backfillpass_single")]


class BackFill(models.Model):
    """One agreement version's back-fill of a publisher's notices for one newcomer: done once, crash or not."""

    pk = models.CompositePrimaryKey("agreement_version_id", "publisher_id", "recipient_id")
    agreement_version_id = models.UUIDField()
    publisher_id = models.UUIDField()
    recipient_id = models.UUIDField()
    done_at = models.DateTimeField()
