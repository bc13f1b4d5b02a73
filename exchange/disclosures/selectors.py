"""Reading the register: an organisation reads what its own people and clients were shown."""

from uuid import UUID

from django.db.models import QuerySet

from exchange.disclosures.models import Disclosure


def own_reads(*, organisation: UUID) -> QuerySet[Disclosure]:
    """Everything that the organisation was shown of others' content."""
    return Disclosure.objects.filter(organisation_id=organisation)
