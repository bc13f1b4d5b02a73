"""Migration operations by which the database defends itself: policies, grants, append-only rows, the stamp."""

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

WEB = "hub_web"
PIPELINE = "hub_pipeline"
BACKUP = "hub_backup"


class ProtectRows(RunSQL):
    """Enable and force row-level security on a table; from here on, no policy means no row."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
            f"GRANT SELECT ON {table} TO {BACKUP};",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;"
            f"REVOKE SELECT ON {table} FROM {BACKUP};",
        )


class Policy(RunSQL):
    """One policy: ``command`` is ALL, SELECT, INSERT, UPDATE or DELETE; ``to`` is a login or CURRENT_USER.

    ``using`` judges the rows that are there, ``check`` the rows that are written (``using`` when absent).
    """

    def __init__(
        self, table: str, name: str, command: str, *, using: str = "", check: str = "", to: str = WEB
    ) -> None:
        clauses = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
        super().__init__(
            f"CREATE POLICY {name} ON {table} FOR {command} TO {to}{clauses};",
            f"DROP POLICY {name} ON {table};",
        )


class Grant(RunSQL):
    """Give a login the named privileges (for example ``SELECT, INSERT`` or ``UPDATE (state)``)."""

    def __init__(self, table: str, privileges: str, *, to: str = WEB) -> None:
        super().__init__(
            f"GRANT {privileges} ON {table} TO {to};", f"REVOKE {privileges} ON {table} FROM {to};"
        )


class GrantSequences(RunSQL):
    """Give a login the use of the sequences behind a table's counting columns."""

    def __init__(self, sequences: Sequence[str], *, to: str = WEB) -> None:
        names = ", ".join(sequences)
        super().__init__(
            f"GRANT USAGE ON SEQUENCE {names} TO {to};", f"REVOKE USAGE ON SEQUENCE {names} FROM {to};"
        )


class AppendOnly(RunSQL):
    """Refuse UPDATE and DELETE of a table's rows, whoever asks (superusers with triggers off excepted)."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION hub_refuse_change();",
            f"DROP TRIGGER {table}_append_only ON {table};",
        )


class BumpStamp(RunSQL):
    """Count the facts' stamp up whenever a table that decisions depend on changes."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"CREATE TRIGGER {table}_bump_stamp AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION hub_bump_stamp();",
            f"DROP TRIGGER {table}_bump_stamp ON {table};",
        )


class PeriodsOnly(RunSQL):
    """Rows are periods: the end may be set or brought forward (with the named columns), nothing else."""

    def __init__(self, table: str, *closing: str) -> None:
        arguments = ", ".join(f"'{column}'" for column in closing)
        super().__init__(
            f"CREATE TRIGGER {table}_periods_only BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION hub_close_only({arguments});",
            f"DROP TRIGGER {table}_periods_only ON {table};",
        )
