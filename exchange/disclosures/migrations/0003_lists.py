from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0002_protection")]
    operations = [
        migrations.AlterField(
            model_name="disclosure",
            name="channel",
            field=models.CharField(
                choices=[
                    ("inbox", "portal inbox"),
                    ("feed", "pull feed"),
                    ("webhook", "webhook"),
                    ("explain", "decided again, nothing shown"),
                    ("list", "list made by what deliveries say"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["organisation_id", "person", "at"], name="disclosure_person"),
        ),
    ]
