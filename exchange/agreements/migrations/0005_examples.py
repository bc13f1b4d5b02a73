import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import accounts.clock
from accounts.rowsecurity import Grant, Policy, ProtectRows

TABLE = "agreements_example"
OWN = "organisation_id = (SELECT hub_organisation())"
OF_READABLE = f"{OWN} AND agreement_id IN (SELECT agreements_readable())"


def _organisation() -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="organisations.organisation",
    )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0004_protection"), ("organisations", "0003_protection")]
    operations = [
        migrations.CreateModel(
            name="Example",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("type", models.CharField(max_length=40)),
                ("must_send", models.BooleanField()),
                ("document", models.JSONField(null=True)),
                ("notice_id", models.UUIDField(null=True)),
                ("notice_number", models.CharField(blank=True, max_length=24)),
                ("created_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="examples",
                        to="agreements.agreement",
                    ),
                ),
                ("organisation", _organisation()),
                ("publisher", _organisation()),
                ("recipient", _organisation()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(document__isnull=False, notice_id=None, notice_number="")
                        | (Q(document=None, notice_id__isnull=False) & ~Q(notice_number="")),
                        name="example_is_a_document_or_a_notice",
                    ),
                    models.CheckConstraint(condition=~Q(name=""), name="example_named"),
                    models.UniqueConstraint(
                        fields=["agreement", "organisation", "name"], name="example_named_once"
                    ),
                ]
            },
        ),
        ProtectRows(TABLE),
        Policy(TABLE, "example_own", "SELECT", using=OWN),
        Policy(TABLE, "example_kept", "INSERT", check=OF_READABLE),
        Policy(TABLE, "example_dropped", "DELETE", using=OWN),
        Grant(TABLE, "SELECT, INSERT, DELETE"),
    ]
