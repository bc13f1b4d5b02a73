"""What an organisation wants an agreement to do, kept as examples that every new version is tried on."""

from django.db import models
from django.db.models import Q

from accounts import clock
from exchange.agreements.models.terms import Agreement


class Example(models.Model):
    """A notice of a provider's, and whether a recipient must or must not receive it under the agreement.

    The notice is a document written for it, or one's own notice, whose content stays where it is. It is the
    organisation's that keeps it, and no other party sees it.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="examples")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=40)
    publisher = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    must_send = models.BooleanField()
    document = models.JSONField(null=True)
    notice_id = models.UUIDField(null=True)
    notice_number = models.CharField(max_length=24, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, notice_id=None, notice_number="")
                | (Q(document=None, notice_id__isnull=False) & ~Q(notice_number="")),
                name="example_is_a_document_or_a_notice",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="example_named"),
            models.UniqueConstraint(fields=["agreement", "organisation", "name"], name="example_named_once"),
        ]
