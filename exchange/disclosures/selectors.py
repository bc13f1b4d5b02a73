"""Reading the register: an organisation reads what its own people and clients were shown."""

from uuid import UUID

from django.db.models import QuerySet

from exchange.disclosures.models import Disclosure


def own_reads(*, organisation: UUID) -> QuerySet[Disclosure]:
    """Everything that the organisation was shown of others' content."""
    return Disclosure.objects.filter(organisation_id=organisation)


def last_read(*, notice: UUID, person: UUID) -> Disclosure | None:
    """The person's last read of any version of a notice, as far as it is on the acting organisation's register."""
    found = Disclosure.objects.filter(notice_id=notice, person=person)
    return found.order_by("-at", "-version_id").first()
