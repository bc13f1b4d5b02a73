"""Which agreement changed at which stamp: whoever keeps facts of them loads only those anew."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.rowsecurity import PIPELINE, Grant, Policy, ProtectRows

TABLE = "agreements_factchange"
OWNER = "CURRENT_USER"
VERSION = "agreements_agreementversion"
OF_A_VERSION = ("agreements_signature", "agreements_accession", "agreements_departure")
OF_ALL_VERSIONS = ("agreements_exclusion", "agreements_suspension", "agreements_termination")

# The stamp is counted up by a trigger of its own, after this one or before it: one more than what it is now is
# never less than what it will be. The lock comes first, as with every change of a fact.
NOTE = f"""
CREATE FUNCTION agreements_note_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    about uuid;
BEGIN
    IF TG_ARGV[0] = 'version' THEN
        SELECT v.agreement_id INTO STRICT about FROM {VERSION} v WHERE v.id = NEW.version_id;
    ELSE
        about := NEW.agreement_id;
    END IF;
    PERFORM pg_advisory_xact_lock(hub_stamp_lock());
    INSERT INTO {TABLE} (agreement_id, stamp)
    SELECT about, s.value + 1 FROM organisations_factstamp s WHERE s.id = 1
    ON CONFLICT (agreement_id) DO UPDATE SET stamp = excluded.stamp;
    RETURN NULL;
END $$
"""


def noted(table: str, of: str, when: str = "INSERT OR UPDATE", only: str = "") -> migrations.RunSQL:
    """Note which agreement a row of the table is about whenever it changes. Rows of facts are never deleted."""
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_note_change AFTER {when} ON {table} FOR EACH ROW {only}"
        f" EXECUTE FUNCTION agreements_note_change('{of}');",
        f"DROP TRIGGER {table}_note_change ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0006_second_person")]
    operations = [
        migrations.CreateModel(
            name="FactChange",
            fields=[
                (
                    "agreement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="agreements.agreement",
                    ),
                ),
                ("stamp", models.BigIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["stamp"], name="factchange_stamp")]},
        ),
        ProtectRows(TABLE),
        Policy(TABLE, "factchange_read", "SELECT", using="agreement_id IN (SELECT agreements_readable())"),
        Policy(TABLE, "factchange_noted", "ALL", using="true", to=OWNER),
        Grant(TABLE, "SELECT"),
        Grant(TABLE, "SELECT", to=PIPELINE),
        migrations.RunSQL(NOTE, "DROP FUNCTION agreements_note_change()"),
        noted(VERSION, "agreement", "UPDATE", "WHEN (NEW.proposed_at IS NOT NULL)"),
        *(noted(table, "version") for table in OF_A_VERSION),
        *(noted(table, "agreement") for table in OF_ALL_VERSIONS),
    ]
