"""Monthly partitions over time-ordered identifiers (UUIDv7), from the first migration on."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import CreateModel, RunSQL


class CreatePartitionedModel(CreateModel):
    """``CreateModel`` whose table is partitioned by range of the UUIDv7 column named in ``partition_by``.

    The table is born without partitions; follow it with ``MakePartitions``.
    """

    def __init__(self, *args: Any, partition_by: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partition_by = partition_by

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        name, args, kwargs = super().deconstruct()
        kwargs["partition_by"] = self.partition_by
        return name, args, kwargs

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        sql, params = schema_editor.table_sql(model)
        schema_editor.execute(f"{sql} PARTITION BY RANGE ({self.partition_by})", params or None)
        schema_editor.deferred_sql.extend(schema_editor._model_indexes_sql(model))


# Parents are found in the catalogue, so a new partitioned table needs no list to be kept anywhere.
# LIKE + ATTACH takes a lock that open readers do not delay; PARTITION OF would wait for them.
CREATE_FUNCTION = """
CREATE FUNCTION hub_make_partitions(months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    parent record;
    ahead integer;
    first_day timestamp;
    child text;
    lower_bound text;
    made integer := 0;
BEGIN
    FOR parent IN
        SELECT c.oid, c.relname FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
        WHERE c.relnamespace = 'public'::regnamespace AND p.partstrat = 'r' ORDER BY c.relname
    LOOP
        FOR ahead IN 0..months LOOP
            first_day := date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead);
            child := parent.relname || '_' || to_char(first_day, 'YYYYMM');
            CONTINUE WHEN to_regclass(child) IS NOT NULL;
            IF EXISTS (SELECT 1 FROM pg_inherits WHERE inhparent = parent.oid) THEN
                lower_bound := quote_literal(hub_first_identifier(first_day));
            ELSE
                lower_bound := 'MINVALUE';
            END IF;
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', child, parent.relname);
            EXECUTE format(
                'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%L)', parent.relname, child,
                lower_bound, hub_first_identifier(first_day + interval '1 month')
            );
            EXECUTE format('GRANT SELECT ON %I TO hub_backup', child);
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
"""

CREATE_FIRST_IDENTIFIER = """
CREATE FUNCTION hub_first_identifier(moment timestamp) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;
"""


class CreatePartitionFunctions(RunSQL):
    """Create ``hub_make_partitions(months)``, which the pipeline may call though it owns no table."""

    def __init__(self) -> None:
        super().__init__(
            CREATE_FIRST_IDENTIFIER
            + CREATE_FUNCTION
            + "REVOKE ALL ON FUNCTION hub_make_partitions(integer) FROM PUBLIC;"
            "GRANT EXECUTE ON FUNCTION hub_make_partitions(integer) TO hub_pipeline;",
            "DROP FUNCTION hub_make_partitions(integer); DROP FUNCTION hub_first_identifier(timestamp);",
        )


class MakePartitions(RunSQL):
    """Make the partitions of this month and the next for every partitioned table that exists by now."""

    def __init__(self) -> None:
        super().__init__("SELECT hub_make_partitions(1);", RunSQL.noop)
