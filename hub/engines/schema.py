"""Whether a database is at the state that the migrations on disk describe."""

import psycopg2
from django.db.migrations.loader import MigrationLoader


def expected() -> set[tuple[str, str]]:
    """Every migration on disk, without asking any database."""
    return set(MigrationLoader(None).graph.nodes)


def applied(url: str) -> set[tuple[str, str]]:
    """Every migration that this database has seen; none on an empty one."""
    connection = psycopg2.connect(url, connect_timeout=10)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
            (there,) = cursor.fetchone() or (False,)
            if not there:
                return set()
            cursor.execute("SELECT app, name FROM django_migrations")
            return set(cursor.fetchall())
    finally:
        connection.close()


def is_current(url: str) -> bool:
    """Whether nothing is left to migrate."""
    return expected() <= applied(url)
