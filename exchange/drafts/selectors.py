"""Reading what one's own organisation is writing."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.errors import NotFound
from exchange.catalogue import types
from exchange.drafts.models import SavedDraft


def drafts(*, organisation: UUID) -> QuerySet[SavedDraft]:
    """The organisation's drafts of notices, amendments and answers."""
    return SavedDraft.objects.filter(organisation_id=organisation).exclude(type__in=_replies())


def of_replies(*, organisation: UUID) -> QuerySet[SavedDraft]:
    """An authority's drafts of replies."""
    return SavedDraft.objects.filter(organisation_id=organisation, type__in=_replies())


def draft(identifier: UUID, *, organisation: UUID) -> SavedDraft:
    """One draft of a notice; ``NotFound`` for everybody else's too."""
    return _one(drafts(organisation=organisation), identifier)


def of_reply(identifier: UUID, *, organisation: UUID) -> SavedDraft:
    """One draft of a reply; ``NotFound`` for everybody else's too."""
    return _one(of_replies(organisation=organisation), identifier)


def _one(among: QuerySet[SavedDraft], identifier: UUID) -> SavedDraft:
    found = among.filter(id=identifier).first()
    if found is None:
        raise NotFound
    return found


def _replies() -> list[str]:
    return [one.id for one in types.every() if one.is_reply]
