from django.db import migrations

from accounts.rowsecurity import PIPELINE, Grant, Policy, ProtectRows

TABLE = "review_case"
PARTY = "(SELECT hub_organisation()) IN (authority_id, addressee_id)"

# Only whoever holds content of a notice can have decided on it; when it first did makes later amendments late.
MARK_DECIDED = """
CREATE FUNCTION hub_mark_decided(wanted uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE notices_notice SET decided_at = now()
    WHERE id = wanted AND decided_at IS NULL AND EXISTS (
        SELECT 1 FROM deliveries_delivery d
        WHERE d.notice_id = wanted AND d.recipient_id = hub_organisation() AND d.state = 'delivered'
    )
$$;
REVOKE ALL ON FUNCTION hub_mark_decided(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_mark_decided(uuid) TO hub_web;
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial"), ("deliveries", "0002_protection")]
    operations = [
        ProtectRows(TABLE),
        Policy(TABLE, "case_of_parties", "SELECT", using=PARTY),
        Policy(TABLE, "case_opened", "INSERT", check="authority_id = (SELECT hub_organisation())"),
        Policy(TABLE, "case_moves_on", "UPDATE", using=PARTY),
        Grant(TABLE, "SELECT, INSERT, UPDATE (answered_at, closed_at, closed_by, outcome)"),
        Grant(TABLE, "SELECT", to=PIPELINE),
        migrations.RunSQL(MARK_DECIDED, "DROP FUNCTION hub_mark_decided(uuid);"),
    ]
