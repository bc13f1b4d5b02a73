"""What a recipient wishes to hear of, among what it may receive."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts import clock
from exchange.agreements.models import Purpose


class Channel(models.TextChoices):
    """How a recipient wishes to hear of a delivery. A digest tells of envelopes only, to those who want mail."""

    INBOX = "inbox", "inbox"
    FEED = "feed", "pull feed"
    WEBHOOK = "webhook", "webhook"
    DIGEST = "digest", "e-mail digest"


class Subscription(models.Model):
    """One wish, for a period. ``purpose`` null means every purpose, no ``types`` every type.

    Every organisation begins with one that always was: everything, to the inbox. It needs no row and holds
    until its organisation ends it; the row that then stands has ``valid_from`` null, for it had no beginning.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=24, choices=Purpose.choices, null=True)
    types = ArrayField(models.CharField(max_length=40), default=list)
    filter = models.JSONField(default=list)
    channels = ArrayField(models.CharField(max_length=8))
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose=None) | Q(purpose__in=Purpose.values),
                name="subscription_purpose_is_known",
            ),
            models.CheckConstraint(
                condition=Q(channels__len__gte=1) & Q(channels__contained_by=Channel.values),
                name="subscription_channels_are_known",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gt=F("valid_from")),
                name="subscription_ends_after_it_begins",
            ),
            # What always was is everything to the inbox, and is only ever written down when it ends.
            models.CheckConstraint(
                condition=Q(valid_from__isnull=False)
                | Q(
                    valid_until__isnull=False,
                    purpose=None,
                    types=[],
                    filter=[],
                    channels=[Channel.INBOX.value],
                ),
                name="subscription_always_was_is_everything",
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(valid_from=None), name="subscription_one_always_was"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "id"], name="subscription_organisation")]
