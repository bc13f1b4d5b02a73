from django.db import migrations, models

from accounts.rowsecurity import AppendOnly, Grant, Policy, ProtectRows

TABLE = "review_sentreply"
OWN = "authority_id = (SELECT hub_organisation())"
# Its own reply, and to a notice of which it holds content.
REALLY_SENT = f"""{OWN} AND EXISTS (
    SELECT 1 FROM notices_notice n
    WHERE n.number = review_sentreply.reply_number AND n.publisher_id = (SELECT hub_organisation())
) AND EXISTS (
    SELECT 1 FROM deliveries_delivery d
    WHERE d.notice_id = review_sentreply.notice_id AND d.recipient_id = (SELECT hub_organisation())
    AND d.state = 'delivered'
)"""

REPLIED = """
CREATE FUNCTION hub_replied(wanted uuid) RETURNS TABLE (authority_id uuid, first_sent_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.authority_id, min(r.sent_at) FROM review_sentreply r
    WHERE r.notice_id = wanted AND EXISTS (
        SELECT 1 FROM notices_notice n WHERE n.id = wanted AND n.publisher_id = hub_organisation()
    )
    GROUP BY r.authority_id
$$;
REVOKE ALL ON FUNCTION hub_replied(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_replied(uuid) TO hub_web;
"""

# The lock under which a notice is marked as decided, taken before the weaker one under which it is opened.
LOCK_FOR_REPLY = """
CREATE FUNCTION hub_lock_for_reply(wanted text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM notices_notice n WHERE n.number = wanted AND EXISTS (
        SELECT 1 FROM deliveries_delivery d
        WHERE d.notice_id = n.id AND d.recipient_id = hub_organisation() AND d.state = 'delivered'
    ) FOR NO KEY UPDATE OF n;
END $$;
REVOKE ALL ON FUNCTION hub_lock_for_reply(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_lock_for_reply(text) TO hub_web;
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0002_protection")]
    operations = [
        migrations.CreateModel(
            name="SentReply",
            fields=[
                ("reply_number", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("authority_id", models.UUIDField()),
                ("notice_id", models.UUIDField()),
                ("kind", models.CharField(max_length=40)),
                ("sent_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["notice_id", "authority_id"], name="sentreply_about")],
            },
        ),
        ProtectRows(TABLE),
        AppendOnly(TABLE),
        Policy(TABLE, "sentreply_own", "SELECT", using=OWN),
        Policy(TABLE, "sentreply_sent", "INSERT", check=REALLY_SENT),
        Policy(TABLE, "sentreply_owner", "SELECT", using="true", to="CURRENT_USER"),
        Grant(TABLE, "SELECT, INSERT"),
        migrations.RunSQL(REPLIED, "DROP FUNCTION hub_replied(uuid);"),
        migrations.RunSQL(LOCK_FOR_REPLY, "DROP FUNCTION hub_lock_for_reply(text);"),
    ]
