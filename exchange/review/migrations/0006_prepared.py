from django.db import migrations, models
from django.db.models import F, Q

import accounts.clock
from accounts.rowsecurity import Grant, Policy, ProtectRows

TABLE = "review_preparedreply"
OWN = "organisation_id = (SELECT hub_organisation())"


class Migration(migrations.Migration):
    dependencies = [("review", "0005_traced"), ("agreements", "0006_second_person")]
    operations = [
        migrations.CreateModel(
            name="PreparedReply",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("type", models.CharField(max_length=40)),
                ("reference", models.CharField(max_length=70)),
                ("document", models.JSONField()),
                ("notice_id", models.UUIDField()),
                ("number", models.CharField(max_length=24)),
                ("n", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting for a second person"),
                            ("sent", "sent"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("person", models.UUIDField(null=True)),
                ("client", models.UUIDField(null=True)),
                ("prepared_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("reply_number", models.CharField(blank=True, max_length=24)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "reference"),
                        condition=Q(state="waiting"),
                        name="preparedreply_reference_waits_once",
                    ),
                    models.CheckConstraint(
                        condition=Q(decided_by=None)
                        | Q(person=None)
                        | ~Q(decided_by=F("person"))
                        | ~Q(state="sent"),
                        name="preparedreply_released_by_another",
                    ),
                    models.CheckConstraint(
                        condition=Q(state="waiting", decided_at=None)
                        | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                        name="preparedreply_decided_has_its_time",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["organisation_id", "id"],
                        name="preparedreply_waiting",
                        condition=Q(state="waiting"),
                    )
                ],
            },
        ),
        ProtectRows(TABLE),
        Policy(TABLE, "prepared_own", "ALL", using=OWN),
        Grant(TABLE, "SELECT, INSERT, UPDATE (state, decided_by, decided_at, reply_number)"),
    ]
