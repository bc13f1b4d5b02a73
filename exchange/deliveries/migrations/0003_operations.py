from django.db import migrations

from accounts.rowsecurity import Policy
from exchange.deliveries import sql


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0002_protection"), ("webhooks", "0002_protection")]
    operations = [
        Policy("webhooks_dispatch", "dispatch_counted", "SELECT", using="true", to="CURRENT_USER"),
        migrations.RunSQL(sql.OPERATIONS, sql.DROP_OPERATIONS),
        migrations.RunSQL(sql.REPROCESS, sql.DROP_REPROCESS),
        migrations.RunSQL(sql.QUARANTINED, sql.DROP_QUARANTINED),
    ]
