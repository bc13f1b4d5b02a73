"""The members of the hub: who they are, since when, under which identifiers, and whose people they are."""

from django.db import models
from django.db.models import Q

from accounts import clock, periods
from accounts.users.models import User


class Kind(models.TextChoices):
    """What a member is to the exchange."""

    TRADER = "trader", "trader"
    AUTHORITY = "authority", "customs administration"
    RIGHTS_HOLDER = "rights_holder", "rights holder"
    ASSOCIATION = "association", "association"
    OPERATOR = "operator", "operator"


class Region(models.TextChoices):
    """The six regions of the World Customs Organization."""

    AMS = "AMS", "Americas and the Caribbean"
    AP = "AP", "Far East, South and South East Asia, Australasia and the Pacific Islands"
    ESA = "ESA", "East and Southern Africa"
    EUR = "EUR", "Europe"
    MENA = "MENA", "North of Africa, Near and Middle East"
    WCA = "WCA", "West and Central Africa"


class Role(models.TextChoices):
    """What a person does for an organisation."""

    PUBLISHER = "publisher", "publisher"
    OFFICER = "officer", "officer"
    ADMINISTRATOR = "administrator", "administrator"
    AUDITOR = "auditor", "auditor"


class FactStamp(models.Model):
    """One row, counted up by every change of a fact that entitlement depends on (see ``facts``)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="organisations_factstamp_single")]


class Organisation(models.Model):
    """A member. Kind, country and region never change: agreements and groups by rule were decided on them.

    One that becomes something else is removed and made anew.
    """

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=4, choices=Region.choices)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="organisations_kind_known"),
            models.CheckConstraint(condition=Q(region__in=Region.values), name="organisations_region_known"),
            models.CheckConstraint(
                condition=Q(country__regex="^[A-Z]{2}$"), name="organisations_country_code"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisations_named"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="operator"), name="organisations_one_operator"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Activity(models.Model):
    """A period in which a member was active, suspended or removed. Each period follows the one before."""

    class State(models.TextChoices):
        ACTIVE = "active", "active"
        SUSPENDED = "suspended", "suspended"
        REMOVED = "removed", "removed"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="activity")
    state = models.CharField(max_length=12, choices=State.choices)
    valid_from, valid_until = periods.columns()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["active", "suspended", "removed"]), name="organisations_activity_state"
            ),
            periods.not_empty("organisations_activity_period"),
            periods.one_at_a_time("organisations_activity_one_at_a_time", "organisation"),
        ]


class Identifier(models.Model):
    """A number by which others know the member, checked by its scheme's own rule, unique while it is held.

    ``country`` is set where a scheme's numbers are only unique within a country (TIN).
    """

    class Scheme(models.TextChoices):
        EORI = "eori", "EORI number"
        TIN = "tin", "trader identification number"
        LEI = "lei", "legal entity identifier"
        IATA = "iata", "IATA airline designator"
        SCAC = "scac", "standard carrier alpha code"
        GLN = "gln", "global location number"

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=8, choices=Scheme.choices)
    country = models.CharField(max_length=2, blank=True)
    value = models.CharField(max_length=32)
    valid_from, valid_until = periods.columns()

    class Meta:
        indexes = [models.Index(fields=["value"], name="organisations_identifier_value")]
        constraints = [
            models.CheckConstraint(
                condition=Q(scheme__in=["eori", "tin", "lei", "iata", "scac", "gln"]),
                name="organisations_identifier_scheme",
            ),
            periods.not_empty("organisations_identifier_period"),
            periods.one_at_a_time("organisations_identifier_one_holder", "scheme", "country", "value"),
        ]


class Membership(models.Model):
    """A period in which a person had a role in an organisation; one person may belong to several."""

    id = models.UUIDField(primary_key=True, default=clock.uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    valid_from, valid_until = periods.columns()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="organisations_membership_role"),
            periods.not_empty("organisations_membership_period"),
            periods.one_at_a_time("organisations_membership_once", "person", "organisation", "role"),
        ]
