import accounts.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('id', models.UUIDField(default=accounts.clock.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('accepted', 'version accepted'), ('agreement', 'agreement step'), ('routed', 'routing decision'), ('delivered', 'content left'), ('receipt', 'receipt'), ('withheld', 'withheld'), ('erased', 'erased')], max_length=16)),
                ('subject', models.UUIDField()),
                ('salt', models.BinaryField(null=True)),
                ('digest', models.BinaryField()),
                ('number', models.BigIntegerField(null=True, unique=True)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['subject'], name='ledger_leaf_subject'), models.Index(condition=models.Q(('number', None)), fields=['id'], name='ledger_leaf_unnumbered')],
            },
        ),
    ]
