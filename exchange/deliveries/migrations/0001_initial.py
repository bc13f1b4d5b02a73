import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from accounts.partitions import CreatePartitionedModel


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('notices', '0002_protection'),
        ('disclosures', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BackFillPass',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('stamp', models.BigIntegerField()),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('id', 1)), name='backfillpass_single')
                ],
            },
        ),
        migrations.CreateModel(
            name='BackFill',
            fields=[
                ('pk', models.CompositePrimaryKey('agreement_version_id', 'publisher_id', 'recipient_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('agreement_version_id', models.UUIDField()),
                ('publisher_id', models.UUIDField()),
                ('recipient_id', models.UUIDField()),
                ('done_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='InboxCounter',
            fields=[
                ('recipient_id', models.UUIDField(primary_key=True, serialize=False)),
                ('last', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Addressee',
            fields=[
                ('pk', models.CompositePrimaryKey('version_id', 'recipient_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('version_id', models.UUIDField()),
                ('recipient_id', models.UUIDField()),
                ('publisher_id', models.UUIDField()),
                ('purpose', models.CharField(max_length=32)),
                ('basis', models.CharField(choices=[('agreement', 'agreement'), ('addressee', 'addressee of a reply'), ('informed', 'informed of a reply')], max_length=12)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('basis__in', ['addressee', 'informed'])), name='addressee_is_not_by_agreement'), models.CheckConstraint(condition=models.Q(('recipient_id', models.F('publisher_id')), _negated=True), name='addressee_is_another')],
            },
        ),
        migrations.CreateModel(
            name='Grounds',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('recipient_id', models.UUIDField()),
                ('purpose', models.CharField(max_length=32)),
                ('type', models.CharField(max_length=40)),
                ('agreement_versions', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('elements', models.JSONField()),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['agreement_versions'], name='grounds_versions')],
                'constraints': [models.UniqueConstraint(fields=('recipient_id', 'purpose', 'type', 'agreement_versions'), name='grounds_interned_once')],
            },
        ),
        CreatePartitionedModel(
            name='Delivery', partition_by='version_id',
            fields=[
                ('pk', models.CompositePrimaryKey('version_id', 'recipient_id', 'purpose', blank=True, editable=False, primary_key=True, serialize=False)),
                ('version_id', models.UUIDField()),
                ('recipient_id', models.UUIDField()),
                ('purpose', models.CharField(max_length=32)),
                ('id', models.UUIDField()),
                ('kind', models.CharField(choices=[('content', 'content'), ('follow_up', 'content that no longer matches'), ('withdrawal', 'withdrawal'), ('cancellation', 'cancellation')], max_length=12)),
                ('basis', models.CharField(choices=[('agreement', 'agreement'), ('addressee', 'addressee of a reply'), ('informed', 'informed of a reply')], max_length=12)),
                ('state', models.CharField(choices=[('available', 'available'), ('delivered', 'delivered'), ('withheld', 'withheld'), ('closed', 'withheld for good')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('notice_id', models.UUIDField()),
                ('number', models.CharField(max_length=24)),
                ('type', models.CharField(max_length=40)),
                ('n', models.PositiveIntegerField()),
                ('publisher_id', models.UUIDField()),
                ('reference', models.CharField(blank=True, max_length=70)),
                ('key_kind', models.CharField(max_length=20)),
                ('accepted_at', models.DateTimeField()),
                ('routed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField()),
                ('stamp', models.BigIntegerField()),
                ('position', models.BigIntegerField(null=True)),
                ('available_at', models.DateTimeField(null=True)),
                ('delivered_at', models.DateTimeField(null=True)),
                ('delivered_by', models.CharField(blank=True, max_length=16)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('grounds', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=models.PROTECT, to='deliveries.grounds')),
            ],
            options={
                'indexes': [models.Index(fields=['recipient_id', 'position'], name='delivery_position'), models.Index(fields=['recipient_id', 'type', 'position'], name='delivery_type_position'), models.Index(fields=['notice_id', 'recipient_id'], name='delivery_notice'), models.Index(fields=['id'], name='delivery_id'), models.Index(condition=models.Q(('state', 'withheld')), fields=['stamp'], name='delivery_withheld')],
                'constraints': [models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "agreement"), ("grounds__isnull", False)),
                            models.Q(models.Q(("basis", "agreement"), _negated=True), ("grounds", None)),
                            _connector="OR",
                        ),
                        name="delivery_by_agreement_has_grounds",
                    ),
                    models.CheckConstraint(condition=models.Q(models.Q(('delivered_at__isnull', False), ('state', 'delivered')), models.Q(models.Q(('state', 'delivered'), _negated=True), ('delivered_at', None)), _connector='OR'), name='delivery_delivered_has_its_time'), models.CheckConstraint(condition=models.Q(models.Q(('position__isnull', False), ('state', 'available')), models.Q(('state', 'available'), _negated=True), _connector='OR'), name='delivery_available_has_a_position'), models.CheckConstraint(condition=models.Q(('acknowledged_at', None), ('delivered_at__isnull', False), _connector='OR'), name='delivery_acknowledged_was_delivered')],
            },
        ),
    ]
