import accounts.clock
import accounts.periods
import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_stamp"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("trader", "trader"),
                            ("authority", "customs administration"),
                            ("rights_holder", "rights holder"),
                            ("association", "association"),
                            ("operator", "operator"),
                        ],
                        max_length=16,
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                (
                    "region",
                    models.CharField(
                        choices=[
                            ("AMS", "Americas and the Caribbean"),
                            (
                                "AP",
                                "Far East, South and South East Asia, Australasia and the Pacific Islands",
                            ),
                            ("ESA", "East and Southern Africa"),
                            ("EUR", "Europe"),
                            ("MENA", "North of Africa, Near and Middle East"),
                            ("WCA", "West and Central Africa"),
                        ],
                        max_length=4,
                    ),
                ),
                ("contact_email", models.EmailField(blank=True, max_length=254)),
                ("contact_phone", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["trader", "authority", "rights_holder", "association", "operator"])
                        ),
                        name="organisations_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("region__in", ["AMS", "AP", "ESA", "EUR", "MENA", "WCA"])),
                        name="organisations_region_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("country__regex", "^[A-Z]{2}$")),
                        name="organisations_country_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="organisations_named"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "operator")),
                        fields=("kind",),
                        name="organisations_one_operator",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("publisher", "publisher"),
                            ("officer", "officer"),
                            ("administrator", "administrator"),
                            ("auditor", "auditor"),
                        ],
                        max_length=16,
                    ),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["publisher", "officer", "administrator", "auditor"])
                        ),
                        name="organisations_membership_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_from__lt", models.F("valid_until")),
                            _connector="OR",
                        ),
                        name="organisations_membership_period",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("person", "="),
                            ("organisation", "="),
                            ("role", "="),
                            (accounts.periods.Range("valid_from", "valid_until"), "&&"),
                        ],
                        name="organisations_membership_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Identifier",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("eori", "EORI number"),
                            ("tin", "trader identification number"),
                            ("lei", "legal entity identifier"),
                            ("iata", "IATA airline designator"),
                            ("scac", "standard carrier alpha code"),
                            ("gln", "global location number"),
                        ],
                        max_length=8,
                    ),
                ),
                ("country", models.CharField(blank=True, max_length=2)),
                ("value", models.CharField(max_length=32)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifiers",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("scheme__in", ["eori", "tin", "lei", "iata", "scac", "gln"])),
                        name="organisations_identifier_scheme",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_from__lt", models.F("valid_until")),
                            _connector="OR",
                        ),
                        name="organisations_identifier_period",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("scheme", "="),
                            ("country", "="),
                            ("value", "="),
                            (accounts.periods.Range("valid_from", "valid_until"), "&&"),
                        ],
                        name="organisations_identifier_one_holder",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "active"), ("suspended", "suspended"), ("removed", "removed")],
                        max_length=12,
                    ),
                ),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activity",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "suspended", "removed"])),
                        name="organisations_activity_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None),
                            ("valid_from__lt", models.F("valid_until")),
                            _connector="OR",
                        ),
                        name="organisations_activity_period",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("organisation", "="),
                            (accounts.periods.Range("valid_from", "valid_until"), "&&"),
                        ],
                        name="organisations_activity_one_at_a_time",
                    ),
                ],
            },
        ),
    ]
