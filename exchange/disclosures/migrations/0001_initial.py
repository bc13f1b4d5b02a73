import accounts.clock
import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('organisation_id', models.UUIDField()),
                ('person', models.UUIDField(null=True)),
                ('client', models.UUIDField(null=True)),
                ('channel', models.CharField(choices=[('inbox', 'portal inbox'), ('feed', 'pull feed'), ('webhook', 'webhook'), ('explain', 'decided again, nothing shown')], max_length=16)),
                ('purpose', models.CharField(max_length=32)),
                ('notice_id', models.UUIDField()),
                ('version_id', models.UUIDField()),
                ('publisher_id', models.UUIDField()),
                ('agreement_versions', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
            ],
            options={
                'indexes': [models.Index(fields=['organisation_id', 'id'], name='disclosure_organisation'), models.Index(fields=['notice_id'], name='disclosure_notice')],
            },
        ),
    ]
