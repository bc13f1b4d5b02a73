from django.db import migrations

from accounts.rowsecurity import Policy
from exchange.deliveries import stopping_sql, tracing_sql

OWNER = "CURRENT_USER"


class Migration(migrations.Migration):
    dependencies = [
        ("deliveries", "0004_explaining"),
        ("webhooks", "0002_protection"),
        ("access", "0002_protection"),
    ]
    operations = [
        Policy("webhooks_endpoint", "endpoint_counted", "SELECT", using="true", to=OWNER),
        Policy("webhooks_attempt", "attempt_traced", "SELECT", using="true", to=OWNER),
        Policy("webhooks_dispatch", "dispatch_sent_again", "UPDATE", using="true", to=OWNER),
        migrations.RunSQL(stopping_sql.MEMBER, stopping_sql.DROP_MEMBER),
        migrations.RunSQL(stopping_sql.STANDING, stopping_sql.DROP_STANDING),
        migrations.RunSQL(tracing_sql.TRACE, tracing_sql.DROP_TRACE),
        migrations.RunSQL(tracing_sql.RECENT, tracing_sql.DROP_RECENT),
        migrations.RunSQL(tracing_sql.THROUGHPUT, tracing_sql.DROP_THROUGHPUT),
        migrations.RunSQL(tracing_sql.OLDEST, tracing_sql.DROP_OLDEST),
        migrations.RunSQL(tracing_sql.TROUBLED, tracing_sql.DROP_TROUBLED),
        migrations.RunSQL(tracing_sql.DEAD, tracing_sql.DROP_DEAD),
        migrations.RunSQL(tracing_sql.RESEND, tracing_sql.DROP_RESEND),
    ]
