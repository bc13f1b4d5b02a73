"""Announcements: public from the moment at which they are made."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from accounts import clock


class Kind(models.TextChoices):
    """What is announced."""

    WORK = "work", "planned work"
    INCIDENT = "incident", "incident"


class Service(models.TextChoices):
    """What people use of the hub, and what an announcement may affect."""

    PAGES = "pages", "pages"
    API = "api", "API"
    ROUTING = "routing", "routing and delivery"
    WEBHOOKS = "webhooks", "webhooks"
    MAIL = "mail", "mail"


class Announcement(models.Model):
    """Planned work from a moment to a moment, or an incident that is open until ``ends_at`` is set.

    ``cancelled_at`` is for work that was called off before it began.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    affects = ArrayField(models.CharField(max_length=12, choices=Service.choices))
    title_en = models.CharField(max_length=200)
    title_fr = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="announcements_kind_known"),
            models.CheckConstraint(
                condition=Q(affects__contained_by=Service.values) & ~Q(affects=[]),
                name="announcements_affects_known",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")), name="announcements_period"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.INCIDENT) | Q(ends_at__isnull=False), name="announcements_work_ends"
            ),
        ]

    @property
    def title(self) -> str:
        """In the reader's language, as far as it was written in it."""
        return self.title_fr if _french() else self.title_en


class Update(models.Model):
    """What was said about an announcement, when. It is never altered."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="updates")
    at = models.DateTimeField()
    text_en = models.TextField()
    text_fr = models.TextField()

    @property
    def text(self) -> str:
        """In the reader's language, as far as it was written in it."""
        return self.text_fr if _french() else self.text_en


def _french() -> bool:
    return (get_language() or "").startswith("fr")
