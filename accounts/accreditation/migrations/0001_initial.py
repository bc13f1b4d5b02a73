import accounts.clock
import accounts.periods
import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0003_protection'),
    ]

    operations = [
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('accredited', 'accredited'), ('enrolled', 'enrolled')], max_length=12)),
                ('programme', models.CharField(blank=True, max_length=16)),
                ('number', models.CharField(blank=True, max_length=40)),
                ('granted_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standing_granted', to='organisations.organisation')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standing', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Recognition',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(null=True)),
                ('recognised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recognitions', to='organisations.organisation')),
                ('standing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recognitions', to='accreditation.standing')),
            ],
        ),
        migrations.CreateModel(
            name='StandingPeriod',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('granted', 'granted'), ('suspended', 'suspended'), ('revoked', 'revoked')], max_length=12)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(null=True)),
                ('standing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='accreditation.standing')),
            ],
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['accredited', 'enrolled'])), name='standing_kind'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'enrolled'), models.Q(models.Q(('programme', ''), _negated=True), models.Q(('number', ''), _negated=True)), _connector='OR'), name='standing_accredited_under_a_programme'),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at', None), ('granted_at__lt', models.F('expires_at')), _connector='OR'), name='standing_lasts'),
        ),
        migrations.AddConstraint(
            model_name='recognition',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_from__lt', models.F('valid_until')), _connector='OR'), name='recognition_lasts'),
        ),
        migrations.AddConstraint(
            model_name='recognition',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('standing', '='), ('recognised_by', '='), (accounts.periods.Range('valid_from', 'valid_until'), '&&')], name='recognition_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='standingperiod',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['granted', 'suspended', 'revoked'])), name='standingperiod_state'),
        ),
        migrations.AddConstraint(
            model_name='standingperiod',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_from__lt', models.F('valid_until')), _connector='OR'), name='standingperiod_lasts'),
        ),
        migrations.AddConstraint(
            model_name='standingperiod',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('standing', '='), (accounts.periods.Range('valid_from', 'valid_until'), '&&')], name='standingperiod_one_at_a_time'),
        ),
    ]
