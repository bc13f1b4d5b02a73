from django.db import migrations

from accounts.rowsecurity import Grant, PeriodsOnly, Policy, ProtectRows

OWNER = "CURRENT_USER"
CLIENT = "access_client"
SECRET = "access_clientsecret"
TOKEN = "access_token"
OWN = "organisation_id = (SELECT hub_organisation())"
# Children name their organisation themselves; it is that of their parent.
OWN_CLIENT = (
    f"{OWN} AND EXISTS (SELECT 1 FROM access_client c"
    " WHERE c.id = client_id AND c.organisation_id = (SELECT hub_organisation()))"
)
OWN_SECRET = (
    f"{OWN} AND EXISTS (SELECT 1 FROM access_clientsecret s"
    " WHERE s.id = secret_id AND s.organisation_id = (SELECT hub_organisation()))"
)
# Before anybody is known: a digest leads to whom it stands for, if all that it hangs on holds right now.
CALLING_WITH_TOKEN = """
CREATE FUNCTION hub_calling_with_token(presented bytea)
RETURNS TABLE (organisation uuid, kind varchar, client uuid, scopes varchar[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, o.kind, c.id, t.scopes
      FROM access_token t
      JOIN access_clientsecret s ON s.id = t.secret_id
      JOIN access_client c ON c.id = s.client_id
      JOIN organisations_organisation o ON o.id = t.organisation_id
     WHERE t.digest = presented
       AND t.expires_at > clock_timestamp()
       AND (s.valid_until IS NULL OR s.valid_until > clock_timestamp())
       AND (c.ended_at IS NULL OR c.ended_at > clock_timestamp())
       AND EXISTS (
           SELECT 1 FROM organisations_activity a
            WHERE a.organisation_id = o.id AND a.state = 'active' AND a.valid_from <= clock_timestamp()
              AND (a.valid_until IS NULL OR a.valid_until > clock_timestamp()))
$$
"""
CALLING_WITH_SECRET = """
CREATE FUNCTION hub_calling_with_secret(called uuid, presented bytea)
RETURNS TABLE (organisation uuid, kind varchar, client uuid, secret uuid, scopes varchar[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, o.kind, c.id, s.id, c.scopes
      FROM access_clientsecret s
      JOIN access_client c ON c.id = s.client_id
      JOIN organisations_organisation o ON o.id = c.organisation_id
     WHERE s.digest = presented AND c.id = called
       AND s.valid_from <= clock_timestamp()
       AND (s.valid_until IS NULL OR s.valid_until > clock_timestamp())
       AND (c.ended_at IS NULL OR c.ended_at > clock_timestamp())
       AND EXISTS (
           SELECT 1 FROM organisations_activity a
            WHERE a.organisation_id = o.id AND a.state = 'active' AND a.valid_from <= clock_timestamp()
              AND (a.valid_until IS NULL OR a.valid_until > clock_timestamp()))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("organisations", "0003_protection")]
    operations = [
        migrations.RunSQL(CALLING_WITH_TOKEN, "DROP FUNCTION hub_calling_with_token(bytea)"),
        migrations.RunSQL(CALLING_WITH_SECRET, "DROP FUNCTION hub_calling_with_secret(uuid, bytea)"),
        ProtectRows(CLIENT),
        Policy(CLIENT, "client_own", "ALL", using=OWN),
        Policy(CLIENT, "client_lookup", "SELECT", using="true", to=OWNER),
        Policy(CLIENT, "client_bootstrap", "INSERT", check=OWN, to=OWNER),
        Grant(CLIENT, "SELECT, INSERT, UPDATE (ended_at)"),
        ProtectRows(SECRET),
        PeriodsOnly(SECRET),
        Policy(SECRET, "secret_own", "SELECT", using=OWN),
        Policy(SECRET, "secret_made", "INSERT", check=OWN_CLIENT),
        Policy(SECRET, "secret_ended", "UPDATE", using=OWN),
        Policy(SECRET, "secret_lookup", "SELECT", using="true", to=OWNER),
        Policy(SECRET, "secret_bootstrap", "INSERT", check=OWN, to=OWNER),
        Grant(SECRET, "SELECT, INSERT, UPDATE (valid_until)"),
        ProtectRows(TOKEN),
        Policy(TOKEN, "token_own", "SELECT", using=OWN),
        Policy(TOKEN, "token_made", "INSERT", check=OWN_SECRET),
        Policy(TOKEN, "token_forgotten", "DELETE", using=OWN),
        Policy(TOKEN, "token_lookup", "SELECT", using="true", to=OWNER),
        Grant(TOKEN, "SELECT, INSERT, DELETE"),
    ]
