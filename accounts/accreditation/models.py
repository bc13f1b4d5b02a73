"""Standing: what an authority says of a trader, since when, and which other authorities accept it."""

from django.db import models
from django.db.models import Q

from accounts import clock, periods
from accounts.organisations.models import Organisation


class Standing(models.Model):
    """One grant by one authority. It never changes; what becomes of it is told by its periods.

    *Accredited*: an authorised economic operator, with programme type and number. *Enrolled*: a reporting
    party without that status (carrier, post, marketplace, house filer). ``expires_at`` is the first instant
    at which it no longer holds.
    """

    class Kind(models.TextChoices):
        ACCREDITED = "accredited", "accredited"
        ENROLLED = "enrolled", "enrolled"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="standing")
    granted_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="standing_granted")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    programme = models.CharField(max_length=16, blank=True)
    number = models.CharField(max_length=40, blank=True)
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["accredited", "enrolled"]), name="standing_kind"),
            models.CheckConstraint(
                condition=Q(kind="enrolled") | (~Q(programme="") & ~Q(number="")),
                name="standing_accredited_under_a_programme",
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(granted_at__lt=models.F("expires_at")),
                name="standing_lasts",
            ),
        ]


class StandingPeriod(models.Model):
    """A period in which a grant was in one state. Only *granted* counts; past the last, it has expired."""

    class State(models.TextChoices):
        GRANTED = "granted", "granted"
        SUSPENDED = "suspended", "suspended"
        REVOKED = "revoked", "revoked"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, related_name="periods")
    state = models.CharField(max_length=12, choices=State.choices)
    valid_from, valid_until = periods.columns()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["granted", "suspended", "revoked"]), name="standingperiod_state"
            ),
            periods.not_empty("standingperiod_lasts"),
            periods.one_at_a_time("standingperiod_one_at_a_time", "standing"),
        ]


class Recognition(models.Model):
    """A period in which another authority accepts a grant under mutual recognition."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, related_name="recognitions")
    recognised_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="recognitions")
    valid_from, valid_until = periods.columns()

    class Meta:
        constraints = [
            periods.not_empty("recognition_lasts"),
            periods.one_at_a_time("recognition_one_at_a_time", "standing", "recognised_by"),
        ]
