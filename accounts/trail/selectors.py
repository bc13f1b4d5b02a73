"""Reading the trail; row-level security leaves each organisation what concerns it."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.trail.models import Entry


def entries(*, subject: UUID | None = None) -> QuerySet[Entry]:
    """The entries that the acting organisation may read, newest first; of one subject when it is named."""
    found = Entry.objects.order_by("-id")
    return found if subject is None else found.filter(subject=subject)
