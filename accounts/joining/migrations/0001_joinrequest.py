import accounts.clock
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(default='unconfirmed', max_length=12)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('trader', 'trader'), ('authority', 'customs administration'), ('rights_holder', 'rights holder'), ('association', 'association'), ('operator', 'operator')], max_length=16)),
                ('country', models.CharField(max_length=2)),
                ('identifiers', models.JSONField(default=list)),
                ('contact_name', models.CharField(max_length=200)),
                ('contact_email', models.EmailField(max_length=254)),
                ('contact_phone', models.CharField(blank=True, max_length=40)),
                ('reason', models.TextField()),
                ('language', models.CharField(max_length=12)),
                ('made_at', models.DateTimeField()),
                ('consented_at', models.DateTimeField()),
                ('link', models.CharField(blank=True, max_length=64)),
                ('link_until', models.DateTimeField()),
                ('letters', models.PositiveSmallIntegerField(default=0)),
                ('letters_since', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.TextField(blank=True)),
                ('organisation', models.UUIDField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['link'], name='joining_link')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['unconfirmed', 'waiting', 'asked', 'admitted', 'refused'])), name='joining_state_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['trader', 'authority', 'rights_holder', 'association'])), name='joining_kind_known'), models.UniqueConstraint(condition=models.Q(('state__in', ('unconfirmed', 'waiting', 'asked'))), fields=('contact_email',), name='joining_one_open_by_address')],
            },
        ),
        migrations.CreateModel(
            name='JoinMessage',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by_operator', models.BooleanField()),
                ('text', models.TextField()),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='joining.joinrequest')),
            ],
        ),
    ]
