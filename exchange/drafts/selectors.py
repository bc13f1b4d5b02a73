"""Reading what one's own organisation is writing."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.errors import NotFound
from exchange.drafts.models import SavedDraft


def drafts(*, organisation: UUID) -> QuerySet[SavedDraft]:
    """The organisation's drafts."""
    return SavedDraft.objects.filter(organisation_id=organisation)


def draft(identifier: UUID, *, organisation: UUID) -> SavedDraft:
    """One draft; ``NotFound`` for everybody else's too."""
    found = drafts(organisation=organisation).filter(id=identifier).first()
    if found is None:
        raise NotFound
    return found
