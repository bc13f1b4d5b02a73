from django.db import migrations, models

from accounts.rowsecurity import PIPELINE, Grant


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_protection")]
    operations = [
        migrations.AddField(
            model_name="upload", name="written", field=models.PositiveIntegerField(default=0)
        ),
        Grant("intake_upload", "UPDATE (written)", to=PIPELINE),
    ]
