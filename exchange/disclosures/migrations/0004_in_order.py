"""An organisation's register in the order in which it is read: identifiers made by the database have none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0003_lists")]
    operations = [
        migrations.RemoveIndex(model_name="disclosure", name="disclosure_organisation"),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["organisation_id", "at", "id"], name="disclosure_of_organisation"),
        ),
    ]
