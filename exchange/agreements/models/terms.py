"""What was agreed: the agreement, its versions and their terms. Immutable once proposed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts import clock
from exchange.agreements.models.vocabulary import (
    Form,
    ItemScope,
    OnwardSharing,
    Purpose,
    Responsibility,
    RetentionStart,
    Role,
    StandingKind,
    TransferMechanism,
)

STATEMENT = (
    "A notice on the hub discharges no filing duty unless the authority concerned has said so in writing."
)


def default_standing() -> list[str]:
    return [StandingKind.ACCREDITED.value]


class Agreement(models.Model):
    """What stays the same through all versions: the number, the purpose, and who opened it.

    The key of its hashed masks lies in a table of its own that the web login cannot read.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    number = models.BigIntegerField(
        unique=True,
        db_default=models.Func(
            models.Value("agreements_agreement_number"),
            function="nextval",
            output_field=models.BigIntegerField(),
        ),
    )
    purpose = models.CharField(max_length=24, choices=Purpose.choices)
    created_by = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="agreement_number_counts_from_one"),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="agreement_purpose_is_known"
            ),
        ]


class MaskKey(models.Model):
    """The secret behind an agreement's hashed elements: made by the database, never seen by the web login."""

    agreement = models.OneToOneField(Agreement, on_delete=models.PROTECT, primary_key=True, related_name="+")
    key = models.BinaryField()


class AgreementVersion(models.Model):
    """One wording of an agreement. A draft is its drafter's alone; from proposal on nothing in it changes.

    ``version`` is given at proposal. ``effective_from`` left open in a draft becomes the moment of proposal:
    the version then comes into force with its last signature. ``follow_up`` null means: for authorities.
    ``second_person``: the replies that a second person of the authority releases.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField(null=True)
    drafted_by = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    proposed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    title = models.CharField(max_length=200, blank=True)
    types = ArrayField(models.CharField(max_length=40), default=list)
    conditions = models.JSONField(default=list)
    items = models.CharField(max_length=8, choices=ItemScope.choices, default=ItemScope.WHOLE)
    standing = ArrayField(models.CharField(max_length=16), default=default_standing)
    recognised = models.BooleanField(default=False)
    objection_days = models.PositiveSmallIntegerField(default=10)
    follow_up = models.BooleanField(null=True)
    back_fill_from = models.DateTimeField(null=True)
    retention_days = models.PositiveIntegerField(null=True)
    retention_from = models.CharField(max_length=12, choices=RetentionStart.choices, null=True)
    onward_sharing = models.CharField(max_length=8, choices=OnwardSharing.choices, default=OnwardSharing.NONE)
    receipts_opened = models.BooleanField(default=False)
    second_person = ArrayField(models.CharField(max_length=40), default=list)
    effective_from = models.DateTimeField(null=True)
    effective_until = models.DateTimeField(null=True)
    statement = models.TextField(default=STATEMENT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="version_number_is_unique"),
            models.UniqueConstraint(
                fields=["agreement", "drafted_by"],
                condition=Q(proposed_at=None, withdrawn_at=None),
                name="version_one_draft_per_drafter",
            ),
            models.CheckConstraint(
                condition=Q(proposed_at=None) | Q(withdrawn_at=None), name="version_withdrawn_only_as_draft"
            ),
            models.CheckConstraint(
                condition=Q(proposed_at=None, version=None)
                | Q(
                    proposed_at__isnull=False,
                    version__isnull=False,
                    version__gte=1,
                    types__len__gte=1,
                    retention_days__isnull=False,
                    retention_from__isnull=False,
                    effective_from__isnull=False,
                ),
                name="version_proposed_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(effective_until=None)
                | Q(effective_from=None)
                | Q(effective_until__gt=F("effective_from")),
                name="version_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(standing__len__gte=1) & Q(standing__contained_by=StandingKind.values),
                name="version_standing_is_named",
            ),
            models.CheckConstraint(
                condition=Q(objection_days__lte=365), name="version_objection_within_a_year"
            ),
            models.CheckConstraint(
                condition=Q(retention_days=None) | Q(retention_days__gte=1, retention_days__lte=36_500),
                name="version_retention_is_bounded",
            ),
            models.CheckConstraint(
                condition=Q(items__in=ItemScope.values)
                & Q(onward_sharing__in=OnwardSharing.values)
                & (Q(retention_from=None) | Q(retention_from__in=RetentionStart.values)),
                name="version_words_are_known",
            ),
        ]


class Party(models.Model):
    """An organisation or a group named as provider or recipient, with the law that it relies on in that role.

    An organisation that gives and receives has two rows, for each direction has its own legal basis.
    ``position`` keeps the order in which they were named.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="parties")
    position = models.PositiveIntegerField()
    role = models.CharField(max_length=9, choices=Role.choices)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    group = models.ForeignKey("groups.Group", on_delete=models.PROTECT, null=True, related_name="+")
    law = models.CharField(max_length=200, blank=True)
    article = models.CharField(max_length=100, blank=True)
    responsibility = models.CharField(max_length=16, choices=Responsibility.choices, blank=True)
    transfer_mechanism = models.CharField(max_length=24, choices=TransferMechanism.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) ^ Q(group__isnull=True),
                name="party_is_organisation_or_group",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="party_role_is_known"),
            models.UniqueConstraint(
                fields=["version", "role", "organisation"], name="party_organisation_named_once"
            ),
            models.UniqueConstraint(fields=["version", "role", "group"], name="party_group_named_once"),
        ]


class ScopeClause(models.Model):
    """One line of the scope: a JSON Pointer with ``*`` for array positions, and the form it is shown in."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="scope")
    clause = models.PositiveIntegerField()
    path = models.CharField(max_length=500, blank=True)
    form = models.CharField(max_length=12, choices=Form.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "clause"], name="scope_clause_numbered_once"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="scope_form_is_known"),
            models.CheckConstraint(
                condition=Q(path__regex=r"^(/([^/~]|~[01])+)*$") & ~Q(path__regex=r"/([0-9]+|-)(/|$)"),
                name="scope_path_is_a_pattern",
            ),
        ]


class OnwardGroup(models.Model):
    """A group to whose members a recipient may pass on what it received."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="onward_groups")
    position = models.PositiveIntegerField()
    group = models.ForeignKey("groups.Group", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "group"], name="onward_group_named_once")]
