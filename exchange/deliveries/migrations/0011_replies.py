"""What was lately replied to an organisation, found without reading all that it was ever given."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0010_reach_of_version")]
    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["recipient_id", "available_at"],
                name="delivery_replies",
                condition=~models.Q(basis="agreement"),
            ),
        ),
    ]
