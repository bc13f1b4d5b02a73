"""Between tests that commit, the tables go back to what the migrations left."""

import psycopg2
import pytest

from tests.flushing import Flushing
from tests.throwaway import Engines

APPEND_ONLY = """
CREATE TABLE flushed (id int PRIMARY KEY, at int NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE flushed_low PARTITION OF flushed FOR VALUES FROM (0) TO (100);
CREATE FUNCTION flushed_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'append-only'; END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON flushed FOR EACH ROW EXECUTE FUNCTION flushed_stays();
ALTER TABLE flushed ENABLE ROW LEVEL SECURITY;
ALTER TABLE flushed FORCE ROW LEVEL SECURITY;
INSERT INTO flushed VALUES (1, 1);
"""


@pytest.fixture
def server(engines: Engines):
    connection = psycopg2.connect(engines.superuser_url())
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(APPEND_ONLY)
        yield cursor
        cursor.execute("DROP TABLE flushed; DROP FUNCTION flushed_stays")
    connection.close()


def test_append_only_partitioned_tables_are_emptied_and_seeded_rows_come_back(engines, server) -> None:
    flushing = Flushing(engines.superuser_url())
    flushing.remember()
    server.execute("SET session_replication_role = replica; DELETE FROM flushed")
    server.execute("INSERT INTO flushed VALUES (2, 2), (3, 3)")

    flushing.flush()
    flushing.close()

    server.execute("SELECT id, at FROM flushed")
    assert server.fetchall() == [(1, 1)]
