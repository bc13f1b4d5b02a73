"""What happened to an agreement: rows that are added, and periods that are closed once; never overwritten."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from accounts import clock, periods
from exchange.agreements.models.terms import Agreement, AgreementVersion


class Signature(models.Model):
    """One organisation's consent to one version, given by one of its administrators in person."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "organisation"], name="signature_once"),
            models.UniqueConstraint(fields=["version", "person"], name="signature_one_person_not_for_two"),
        ]


class Accession(models.Model):
    """The period in which a member of a named group is bound by one version, by its own administrator."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="accessions")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+")
    valid_from, valid_until = periods.columns()

    class Meta:
        constraints = [
            periods.not_empty("accession_ends_after_it_begins"),
            periods.one_at_a_time("accession_one_at_a_time", "version", "organisation"),
            ExclusionConstraint(
                name="accession_one_person_not_for_two",
                expressions=[
                    ("version", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(valid_until=None),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "version"], name="accession_organisation")]


class Departure(models.Model):
    """A named organisation left this version: from then on it is named no more, for good."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="departures")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "organisation"], name="departure_once")]


class Exclusion(models.Model):
    """The period in which a provider keeps one recipient from its own data, in all versions."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="exclusions")
    provider = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    valid_from, valid_until = periods.columns()

    class Meta:
        constraints = [
            periods.not_empty("exclusion_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(provider=F("recipient")), name="exclusion_is_of_another"),
            periods.one_at_a_time("exclusion_one_at_a_time", "agreement", "provider", "recipient"),
        ]


class Suspension(models.Model):
    """The period in which nothing flows under an agreement; any signatory begins it, any resumes."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="suspensions")
    suspended_by = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    resumed_by = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    valid_from, valid_until = periods.columns()

    class Meta:
        constraints = [
            periods.not_empty("suspension_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(valid_until=None, resumed_by=None)
                | Q(valid_until__isnull=False, resumed_by__isnull=False),
                name="suspension_resumed_by_someone",
            ),
            periods.one_at_a_time("suspension_one_at_a_time", "agreement"),
        ]


class Termination(models.Model):
    """The end of an agreement in all its versions, for good."""

    agreement = models.OneToOneField(
        Agreement, on_delete=models.PROTECT, primary_key=True, related_name="termination"
    )
    terminated_by = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    terminated_at = models.DateTimeField()


class FactChange(models.Model):
    """At which stamp of the facts an agreement changed last. Written by triggers alone."""

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, primary_key=True, related_name="+")
    stamp = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["stamp"], name="factchange_stamp")]


class AgreementStep(models.Model):
    """Who did what to an agreement, when and why: told to everyone who may read the version it concerns.

    Values, not references: the record says the same after a person or an organisation has gone.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="steps")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, null=True, related_name="steps")
    act = models.CharField(max_length=16)
    at = models.DateTimeField()
    organisation_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    client_id = models.UUIDField(null=True)
    concerns_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["agreement", "at"], name="step_agreement")]
