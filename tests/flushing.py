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
_ANY_ROW = sql.SQL("SELECT {name}, NULL WHERE EXISTS (SELECT 1 FROM {table})")
# Whatever is written carries the number of the transaction that wrote it, and they only grow.
_NEWEST = sql.SQL("SELECT {name}, count(*) || ' ' || max(xmin::text::bigint) FROM {table}")


@dataclass
class Flushing:
    """Empties as the superuser with triggers off: append-only tables and row-level security do not stop it.

    DELETE, not TRUNCATE: the tables are small, and it asks for no lock that an open reader would block. What stands
    where is one question that the server plans once.
    """

    superuser_url: str
    _connection: Any = None
    _rows: dict[str, list[str]] = field(default_factory=dict)
    _marks: dict[str, str] = field(default_factory=dict)

    def remember(self) -> None:
        """Note the rows that stand in the tables now, before any test."""
        self._connection = psycopg2.connect(self.superuser_url)
        self._connection.autocommit = True
        with self._connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")
            cursor.execute(_TABLES)
            tables = [table for (table,) in cursor.fetchall() if table != _KEPT]
            cursor.execute(_question(dict.fromkeys(tables, _ANY_ROW)))
            for table, _ in cursor.fetchall():
                cursor.execute(f"SELECT r::text FROM {table} r")
                self._rows[table] = [text for (text,) in cursor.fetchall()]
            whole = _question({table: _NEWEST if table in self._rows else _ANY_ROW for table in tables})
            cursor.execute(sql.SQL("PREPARE what_stands AS ") + whole)
            self._marks = self._what_stands(cursor)

    def flush(self) -> None:
        """Take away what a test has committed, and put back what it took."""
        with self._connection.cursor() as cursor:
            cursor.execute(f"UPDATE {_KEPT} SET value = value + 1")
            written = [
                table for table, mark in self._what_stands(cursor).items() if mark != self._marks.get(table)
            ]
            for table in written:
                cursor.execute(f"DELETE FROM {table}")
                cursor.executemany(
                    f"INSERT INTO {table} SELECT (%s::{table}).*",
                    [(row,) for row in self._rows.get(table, [])],
                )
            if not self._rows.keys().isdisjoint(written):
                self._marks = self._what_stands(cursor)

    def close(self) -> None:
        self._connection.close()

    def _what_stands(self, cursor: Any) -> dict[str, str]:
        """The tables with rows in them; of those that had some from the beginning, what tells whether they still do."""
        cursor.execute("EXECUTE what_stands")
        return {table: str(mark) for table, mark in cursor.fetchall()}


def _question(how: dict[str, sql.SQL]) -> sql.Composed:
    return sql.SQL(" UNION ALL ").join(
        form.format(name=sql.Literal(table), table=sql.SQL(table)) for table, form in how.items()
    )
