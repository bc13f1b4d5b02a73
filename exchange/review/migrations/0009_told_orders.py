"""Whether an order that was told for information stands, as far as its reader was told: an order is no secret to it."""

from django.db import migrations

from accounts.rowsecurity import Policy

DROP = "DROP FUNCTION hub_replies_about(uuid[]);"
# An order is over to those informed of it once the reply that ended it has reached them too, and not before.
STANDING = """,
        r.kind IN ('do_not_load', 'hold') AND d.id IS NOT NULL AND EXISTS (
            SELECT FROM review_case c
            WHERE c.reply_number = r.reply_number AND c.addressee_id <> hub_organisation()
            AND (c.closed_at IS NULL OR NOT EXISTS (
                SELECT FROM notices_notice e
                JOIN deliveries_delivery x ON x.notice_id = e.id AND x.recipient_id = hub_organisation()
                WHERE e.number = c.closed_by AND x.state = 'delivered'
            ))
        )"""
# Replies about these notices that the caller sent, or that were delivered to it as addressee or as informed.
REPLIES_ABOUT = """
CREATE FUNCTION hub_replies_about(wanted uuid[]) RETURNS TABLE (
    notice_id uuid, reply_number text, type text, reference text, authority_id uuid, sent_at timestamptz,
    delivery_id uuid, partial boolean{column}
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.notice_id, r.reply_number::text, r.kind::text, n.reference::text, r.authority_id, r.sent_at, d.id,
        r.partial{value}
    FROM review_sentreply r
    JOIN notices_notice n ON n.number = r.reply_number
    LEFT JOIN deliveries_delivery d ON d.notice_id = n.id AND d.recipient_id = hub_organisation()
        AND d.basis <> 'agreement' AND d.state = 'delivered'
    WHERE r.notice_id = ANY(wanted) AND (r.authority_id = hub_organisation() OR d.id IS NOT NULL)
    ORDER BY r.sent_at
$$;
REVOKE ALL ON FUNCTION hub_replies_about(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_replies_about(uuid[]) TO hub_web;
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0008_partial")]
    operations = [
        Policy("review_case", "case_owner", "SELECT", using="true", to="CURRENT_USER"),
        migrations.RunSQL(
            DROP + REPLIES_ABOUT.format(column=", standing boolean", value=STANDING),
            DROP + REPLIES_ABOUT.format(column="", value=""),
        ),
    ]
