from django.db import migrations

from exchange.deliveries import reach_sql


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0009_houses")]
    operations = [migrations.RunSQL(reach_sql.REACH_OF_VERSION, reach_sql.DROP_REACH_OF_VERSION)]
