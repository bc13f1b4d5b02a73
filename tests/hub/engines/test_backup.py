"""What the backup login dumps is a whole hub when it is restored: every row, every right, every wall."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from psycopg2 import sql

from hub.engines import logins
from tests import throwaway
from tests.factories import notices
from tests.factories.accounts import Member

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases="__all__", transaction=True)]

RESTORED = "hub_restored"
_RELATIONS = """
SELECT c.oid::regclass::text, c.relacl::text, c.relrowsecurity, c.relforcerowsecurity,
       (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid),
       (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid)
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
"""


@pytest.fixture
def restored(engines: throwaway.Engines, tmp_path: Path) -> Iterator[str]:
    """The address of a second database on the server, made ready as ``prepare_database`` makes it."""
    server = engines.postgres.url()
    passwords = dict.fromkeys(logins.ATTRIBUTES, throwaway.PASSWORD)
    logins.prepare_database(server, RESTORED, passwords)
    yield engines.postgres.url(RESTORED)
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(RESTORED)))
    connection.close()


def _contents(url: str) -> dict[str, object]:
    """Every table: its rights and walls, and a digest of its rows."""
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_RELATIONS)
            relations = cursor.fetchall()
            found = {}
            for name, *facts in relations:
                cursor.execute(
                    f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"
                )
                found[name] = (facts, cursor.fetchone())
            return found
    finally:
        connection.close()


def test_a_dump_by_the_backup_login_restores_the_whole_hub(
    engines: throwaway.Engines, restored: str, tmp_path: Path, trader: Member, authority: Member, agreement
) -> None:
    notices.published(trader)
    assert notices.opened(authority)[0].elements
    programs, file = engines.postgres.programs, tmp_path / "hub.dump"
    backup = logins.with_login(engines.postgres.url(), logins.BACKUP, throwaway.PASSWORD, throwaway.DATABASE)
    subprocess.run([programs / "pg_dump", "--format=custom", f"--file={file}", backup], check=True)
    subprocess.run([programs / "pg_restore", "--exit-on-error", f"--dbname={restored}", file], check=True)
    assert _contents(restored) == _contents(engines.superuser_url())
