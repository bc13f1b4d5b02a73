from django.db import migrations

from accounts.rowsecurity import Policy
from exchange.deliveries import houses_sql

OWNER = "CURRENT_USER"


class Migration(migrations.Migration):
    dependencies = [
        ("deliveries", "0008_terms"),
        ("notices", "0002_protection"),
        ("organisations", "0003_protection"),
    ]
    operations = [
        Policy("notices_searchkey", "key_owner", "SELECT", using="true", to=OWNER),
        Policy("organisations_identifier", "identifier_owner", "SELECT", using="true", to=OWNER),
        migrations.RunSQL(houses_sql.HOUSES, houses_sql.DROP_HOUSES),
    ]
