from django.db import migrations, models

import accounts.clock
from accounts.rowsecurity import Grant, PeriodsOnly, Policy, ProtectRows

CLAIM = "worklist_claim"
VIEW = "worklist_savedview"
OWN = "organisation_id = (SELECT hub_organisation())"
ONES_OWN = f"{OWN} AND person_id = (SELECT hub_person())"
# Nobody claims what was not delivered to the own organisation.
DELIVERED_TO_US = f"""{OWN} AND EXISTS (
    SELECT 1 FROM deliveries_delivery d
    WHERE d.notice_id = worklist_claim.notice_id AND d.recipient_id = (SELECT hub_organisation())
)"""
STILL = models.Q(valid_until=None)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("deliveries", "0006_finding"), ("review", "0004_steps")]
    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("notice_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("given_by", models.UUIDField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("valid_from", models.DateTimeField()),
                ("valid_until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=STILL | models.Q(valid_from__lt=models.F("valid_until")),
                        name="claim_lasts",
                    ),
                    models.UniqueConstraint(
                        fields=["organisation_id", "notice_id"], name="claim_one_at_a_time", condition=STILL
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["organisation_id", "person_id"], name="claim_of_person", condition=STILL
                    ),
                    models.Index(fields=["notice_id", "organisation_id", "valid_from"], name="claim_history"),
                ],
            },
        ),
        ProtectRows(CLAIM),
        PeriodsOnly(CLAIM, "ended_by"),
        Policy(CLAIM, "claim_own", "SELECT", using=OWN),
        Policy(CLAIM, "claim_begun", "INSERT", check=DELIVERED_TO_US),
        Policy(CLAIM, "claim_ended", "UPDATE", using=OWN),
        Grant(CLAIM, "SELECT, INSERT, UPDATE (valid_until, ended_by)"),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("person_id", models.UUIDField()),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=1000)),
                ("shared", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organisation_id", "person_id", "name"], name="savedview_name_is_the_persons"
                    ),
                    models.CheckConstraint(condition=~models.Q(name=""), name="savedview_named"),
                ]
            },
        ),
        ProtectRows(VIEW),
        Policy(
            VIEW,
            "savedview_known",
            "SELECT",
            using=f"{OWN} AND (shared OR person_id = (SELECT hub_person()))",
        ),
        Policy(VIEW, "savedview_kept", "INSERT", check=ONES_OWN),
        Policy(VIEW, "savedview_changed", "UPDATE", using=ONES_OWN),
        Policy(VIEW, "savedview_dropped", "DELETE", using=ONES_OWN),
        Grant(VIEW, "SELECT, INSERT, UPDATE (name, query, shared, changed_at), DELETE"),
    ]
