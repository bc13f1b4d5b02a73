"""What waits for an endpoint that is disabled is not late."""

from django.db import migrations

from exchange.deliveries import tracing_sql


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0012_looked_up")]
    operations = [migrations.RunSQL(tracing_sql.OLDEST, migrations.RunSQL.noop)]
