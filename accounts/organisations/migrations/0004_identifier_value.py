from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_protection")]
    operations = [
        migrations.AddIndex(
            model_name="identifier",
            index=models.Index(fields=["value"], name="organisations_identifier_value"),
        ),
    ]
