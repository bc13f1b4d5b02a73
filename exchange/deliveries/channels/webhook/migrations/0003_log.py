"""The log of an endpoint's attempts, and what of its messages can be replayed, found without reading all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0002_protection")]
    operations = [
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["endpoint_id", "id"], name="webhook_attempt_log"),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(
                condition=models.Q(("state__in", ["dead", "withheld"])),
                fields=["endpoint_id", "id"],
                name="webhook_replayable",
            ),
        ),
    ]
