from django.db import migrations, models

from accounts.rowsecurity import PIPELINE, Grant

TABLE = "users_user"


class Migration(migrations.Migration):
    """How a person reads. The pipeline writes to people, and so has to know."""

    dependencies = [("users", "0002_framework_grants")]
    operations = [
        migrations.AddField(
            "user", "language", models.CharField(blank=True, default="", max_length=12)
        ),
        migrations.AddField("user", "zone", models.CharField(blank=True, default="", max_length=64)),
        Grant(TABLE, "SELECT (language, zone)", to=PIPELINE),
    ]
