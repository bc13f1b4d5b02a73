import django.contrib.postgres.fields
from django.db import migrations, models

from accounts.rowsecurity import Grant, Policy
from exchange.deliveries import awaiting_sql

SHOWN = "deliveries_shown"
OWNER = "CURRENT_USER"


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0013_late")]
    operations = [
        migrations.AddField("shown", "awaits_houses", models.BooleanField(default=False)),
        migrations.AddField("shown", "houses_until", models.DateTimeField(null=True)),
        migrations.AddField(
            "shown",
            "houses_under",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), null=True, size=None
            ),
        ),
        migrations.AddIndex(
            "shown",
            models.Index(
                fields=["recipient_id", "position"],
                name="shown_awaiting",
                condition=models.Q(awaits_houses=True),
            ),
        ),
        migrations.AddIndex(
            "shown",
            models.Index(
                fields=["recipient_id", "houses_until"],
                name="shown_houses_until",
                condition=models.Q(houses_until__isnull=False),
            ),
        ),
        Grant(SHOWN, "UPDATE (awaits_houses, houses_until, houses_under)"),
        Policy(SHOWN, "shown_awaits", "UPDATE", using="true", to=OWNER),
        Policy("deliveries_shownterm", "shownterm_owner", "SELECT", using="true", to=OWNER),
        migrations.RunSQL(awaiting_sql.WRITTEN_BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(awaiting_sql.AWAIT_AGAIN, awaiting_sql.DROP_AWAIT_AGAIN),
    ]
