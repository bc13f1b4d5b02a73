from django.db import migrations

TRACED = """
CREATE FUNCTION hub_replies_traced(wanted uuid)
RETURNS TABLE (reply_number varchar, authority_id uuid, kind varchar, sent_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT hub_is_operator() THEN
        RAISE EXCEPTION 'for the operator' USING ERRCODE = '42501';
    END IF;
    RETURN QUERY SELECT r.reply_number, r.authority_id, r.kind, r.sent_at FROM review_sentreply r
    WHERE r.notice_id = wanted ORDER BY r.sent_at, r.reply_number;
END $$;
REVOKE ALL ON FUNCTION hub_replies_traced(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub_replies_traced(uuid) TO hub_web;
"""


class Migration(migrations.Migration):
    dependencies = [("review", "0004_steps")]
    operations = [migrations.RunSQL(TRACED, "DROP FUNCTION hub_replies_traced(uuid);")]
