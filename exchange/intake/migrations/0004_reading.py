from django.db import migrations, models

from accounts.rowsecurity import Grant


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_written")]
    operations = [
        *(
            migrations.AddField(model_name=model, name=name, field=models.JSONField(default=dict))
            for model, name in (
                ("upload", "reading"),
                ("upload", "read_as"),
                ("upload", "constants"),
                ("mapping", "reading"),
                ("mapping", "constants"),
            )
        ),
        Grant("intake_upload", "UPDATE (reading, read_as, constants)"),
        Grant("intake_mapping", "UPDATE (reading, constants)"),
    ]
