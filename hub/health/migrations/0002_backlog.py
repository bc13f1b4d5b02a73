from django.db import migrations

BACKLOG = """
CREATE FUNCTION hub_oldest_unrouted() RETURNS double precision
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(extract(epoch FROM clock_timestamp() - min(accepted_at)), 0)::double precision
      FROM notices_routingwork WHERE state = 'pending'
$$;
REVOKE ALL ON FUNCTION hub_oldest_unrouted() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_oldest_unrouted() TO hub_web;
"""


class Migration(migrations.Migration):
    """How long the oldest accepted notice has waited for its routing: an age, no count and no content."""

    dependencies = [("health", "0001_heartbeat"), ("notices", "0002_protection")]
    operations = [migrations.RunSQL(BACKLOG, "DROP FUNCTION hub_oldest_unrouted();")]
