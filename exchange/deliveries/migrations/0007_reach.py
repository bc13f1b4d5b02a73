from django.db import migrations

from exchange.deliveries import reach_sql


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0006_finding")]
    operations = [migrations.RunSQL(reach_sql.REACH, reach_sql.DROP_REACH)]
