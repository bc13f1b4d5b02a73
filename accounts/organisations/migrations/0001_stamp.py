from django.db import migrations, models

from accounts.rowsecurity import PIPELINE, Grant, Policy, ProtectRows

TABLE = "organisations_factstamp"
FIRST_VALUE = (
    "INSERT INTO organisations_factstamp (id, value) VALUES (1, 1);",
    "DELETE FROM organisations_factstamp;",
)
BUMP = """
CREATE FUNCTION hub_bump_stamp() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hub_stamp_lock());
    UPDATE organisations_factstamp SET value = value + 1 WHERE id = 1;
    RETURN NULL;
END $$
"""
# An advisory lock, since it queues: sharers of a row's lock would let a waiting change starve under load.
LOCK = """
CREATE FUNCTION hub_stamp_lock() RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT 7290001::bigint $$
"""
# The lock comes first and the clock is read after it: a change is never earlier than a decision that was
# taken without it.
CHANGE_TIME = """
CREATE FUNCTION hub_change_time() RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hub_stamp_lock());
    SELECT value INTO STRICT held FROM organisations_factstamp WHERE id = 1;
    RETURN clock_timestamp();
END $$
"""
HOLD = """
CREATE FUNCTION hub_hold_stamp() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held bigint;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hub_stamp_lock());
    SELECT value INTO STRICT held FROM organisations_factstamp WHERE id = 1;
    RETURN held;
END $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("users", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="FactStamp",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("value", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="organisations_factstamp_single"
                    )
                ],
            },
        ),
        migrations.RunSQL(*FIRST_VALUE),
        migrations.RunSQL(LOCK, "DROP FUNCTION hub_stamp_lock()"),
        migrations.RunSQL(BUMP, "DROP FUNCTION hub_bump_stamp()"),
        migrations.RunSQL(CHANGE_TIME, "DROP FUNCTION hub_change_time()"),
        migrations.RunSQL(HOLD, "DROP FUNCTION hub_hold_stamp()"),
        ProtectRows(TABLE),
        Policy(TABLE, "organisations_factstamp_read", "SELECT", using="true"),
        Policy(TABLE, "organisations_factstamp_kept", "ALL", using="true", to="CURRENT_USER"),
        Grant(TABLE, "SELECT"),
        Grant(TABLE, "SELECT", to=PIPELINE),
    ]
