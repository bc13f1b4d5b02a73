"""A version by its address."""

from uuid import UUID

from accounts.errors import NotFound
from exchange.agreements import selectors
from exchange.agreements.models import AgreementVersion


def version_of(agreement: UUID, version: UUID) -> AgreementVersion:
    """The version, when it is readable and stands under this agreement."""
    found = selectors.version(version)
    if found.agreement_id != agreement:
        raise NotFound
    return found
