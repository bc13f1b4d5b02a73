from django.db import migrations, models

from accounts.rowsecurity import PIPELINE, Grant, Policy, ProtectRows

TERM = "deliveries_shownterm"
OWN = "recipient_id = (SELECT hub_organisation())"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0007_reach")]
    operations = [
        migrations.RemoveIndex("shown", "shown_terms"),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["recipient_id", "position"],
                name="delivery_done",
                condition=models.Q(acknowledged_at__isnull=False),
            ),
        ),
        migrations.CreateModel(
            name="ShownTerm",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "recipient_id",
                        "term",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("recipient_id", models.UUIDField()),
                ("term", models.TextField()),
                ("position", models.BigIntegerField()),
            ],
        ),
        ProtectRows(TERM),
        Policy(TERM, "shownterm_own", "SELECT", using=OWN),
        Policy(TERM, "shownterm_let_out", "INSERT", check=OWN),
        Policy(TERM, "shownterm_closed", "DELETE", using=OWN),
        Grant(TERM, "SELECT, INSERT, DELETE"),
        Grant(TERM, "SELECT, DELETE", to=PIPELINE),
    ]
