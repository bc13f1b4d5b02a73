"""What policies and readers ask the database: which agreements the acting organisation has a part in.

The functions are the owner's (SECURITY DEFINER) and set-returning: a policy calls each once per query and
looks its rows up in the answer, instead of asking again for every row.
"""

from django.db import migrations

from accounts.rowsecurity import Policy

OWNER = "CURRENT_USER"

# The groups that the acting organisation is a member of now: listed, or by fulfilling the rule.
GROUPS = """
CREATE FUNCTION agreements_groups() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.group_id FROM groups_groupmember m
     WHERE m.organisation_id = hub_organisation()
       AND m.valid_from <= now() AND (m.valid_until IS NULL OR now() < m.valid_until)
    UNION ALL
    SELECT g.id FROM groups_group g
      JOIN organisations_organisation o ON o.id = hub_organisation()
     WHERE NOT g.listed
       AND (g.rule_kind IS NULL OR g.rule_kind = o.kind)
       AND (g.rule_country IS NULL OR g.rule_country = o.country)
       AND (g.rule_region IS NULL OR g.rule_region = o.region)
       AND ((g.rule_standing_kind IS NULL AND g.rule_standing_from_id IS NULL) OR EXISTS (
            SELECT 1 FROM accreditation_standing s JOIN accreditation_standingperiod p ON p.standing_id = s.id
             WHERE s.holder_id = o.id AND p.state = 'granted'
               AND p.valid_from <= now() AND (p.valid_until IS NULL OR now() < p.valid_until)
               AND (g.rule_standing_kind IS NULL OR s.kind = g.rule_standing_kind)
               AND (g.rule_standing_from_id IS NULL OR s.granted_by_id = g.rule_standing_from_id)))
$$
"""

# A draft is its drafter's. From proposal on a version is read by everyone named in it, the keepers and members
# of groups named in it (who must read before they accede), those who ever acceded, and the operator.
READABLE_VERSIONS = """
CREATE FUNCTION agreements_readable_versions() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT v.id FROM agreements_agreementversion v WHERE v.drafted_by_id = hub_organisation()
    UNION ALL
    SELECT p.version_id FROM agreements_party p
      JOIN agreements_agreementversion v ON v.id = p.version_id AND v.proposed_at IS NOT NULL
     WHERE p.organisation_id = hub_organisation()
    UNION ALL
    SELECT p.version_id FROM agreements_party p
      JOIN agreements_agreementversion v ON v.id = p.version_id AND v.proposed_at IS NOT NULL
     WHERE p.group_id IN (
            SELECT g.id FROM groups_group g WHERE g.keeper_id = hub_organisation()
            UNION ALL SELECT agreements_groups())
    UNION ALL
    SELECT a.version_id FROM agreements_accession a WHERE a.organisation_id = hub_organisation()
    UNION ALL
    SELECT v.id FROM agreements_agreementversion v WHERE v.proposed_at IS NOT NULL AND hub_is_operator()
$$
"""
READABLE = """
CREATE FUNCTION agreements_readable() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT v.agreement_id FROM agreements_agreementversion v
     WHERE v.id IN (SELECT agreements_readable_versions())
    UNION ALL
    SELECT a.id FROM agreements_agreement a WHERE a.created_by_id = hub_organisation()
$$
"""

# Whether the acting organisation signs this version: named in it, or keeper of a group that is.
IS_SIGNATORY = """
CREATE FUNCTION agreements_is_signatory(version uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM agreements_party p LEFT JOIN groups_group g ON g.id = p.group_id
         WHERE p.version_id = version AND hub_organisation() IN (p.organisation_id, g.keeper_id))
$$
"""
IS_PARTY = """
CREATE FUNCTION agreements_is_party(agreement uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM agreements_agreementversion v
         WHERE v.agreement_id = agreement AND v.proposed_at IS NOT NULL AND agreements_is_signatory(v.id))
    OR EXISTS (
        SELECT 1 FROM agreements_accession a JOIN agreements_agreementversion v ON v.id = a.version_id
         WHERE v.agreement_id = agreement AND a.organisation_id = hub_organisation())
$$
"""

# The dates that the life of each version follows from, of agreements that the acting organisation may read:
# all versions proposed, for a later one that it may not read supersedes one that it may; and its own drafts.
DATES = """
CREATE FUNCTION agreements_dates(agreements uuid[]) RETURNS TABLE (
    agreement_id uuid, id uuid, version integer, proposed_at timestamptz, withdrawn_at timestamptz,
    effective_from timestamptz, effective_until timestamptz, signed_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT v.agreement_id, v.id, v.version, v.proposed_at, v.withdrawn_at, v.effective_from,
           v.effective_until,
           (SELECT CASE WHEN count(*) = count(s.signed_at) THEN max(s.signed_at) END
              FROM (SELECT DISTINCT coalesce(p.organisation_id, g.keeper_id) AS organisation_id
                      FROM agreements_party p LEFT JOIN groups_group g ON g.id = p.group_id
                     WHERE p.version_id = v.id) needed
              LEFT JOIN agreements_signature s
                ON s.version_id = v.id AND s.organisation_id = needed.organisation_id)
      FROM agreements_agreementversion v
     WHERE v.agreement_id = ANY (agreements)
       AND v.agreement_id IN (SELECT agreements_readable())
       AND (v.proposed_at IS NOT NULL OR v.drafted_by_id = hub_organisation())
$$
"""

# HMAC-SHA256 (RFC 2104) by the core's sha256, since the embedded engine has no pgcrypto: pads the key to a
# block of 64 bytes, then xors it with 0x36 and 0x5c. Only for a party that is or was one: the key never leaves.
HASH = """
CREATE FUNCTION agreements_hash(agreement uuid, texts text[]) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    inner_pad bytea;
    outer_pad bytea;
    hashed text[] := '{}';
    one text;
BEGIN
    IF NOT agreements_is_party(agreement) THEN
        RAISE EXCEPTION 'no party of this agreement' USING ERRCODE = '42501';
    END IF;
    SELECT k.key || decode(repeat('00', 64 - length(k.key)), 'hex') INTO STRICT inner_pad
      FROM agreements_maskkey k WHERE k.agreement_id = agreement;
    outer_pad := inner_pad;
    FOR i IN 0..63 LOOP
        inner_pad := set_byte(inner_pad, i, get_byte(inner_pad, i) # 54);
        outer_pad := set_byte(outer_pad, i, get_byte(outer_pad, i) # 92);
    END LOOP;
    FOREACH one IN ARRAY texts LOOP
        hashed := hashed
            || encode(sha256(outer_pad || sha256(inner_pad || convert_to(one, 'UTF8'))), 'hex');
    END LOOP;
    RETURN hashed;
END $$
"""

# Two random identifiers carry 244 random bits; the key is their digest, made where no login can read it.
MAKE_KEY = """
CREATE FUNCTION agreements_make_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO agreements_maskkey (agreement_id, key)
    VALUES (NEW.id, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
    RETURN NULL;
END $$
"""
KEY_WITH_AGREEMENT = (
    "CREATE TRIGGER agreements_agreement_make_key AFTER INSERT ON agreements_agreement"
    " FOR EACH ROW EXECUTE FUNCTION agreements_make_key();",
    "DROP TRIGGER agreements_agreement_make_key ON agreements_agreement;",
)
_READ_BY_FUNCTIONS = (
    "groups_group",
    "groups_groupmember",
    "accreditation_standing",
    "accreditation_standingperiod",
    "agreements_agreement",
    "agreements_agreementversion",
    "agreements_party",
    "agreements_scopeclause",
    "agreements_signature",
    "agreements_accession",
)


def function(sql: str, signature: str, *, to: str = "hub_web") -> migrations.RunSQL:
    """A function that this login alone may call."""
    return migrations.RunSQL(
        f"{sql}; REVOKE ALL ON FUNCTION {signature} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {signature} TO {to};",
        f"DROP FUNCTION {signature};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0001_initial"),
        ("accreditation", "0002_protection"),
        ("groups", "0002_protection"),
    ]
    operations = [
        function(GROUPS, "agreements_groups()"),
        function(READABLE_VERSIONS, "agreements_readable_versions()"),
        function(READABLE, "agreements_readable()"),
        function(IS_SIGNATORY, "agreements_is_signatory(uuid)"),
        function(IS_PARTY, "agreements_is_party(uuid)"),
        function(DATES, "agreements_dates(uuid[])"),
        function(HASH, "agreements_hash(uuid, text[])"),
        migrations.RunSQL(MAKE_KEY, "DROP FUNCTION agreements_make_key()"),
        migrations.RunSQL(*KEY_WITH_AGREEMENT),
        *(
            Policy(table, f"{table}_for_agreement_functions", "SELECT", using="true", to=OWNER)
            for table in _READ_BY_FUNCTIONS
        ),
        Policy("agreements_maskkey", "maskkey_made", "ALL", using="true", to=OWNER),
    ]
