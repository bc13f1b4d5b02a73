from django.db import migrations, models

from accounts.rowsecurity import Grant


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_reading")]
    operations = [
        migrations.AddField(model_name="upload", name="settled_at", field=models.DateTimeField(null=True)),
        Grant("intake_upload", "UPDATE (settled_at)"),
    ]
