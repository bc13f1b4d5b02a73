from django.db import migrations

from exchange.deliveries import explaining_sql


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0003_operations")]
    operations = [migrations.RunSQL(explaining_sql.EXPLAIN, explaining_sql.DROP_EXPLAIN)]
