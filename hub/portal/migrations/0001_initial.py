from django.db import migrations, models

from accounts.rowsecurity import Grant, Policy, ProtectRows

TABLE = "portal_submission"


class Migration(migrations.Migration):
    initial = True
    dependencies = [("users", "0002_framework_grants")]
    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("token", models.UUIDField(primary_key=True, serialize=False)),
                ("person", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("led_to", models.CharField(default="", max_length=500)),
            ],
        ),
        ProtectRows(TABLE),
        Policy(TABLE, f"{TABLE}_own", "ALL", using="person = (SELECT hub_person())"),
        Grant(TABLE, "SELECT, INSERT, UPDATE, DELETE"),
    ]
