"""When a client last fetched a token, so that one which nobody uses can be told and ended."""

from django.db import migrations, models

from accounts.rowsecurity import Grant


class Migration(migrations.Migration):
    dependencies = [("access", "0002_protection")]
    operations = [
        migrations.AddField(
            model_name="client", name="last_token_at", field=models.DateTimeField(null=True)
        ),
        Grant("access_client", "UPDATE (last_token_at)"),
    ]
