"""The register of every read of another organisation's content."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts import clock


class Disclosure(models.Model):
    """Content of one delivery left the hub, or was about to: who, what, why, by which channel.

    Written before the first byte leaves, in the transaction that reads the content; never changed.
    ``agreement_versions`` are the live grounds at that moment: with the version's type they say which
    elements were shown. ``person`` and ``client`` are values: the row outlives both.
    """

    class Channel(models.TextChoices):
        INBOX = "inbox", "portal inbox"
        FEED = "feed", "pull feed"
        WEBHOOK = "webhook", "webhook"
        EXPLAIN = "explain", "decided again, nothing shown"
        LIST = "list", "list made by what deliveries say"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    at = models.DateTimeField()
    organisation_id = models.UUIDField()
    person = models.UUIDField(null=True)
    client = models.UUIDField(null=True)
    channel = models.CharField(max_length=16, choices=Channel.choices)
    purpose = models.CharField(max_length=32)
    notice_id = models.UUIDField()
    version_id = models.UUIDField()
    publisher_id = models.UUIDField()
    agreement_versions = ArrayField(models.UUIDField())

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "at", "id"], name="disclosure_of_organisation"),
            models.Index(fields=["notice_id"], name="disclosure_notice"),
            models.Index(fields=["organisation_id", "person", "at"], name="disclosure_person"),
        ]
