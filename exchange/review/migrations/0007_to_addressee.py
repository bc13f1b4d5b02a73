"""What was lately asked of an organisation, found without reading all that ever was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("review", "0006_prepared")]
    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["addressee_id", "opened_at"], name="case_to_addressee"),
        ),
    ]
