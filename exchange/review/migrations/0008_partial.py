"""Whether a release was of a part only: by itself it releases no consignment."""

from django.db import migrations, models

DROP = "DROP FUNCTION hub_replies_about(uuid[]);"
# Replies about these notices that the caller sent, or that were delivered to it as addressee or as informed.
REPLIES_ABOUT = """
CREATE FUNCTION hub_replies_about(wanted uuid[]) RETURNS TABLE (
    notice_id uuid, reply_number text, type text, reference text, authority_id uuid, sent_at timestamptz,
    delivery_id uuid{column}
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.notice_id, r.reply_number::text, r.kind::text, n.reference::text, r.authority_id, r.sent_at, d.id{value}
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
    dependencies = [("review", "0007_to_addressee")]
    operations = [
        migrations.AddField(model_name="sentreply", name="partial", field=models.BooleanField(default=False)),
        migrations.RunSQL(
            DROP + REPLIES_ABOUT.format(column=", partial boolean", value=", r.partial"),
            DROP + REPLIES_ABOUT.format(column="", value=""),
        ),
    ]
