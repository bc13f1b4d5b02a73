
import accounts.clock
import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('information_request', 'request for information'), ('screening_request', 'request for screening'), ('do_not_load', 'do not load'), ('hold', 'hold')], max_length=20)),
                ('authority_id', models.UUIDField()),
                ('addressee_id', models.UUIDField()),
                ('informed', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('reference', models.CharField(max_length=70)),
                ('reply_number', models.CharField(max_length=24, unique=True)),
                ('notice_id', models.UUIDField()),
                ('number', models.CharField(max_length=24)),
                ('n', models.PositiveIntegerField()),
                ('purpose', models.CharField(max_length=32)),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=24)),
                ('outcome', models.CharField(blank=True, choices=[('answered', 'answered'), ('cannot_answer', 'cannot answer, ask another'), ('lifted', 'lifted'), ('closed', 'closed by the authority')], max_length=16)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['authority_id', 'due_at'], name='case_of_authority'), models.Index(condition=models.Q(('closed_at', None)), fields=['addressee_id', 'due_at'], name='case_of_addressee'), models.Index(fields=['notice_id'], name='case_of_notice')],
                'constraints': [models.UniqueConstraint(fields=('authority_id', 'reference'), name='case_reference_is_the_authoritys'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', ''), ('outcome', '')), models.Q(('closed_at__isnull', False), models.Q(('closed_by', ''), _negated=True), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='case_closed_says_when_by_what_and_how'), models.CheckConstraint(condition=models.Q(('closed_at', None), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='case_in_order'), models.CheckConstraint(condition=models.Q(('addressee_id', models.F('authority_id')), _negated=True), name='case_addressee_is_another')],
            },
        ),
    ]
