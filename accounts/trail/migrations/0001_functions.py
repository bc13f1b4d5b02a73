from django.db import migrations

# What row-level security policies read. An empty setting is what a finished transaction leaves behind.
ORGANISATION = """
CREATE FUNCTION hub_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('hub.organisation', true), '')::uuid $$
"""
PERSON = """
CREATE FUNCTION hub_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('hub.person', true), '')::uuid $$
"""
# Somebody is known, as an organisation or as a person: what directory data asks for.
KNOWN = """
CREATE FUNCTION hub_known() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('hub.organisation', true), '') IS NOT NULL
       OR nullif(current_setting('hub.person', true), '') IS NOT NULL $$
"""
REFUSE_CHANGE = """
CREATE FUNCTION hub_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: rows of % are never changed', TG_TABLE_NAME USING ERRCODE = '23514';
END $$
"""
# Rows with a period: the end may be set or brought forward, together with the columns named as arguments;
# everything else stands. What held at a past moment can so never be rewritten.
CLOSE_ONLY = """
CREATE FUNCTION hub_close_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closing text[] := 'valid_until'::text || TG_ARGV::text[];
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - closing <> to_jsonb(NEW) - closing THEN
        RAISE EXCEPTION 'append-only: a period in % can only be ended', TG_TABLE_NAME USING ERRCODE = '23514';
    END IF;
    IF NEW.valid_until IS NULL OR NEW.valid_until >= OLD.valid_until THEN
        RAISE EXCEPTION 'append-only: the end of a period in % can only be brought forward', TG_TABLE_NAME
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL(ORGANISATION, "DROP FUNCTION hub_organisation()"),
        migrations.RunSQL(PERSON, "DROP FUNCTION hub_person()"),
        migrations.RunSQL(KNOWN, "DROP FUNCTION hub_known()"),
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION hub_refuse_change()"),
        migrations.RunSQL(CLOSE_ONLY, "DROP FUNCTION hub_close_only()"),
    ]
