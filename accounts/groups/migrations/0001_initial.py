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
            name='Group',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('listed', models.BooleanField()),
                ('rule_kind', models.CharField(choices=[('trader', 'trader'), ('authority', 'customs administration'), ('rights_holder', 'rights holder'), ('association', 'association'), ('operator', 'operator')], max_length=16, null=True)),
                ('rule_country', models.CharField(max_length=2, null=True)),
                ('rule_region', models.CharField(choices=[('AMS', 'Americas and the Caribbean'), ('AP', 'Far East, South and South East Asia, Australasia and the Pacific Islands'), ('ESA', 'East and Southern Africa'), ('EUR', 'Europe'), ('MENA', 'North of Africa, Near and Middle East'), ('WCA', 'West and Central Africa')], max_length=4, null=True)),
                ('rule_standing_kind', models.CharField(choices=[('accredited', 'accredited'), ('enrolled', 'enrolled')], max_length=12, null=True)),
                ('created_at', models.DateTimeField()),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups_kept', to='organisations.organisation')),
                ('rule_standing_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField(null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='groups.group')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='group_memberships', to='organisations.organisation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='groups_named'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.UniqueConstraint(fields=('keeper', 'name'), name='groups_name_once'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('listed', True), ('rule_country', None), ('rule_kind', None), ('rule_region', None), ('rule_standing_from', None), ('rule_standing_kind', None)), models.Q(('listed', False), models.Q(('rule_country', None), ('rule_kind', None), ('rule_region', None), ('rule_standing_from', None), ('rule_standing_kind', None), _negated=True)), _connector='OR'), name='groups_listed_or_by_rule'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_from__lt', models.F('valid_until')), _connector='OR'), name='groups_member_lasts'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('group', '='), ('organisation', '='), (accounts.periods.Range('valid_from', 'valid_until'), '&&')], name='groups_member_once'),
        ),
    ]
