"""Who of an organisation's people works on what was delivered to it, and the views of the list that they keep."""

from django.db import models
from django.db.models import Q

from accounts import clock, periods


class Claim(models.Model):
    """A period in which one person worked on a notice for a recipient organisation, one person at a time.

    ``given_by`` is who claimed or assigned it, ``ended_by`` who gave it back or assigned it to another; None
    where a machine did. A claim is the organisation's own affair: nobody else sees it.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation_id = models.UUIDField()
    notice_id = models.UUIDField()
    person_id = models.UUIDField()
    given_by = models.UUIDField(null=True)
    ended_by = models.UUIDField(null=True)
    valid_from, valid_until = periods.columns()

    class Meta:
        constraints = [
            periods.not_empty("claim_lasts"),
            models.UniqueConstraint(
                fields=["organisation_id", "notice_id"],
                name="claim_one_at_a_time",
                condition=Q(valid_until=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "person_id"], name="claim_of_person", condition=Q(valid_until=None)
            ),
            models.Index(fields=["notice_id", "organisation_id", "valid_from"], name="claim_history"),
        ]


class SavedView(models.Model):
    """Filters and order of the worklist under a name: one person's, or shared with the organisation.

    ``query`` is what stands in the address, in its canonical order.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation_id = models.UUIDField()
    person_id = models.UUIDField()
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "person_id", "name"], name="savedview_name_is_the_persons"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="savedview_named"),
        ]
