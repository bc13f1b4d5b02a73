from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("drafts", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="saveddraft", name="revision", field=models.PositiveIntegerField(default=1)
        ),
        migrations.AddField(
            model_name="saveddraft", name="editor", field=models.CharField(blank=True, max_length=40)
        ),
    ]
