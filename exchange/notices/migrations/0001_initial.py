import accounts.clock
from django.db import migrations, models
from accounts.partitions import CreatePartitionedModel


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organisations', '0003_protection'),
    ]

    operations = [
        CreatePartitionedModel(
            partition_by='version_id', name='Content',
            fields=[
                ('version_id', models.UUIDField(primary_key=True, serialize=False)),
                ('publisher_id', models.UUIDField()),
                ('text', models.TextField()),
                ('original', models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=24, unique=True)),
                ('type', models.CharField(max_length=40)),
                ('reference', models.CharField(max_length=70)),
                ('mrn', models.CharField(blank=True, max_length=35)),
                ('digest', models.BinaryField()),
                ('key_kind', models.CharField(max_length=20)),
                ('key_value', models.CharField(max_length=140)),
                ('current', models.PositiveIntegerField(default=1)),
                ('accepted_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('opened_by_amendment', models.BooleanField(default=False)),
                ('publisher', models.ForeignKey(db_constraint=False, db_index=False, on_delete=models.PROTECT, to='organisations.organisation')),
            ],
        ),
        CreatePartitionedModel(
            partition_by='id', name='NoticeVersion',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('publisher_id', models.UUIDField()),
                ('n', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('original', 'original'), ('amendment', 'amendment'), ('cancellation', 'cancellation')], max_length=12)),
                ('schema', models.PositiveSmallIntegerField()),
                ('replaces', models.UUIDField(null=True)),
                ('digest', models.BinaryField()),
                ('late', models.BooleanField(default=False)),
                ('person', models.UUIDField(null=True)),
                ('client', models.UUIDField(null=True)),
                ('accepted_at', models.DateTimeField()),
                ('notice', models.ForeignKey(db_constraint=False, on_delete=models.PROTECT, related_name='versions', to='notices.notice')),
            ],
        ),
        migrations.CreateModel(
            name='RoutingWork',
            fields=[
                ('version_id', models.UUIDField(primary_key=True, serialize=False)),
                ('n', models.PositiveIntegerField()),
                ('publisher_id', models.UUIDField()),
                ('lane', models.SmallIntegerField(choices=[(0, 'single'), (1, 'bulk')])),
                ('state', models.CharField(choices=[('pending', 'pending'), ('routed', 'routed'), ('quarantined', 'quarantined')], default='pending', max_length=12)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField()),
                ('routed_at', models.DateTimeField(null=True)),
                ('recipients', models.PositiveIntegerField(null=True)),
                ('fault', models.TextField(blank=True)),
                ('notice', models.ForeignKey(db_constraint=False, db_index=False, on_delete=models.PROTECT, related_name='routing_work', to='notices.notice')),
            ],
        ),
        CreatePartitionedModel(
            partition_by='version_id', name='SearchKey',
            fields=[
                ('pk', models.CompositePrimaryKey('version_id', 'kind', 'value', blank=True, editable=False, primary_key=True, serialize=False)),
                ('version_id', models.UUIDField()),
                ('kind', models.CharField(max_length=20)),
                ('value', models.CharField(max_length=140)),
                ('publisher_id', models.UUIDField()),
                ('notice_id', models.UUIDField()),
            ],
            options={
                'indexes': [models.Index(fields=['value', 'kind'], name='searchkey_value')],
            },
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['publisher', 'id'], name='notice_publisher'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('publisher', 'reference'), name='notice_reference_is_the_publishers'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('current__gte', 1)), name='notice_current_counts_from_one'),
        ),
        migrations.AddIndex(
            model_name='routingwork',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['lane', 'version_id'], name='routing_pending'),
        ),
        migrations.AddConstraint(
            model_name='routingwork',
            constraint=models.UniqueConstraint(fields=('notice', 'n'), name='routing_one_version_per_number'),
        ),
        migrations.AddConstraint(
            model_name='routingwork',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('routed_at__isnull', False), ('state', 'routed')), models.Q(models.Q(('state', 'routed'), _negated=True), ('routed_at', None)), _connector='OR'), name='routing_routed_has_its_time'),
        ),
    ]
