"""Locking and disclosing look each row up by its key, whatever the planner knows of a young hub."""

from django.db import migrations

from exchange.deliveries import sql


class Migration(migrations.Migration):
    dependencies = [("deliveries", "0011_replies")]
    operations = [migrations.RunSQL(sql.LOCK_NOTICES + sql.DISCLOSE, migrations.RunSQL.noop)]
