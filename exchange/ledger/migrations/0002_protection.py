from django.db import migrations

from accounts.rowsecurity import PIPELINE, Grant, Policy, ProtectRows

TABLE = "ledger_leaf"

# A number is given once, a salt is erased once; nothing else of a leaf ever changes, and no leaf goes.
GUARD = """
CREATE FUNCTION hub_guard_leaf() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.id, NEW.kind, NEW.subject, NEW.digest, NEW.recorded_at)
            IS NOT DISTINCT FROM (OLD.id, OLD.kind, OLD.subject, OLD.digest, OLD.recorded_at)
        AND (NEW.number IS NOT DISTINCT FROM OLD.number OR OLD.number IS NULL)
        AND (NEW.salt IS NOT DISTINCT FROM OLD.salt OR NEW.salt IS NULL)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'HB001';
END $$;
CREATE TRIGGER ledger_leaf_guard BEFORE UPDATE OR DELETE ON ledger_leaf
    FOR EACH ROW EXECUTE FUNCTION hub_guard_leaf();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("trail", "0001_functions")]
    operations = [
        migrations.RunSQL(GUARD, "DROP TRIGGER ledger_leaf_guard ON ledger_leaf; DROP FUNCTION hub_guard_leaf();"),
        ProtectRows(TABLE),
        Policy(TABLE, "leaf_written", "INSERT", check="number IS NULL"),
        Policy(TABLE, "leaf_owner", "ALL", using="true", to="CURRENT_USER"),
        Grant(TABLE, "INSERT"),
        Grant(TABLE, "SELECT, INSERT, UPDATE (number, salt)", to=PIPELINE),
    ]


