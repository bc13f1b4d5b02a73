from django.db import migrations, models

from accounts.rowsecurity import Grant, Policy, ProtectRows

TABLE = "drafts_saveddraft"
OWN = "organisation_id = (SELECT hub_organisation())"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("organisations", "0003_protection")]
    operations = [
        migrations.CreateModel(
            name="SavedDraft",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "organisation_id",
                        "id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("id", models.UUIDField()),
                ("type", models.CharField(max_length=40)),
                ("reference", models.CharField(blank=True, max_length=70)),
                ("content", models.JSONField()),
                ("about", models.CharField(blank=True, max_length=24)),
                ("replaces", models.PositiveIntegerField(null=True)),
                ("person", models.UUIDField(null=True)),
                ("begun_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["organisation_id", "saved_at"], name="draft_newest")],
            },
        ),
        ProtectRows(TABLE),
        Policy(TABLE, "draft_own", "ALL", using=OWN),
        Grant(TABLE, "SELECT, INSERT, UPDATE, DELETE"),
    ]
