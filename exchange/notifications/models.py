"""What a person has read of what happened, how often mail is wanted, and what each mail told."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts import clock

# When a daily mail is made unless its reader says otherwise: before work begins.
MORNING = 7


class Mark(models.Model):
    """A person, acting for an organisation, has read one notification. ``key`` is the notification's own."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation_id = models.UUIDField()
    person = models.UUIDField()
    key = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "person", "key"], name="notification_read_once"
            )
        ]


class Preference(models.Model):
    """How often a person wants mail about an organisation, of what, in which language and zone.

    ``hour``: when a daily mail is made, by the person's own clock. ``unwanted``: the topics that are not mailed;
    ``taken_up``: since when a topic is mailed again that was unwanted before. ``since``: what happened before that
    moment is not mailed. ``next_at``: when the next mail is due; null for never. ``told_position``: the last
    position of the inbox that a mail has told of.
    """

    class Frequency(models.TextChoices):
        NEVER = "never", "never"
        DAILY = "daily", "once a day"
        AT_ONCE = "at_once", "at once"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation_id = models.UUIDField()
    person = models.UUIDField()
    frequency = models.CharField(max_length=8, choices=Frequency.choices)
    language = models.CharField(max_length=12)
    zone = models.CharField(max_length=64)
    hour = models.PositiveSmallIntegerField(default=MORNING)
    unwanted = ArrayField(models.CharField(max_length=20), default=list)
    taken_up = models.JSONField(default=dict)
    since = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    told_position = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "person"], name="notification_one_preference"),
            models.CheckConstraint(
                condition=Q(frequency="never", next_at=None)
                | (~Q(frequency="never") & Q(next_at__isnull=False)),
                name="notification_mail_has_its_time",
            ),
            models.CheckConstraint(condition=Q(hour__lt=24), name="notification_hour_of_a_day"),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="notification_due", condition=Q(next_at__isnull=False))
        ]


class Digest(models.Model):
    """One mail to one person, written in the transaction that decides what it tells, and sent after that.

    ``next_try`` is when it may be taken (again); whoever takes it moves that on first, so that one worker sends
    it. ``text`` is forgotten once it is sent or given up.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation_id = models.UUIDField()
    person = models.UUIDField()
    made_at = models.DateTimeField()
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try"], name="notification_unsent", condition=Q(sent_at=None, given_up_at=None)
            ),
            models.Index(fields=["organisation_id", "person", "id"], name="notification_digests"),
        ]


class Told(models.Model):
    """A digest has told a person of one notification: no other will."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation_id = models.UUIDField()
    person = models.UUIDField()
    key = models.CharField(max_length=100)
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="told")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "person", "key"], name="notification_told_once"
            )
        ]
