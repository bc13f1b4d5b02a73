"""Reading the trail; row-level security leaves each organisation what concerns it."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.trail.models import Entry


def entries(
    *,
    subject: UUID | None = None,
    subject_kind: str | None = None,
    by_person: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Entry]:
    """The entries that the acting organisation may read, newest first; of those, what is named.

    ``since`` and ``until`` are a half-open period.
    """
    wanted = {
        "subject": subject,
        "subject_kind": subject_kind,
        "by_person": by_person,
        "at__gte": since,
        "at__lt": until,
    }
    named = {name: value for name, value in wanted.items() if value is not None}
    return Entry.objects.filter(**named).order_by("-id")
