from django.db import migrations, models

from accounts.rowsecurity import BACKUP, PIPELINE, Grant

TABLE = "health_measuredday"


class Migration(migrations.Migration):
    """In how many minutes of each day a job went its whole way. It is nobody's in particular."""

    dependencies = [("health", "0002_backlog")]
    operations = [
        migrations.CreateModel(
            name="MeasuredDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("first_minute", models.DateTimeField()),
                ("last_minute", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
            ],
        ),
        Grant(TABLE, "SELECT"),
        Grant(TABLE, "SELECT", to=BACKUP),
        Grant(TABLE, "SELECT, INSERT, UPDATE", to=PIPELINE),
    ]
