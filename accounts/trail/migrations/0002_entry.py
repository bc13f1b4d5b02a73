from django.db import migrations, models

from accounts import clock
from accounts.rowsecurity import AppendOnly, Grant, Policy, ProtectRows

TABLE = "trail_entry"
OWN = "organisation = (SELECT hub_organisation()) OR by_organisation = (SELECT hub_organisation())"
# Whoever acts writes under its own name, and under nobody else's.
BY_THE_ACTOR = (
    "by_organisation IS NOT DISTINCT FROM (SELECT hub_organisation())"
    " AND by_person IS NOT DISTINCT FROM (SELECT hub_person()) AND (SELECT hub_known())"
)


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_functions")]
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=clock.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                ("organisation", models.UUIDField(null=True)),
                ("by_organisation", models.UUIDField(null=True)),
                ("by_person", models.UUIDField(null=True)),
                ("by_client", models.UUIDField(null=True)),
                ("action", models.CharField(max_length=64)),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject", models.UUIDField()),
                ("reason", models.TextField(blank=True)),
                ("values", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "id"], name="trail_entry_organisation"),
                    models.Index(fields=["by_organisation", "id"], name="trail_entry_by_organisation"),
                    models.Index(fields=["subject", "id"], name="trail_entry_subject"),
                ],
            },
        ),
        ProtectRows(TABLE),
        AppendOnly(TABLE),
        Policy(TABLE, "trail_entry_own", "SELECT", using=OWN),
        Policy(TABLE, "trail_entry_written", "INSERT", check=BY_THE_ACTOR),
        Policy(TABLE, "trail_entry_bootstrap", "INSERT", check="(SELECT hub_known())", to="CURRENT_USER"),
        Grant(TABLE, "SELECT, INSERT"),
    ]
