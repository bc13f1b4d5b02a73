"""No word of a version changes once it is proposed, whoever asks; and what is proposed is complete."""

from django.db import migrations

OWNER = "CURRENT_USER"

# The columns of an agreement never change, but for the purpose while no version has been proposed.
AGREEMENT = """
CREATE FUNCTION agreements_keep_agreement() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - 'purpose' <> to_jsonb(NEW) - 'purpose' OR (
        OLD.purpose <> NEW.purpose AND EXISTS (
            SELECT 1 FROM agreements_agreementversion v
             WHERE v.agreement_id = OLD.id AND v.proposed_at IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'immutable: all versions of an agreement have one purpose' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$
"""
VERSION = """
CREATE FUNCTION agreements_keep_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.proposed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL
       OR (OLD.id, OLD.agreement_id, OLD.drafted_by_id, OLD.drafted_at)
          IS DISTINCT FROM (NEW.id, NEW.agreement_id, NEW.drafted_by_id, NEW.drafted_at)
    THEN
        RAISE EXCEPTION 'immutable: a version does not change once it is proposed or withdrawn'
            USING ERRCODE = '23514';
    END IF;
    IF NEW.proposed_at IS NOT NULL AND NOT (
        EXISTS (SELECT 1 FROM agreements_party p WHERE p.version_id = NEW.id AND p.role = 'provider')
        AND EXISTS (SELECT 1 FROM agreements_party p WHERE p.version_id = NEW.id AND p.role = 'recipient')
        AND EXISTS (SELECT 1 FROM agreements_scopeclause s WHERE s.version_id = NEW.id)
        AND NOT EXISTS (
            SELECT 1 FROM agreements_party p WHERE p.version_id = NEW.id
               AND '' IN (p.law, p.article, p.responsibility, p.transfer_mechanism))
    ) THEN
        RAISE EXCEPTION 'incomplete: a proposal has parties on both sides, legal bases and a scope'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$
"""
# A new version is a draft: it is proposed by the update above, when its parts are there.
BEGINS_AS_DRAFT = """
CREATE FUNCTION agreements_begin_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.proposed_at IS NOT NULL OR NEW.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'a version begins as a draft' USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$
"""
# Parties, scope and onward groups belong to the words: they come and go while the version is an open draft.
# The lock on the version keeps them apart from a proposal that is under way.
PART = """
CREATE FUNCTION agreements_keep_part() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    part record := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    PERFORM 1 FROM agreements_agreementversion v
      WHERE v.id = part.version_id AND v.proposed_at IS NULL AND v.withdrawn_at IS NULL FOR SHARE;
    IF NOT FOUND OR TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'immutable: % belongs to a version that does not change', TG_TABLE_NAME
            USING ERRCODE = '23514';
    END IF;
    RETURN part;
END $$
"""
# The version, its parts' unwritten rule: matching items needs a condition that speaks of goods items.
MATCHING = (
    "ALTER TABLE agreements_agreementversion ADD CONSTRAINT version_matching_needs_item_condition CHECK ("
    " items <> 'matching' OR proposed_at IS NULL OR jsonb_path_exists(conditions,"
    " '$[*] ? (exists(@.hs) || exists(@.value) || exists(@.mass) || @.country.of == \"origin\")'));",
    "ALTER TABLE agreements_agreementversion DROP CONSTRAINT version_matching_needs_item_condition;",
)
PARTS = ("agreements_party", "agreements_scopeclause", "agreements_onwardgroup")


def trigger(table: str, name: str, when: str, function: str) -> migrations.RunSQL:
    """A row trigger ahead of the change."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER {table}_{name} ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_functions")]
    operations = [
        migrations.RunSQL(AGREEMENT, "DROP FUNCTION agreements_keep_agreement()"),
        migrations.RunSQL(VERSION, "DROP FUNCTION agreements_keep_version()"),
        migrations.RunSQL(BEGINS_AS_DRAFT, "DROP FUNCTION agreements_begin_version()"),
        migrations.RunSQL(PART, "DROP FUNCTION agreements_keep_part()"),
        trigger("agreements_agreement", "keep", "UPDATE OR DELETE", "agreements_keep_agreement"),
        trigger("agreements_agreementversion", "keep", "UPDATE OR DELETE", "agreements_keep_version"),
        trigger("agreements_agreementversion", "begin", "INSERT", "agreements_begin_version"),
        *(trigger(table, "keep", "INSERT OR UPDATE OR DELETE", "agreements_keep_part") for table in PARTS),
        migrations.RunSQL(*MATCHING),
    ]
