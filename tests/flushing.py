"""Between tests that commit: every table back to what the migrations left in it."""

from dataclasses import dataclass, field
from typing import Any

import psycopg2
from psycopg2 import sql

_TABLES = """
SELECT format('%I.%I', n.nspname, c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
 ORDER BY 1
"""
# The stamp of the facts counts on: what a process remembers under one value must never be asked for again.
_KEPT = "public.organisations_factstamp"
_FINGERPRINT = "SELECT md5(coalesce(string_agg(r::text, E'\\n' ORDER BY r::text), '')) FROM {} r"


@dataclass
class Flushing:
    """Empties as the superuser with triggers off: append-only tables and row-level security do not stop it.

    DELETE, not TRUNCATE: the tables are small, and it asks for no lock that an open reader would block.
    """

    superuser_url: str
    _connection: Any = None
    _seeded: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    def remember(self) -> None:
        """Note the rows that stand in the tables now, before any test."""
        self._connection = psycopg2.connect(self.superuser_url)
        self._connection.autocommit = True
        with self._connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")
            for table in self._filled(cursor):
                cursor.execute(f"SELECT r::text FROM {table} r")
                rows = [text for (text,) in cursor.fetchall()]
                self._seeded[table] = (self._fingerprint(cursor, table), rows)

    def flush(self) -> None:
        """Take away what a test has committed, and put back what it took."""
        with self._connection.cursor() as cursor:
            cursor.execute(f"UPDATE {_KEPT} SET value = value + 1")
            filled = self._filled(cursor)
            for table in filled:
                if table not in self._seeded and table != _KEPT:
                    cursor.execute(f"DELETE FROM {table}")
            for table, (fingerprint, rows) in self._seeded.items():
                if table != _KEPT and self._fingerprint(cursor, table) != fingerprint:
                    cursor.execute(f"DELETE FROM {table}")
                    cursor.executemany(
                        f"INSERT INTO {table} SELECT (%s::{table}).*", [(row,) for row in rows]
                    )

    def close(self) -> None:
        self._connection.close()

    def _filled(self, cursor: Any) -> list[str]:
        cursor.execute(_TABLES)
        tables = [table for (table,) in cursor.fetchall()]
        question = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(sql.Literal(table), sql.SQL(table))
            for table in tables
        )
        cursor.execute(question)
        return [table for (table,) in cursor.fetchall()]

    def _fingerprint(self, cursor: Any, table: str) -> str:
        cursor.execute(_FINGERPRINT.format(table))
        (fingerprint,) = cursor.fetchone()
        return str(fingerprint)
