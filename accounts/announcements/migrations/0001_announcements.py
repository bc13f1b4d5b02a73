
import accounts.clock
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('work', 'planned work'), ('incident', 'incident')], max_length=8)),
                ('affects', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('pages', 'pages'), ('api', 'API'), ('routing', 'routing and delivery'), ('webhooks', 'webhooks'), ('mail', 'mail')], max_length=12), size=None)),
                ('title_en', models.CharField(max_length=200)),
                ('title_fr', models.CharField(max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['work', 'incident'])), name='announcements_kind_known'), models.CheckConstraint(condition=models.Q(('affects__contained_by', ['pages', 'api', 'routing', 'webhooks', 'mail']), models.Q(('affects', []), _negated=True)), name='announcements_affects_known'), models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='announcements_period'), models.CheckConstraint(condition=models.Q(('kind', 'incident'), ('ends_at__isnull', False), _connector='OR'), name='announcements_work_ends')],
            },
        ),
        migrations.CreateModel(
            name='Update',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('text_en', models.TextField()),
                ('text_fr', models.TextField()),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='updates', to='announcements.announcement')),
            ],
        ),
    ]
