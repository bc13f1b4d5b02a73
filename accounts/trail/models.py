"""Who changed what in the accounts: values only, never altered."""

from django.db import models

from accounts import clock


class Entry(models.Model):
    """One change: what happened to which subject, by whom, why, and the values it left behind.

    ``organisation`` is whose account was changed, ``by_organisation`` who changed it: both may read the
    entry. Identifiers are values, not foreign keys, so that an entry outlives what it speaks of.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    at = models.DateTimeField()
    organisation = models.UUIDField(null=True)
    by_organisation = models.UUIDField(null=True)
    by_person = models.UUIDField(null=True)
    by_client = models.UUIDField(null=True)
    action = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject = models.UUIDField()
    reason = models.TextField(blank=True)
    values = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "id"], name="trail_entry_organisation"),
            models.Index(fields=["by_organisation", "id"], name="trail_entry_by_organisation"),
            models.Index(fields=["subject", "id"], name="trail_entry_subject"),
        ]
