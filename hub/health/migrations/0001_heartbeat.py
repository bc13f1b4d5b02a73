from django.db import migrations, models

from accounts.rowsecurity import PIPELINE, Grant


class Migration(migrations.Migration):
    """Signs of life: the pipeline leaves them, the web reads them. They are nobody's in particular."""

    initial = True
    dependencies = [("users", "0002_framework_grants")]
    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("part", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        Grant("health_heartbeat", "SELECT"),
        Grant("health_heartbeat", "SELECT, INSERT, UPDATE", to=PIPELINE),
    ]
