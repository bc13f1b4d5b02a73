"""Which notice a reply is about, for those who sent it or were given it: also where it belongs to no case of theirs."""

from django.db import migrations

SUBJECT = """
CREATE FUNCTION hub_subject_of_reply(wanted text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.notice_id FROM review_sentreply r
    WHERE r.reply_number = wanted AND (r.authority_id = hub_organisation() OR EXISTS (
        SELECT FROM notices_notice n
        JOIN deliveries_delivery d ON d.notice_id = n.id AND d.recipient_id = hub_organisation()
        WHERE n.number = r.reply_number AND d.basis <> 'agreement' AND d.state = 'delivered'
    ))
$$;
REVOKE ALL ON FUNCTION hub_subject_of_reply(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_subject_of_reply(text) TO hub_web;
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0009_told_orders")]
    operations = [migrations.RunSQL(SUBJECT, "DROP FUNCTION hub_subject_of_reply(text);")]
