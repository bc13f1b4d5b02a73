"""At which hour a daily mail is made, and of what people are mailed."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q

from accounts.rowsecurity import Grant

PREFERENCE = "notifications_preference"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_protection")]
    operations = [
        migrations.AddField("preference", "hour", models.PositiveSmallIntegerField(default=7)),
        migrations.AddField(
            "preference", "unwanted", ArrayField(models.CharField(max_length=20), default=list)
        ),
        migrations.AddField("preference", "taken_up", models.JSONField(default=dict)),
        migrations.AddConstraint(
            "preference",
            models.CheckConstraint(condition=Q(hour__lt=24), name="notification_hour_of_a_day"),
        ),
        Grant(PREFERENCE, "UPDATE (hour, unwanted, taken_up)"),
    ]
