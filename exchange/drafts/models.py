"""Notices and replies that people of an organisation are still writing: theirs alone, nothing to anybody until sent."""

from django.db import models


class SavedDraft(models.Model):
    """A notice, an amendment, an answer or a reply as far as it is written; its content need not be valid.

    ``id`` is chosen by whoever writes, so that saving twice is saving once. ``about`` is the number of the notice
    that it amends or cites, or of the request that it answers; ``replaces`` the version that it amends or cites.
    ``revision`` counts how often it was saved; ``editor`` is the open page, or whatever else, that saved it last.
    """

    pk = models.CompositePrimaryKey("organisation_id", "id")
    organisation_id = models.UUIDField()
    id = models.UUIDField()
    type = models.CharField(max_length=40)
    reference = models.CharField(max_length=70, blank=True)
    content = models.JSONField()
    about = models.CharField(max_length=24, blank=True)
    replaces = models.PositiveIntegerField(null=True)
    person = models.UUIDField(null=True)
    revision = models.PositiveIntegerField(default=1)
    editor = models.CharField(max_length=40, blank=True)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "saved_at"], name="draft_newest")]
