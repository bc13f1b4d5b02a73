"""The four PostgreSQL logins and the database they share.

``hub_owner`` owns every table and runs the migrations; ``hub_web`` serves requests under row-level security;
``hub_pipeline`` routes and delivers for everybody (BYPASSRLS, since COPY is refused under row security, with
the least grants); ``hub_backup`` reads everything. Only a superuser can make the last two.
"""

from collections.abc import Mapping
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

OWNER = "hub_owner"
WEB = "hub_web"
PIPELINE = "hub_pipeline"
BACKUP = "hub_backup"
ATTRIBUTES = {
    OWNER: "NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS",
    WEB: "NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS",
    PIPELINE: "NOSUPERUSER NOCREATEROLE NOCREATEDB BYPASSRLS",
    BACKUP: "NOSUPERUSER NOCREATEROLE NOCREATEDB BYPASSRLS",
}
_BUILTIN_PROVIDER_SINCE = 17_00_00


def prepare_database(superuser_url: str, database: str, passwords: Mapping[str, str]) -> None:
    """Make the logins and the database on a server, or bring what is there into shape; safe to repeat."""
    connection = psycopg2.connect(superuser_url, connect_timeout=10)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for login, attributes in ATTRIBUTES.items():
                _make_login(cursor, login, attributes, passwords[login])
            # Tables, sequences and what any migration makes later: a backup that misses one cannot be restored.
            cursor.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(sql.Identifier(BACKUP)))
            _make_database(cursor, database)
            _grant_database(cursor, database)
    finally:
        connection.close()
    _close_schema(with_database(superuser_url, database))


def with_login(url: str, login: str, password: str, database: str) -> str:
    """The address of the same server for another login."""
    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname}"
    return urlunsplit(
        (parts.scheme, f"{login}:{quote(password, safe='')}@{place}", f"/{database}", parts.query, "")
    )


def with_database(url: str, database: str) -> str:
    """The same address with another database."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{database}", parts.query, ""))


def _make_login(cursor: "psycopg2.extensions.cursor", login: str, attributes: str, password: str) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    cursor.execute(
        sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(login), sql.SQL(attributes), sql.Literal(password)
        )
    )


def _make_database(cursor: "psycopg2.extensions.cursor", database: str) -> None:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
    if cursor.fetchone():
        statement = "ALTER DATABASE {} OWNER TO {}"
    else:
        # The same order of text on every machine; sorting for people is done above the database.
        locale = (
            "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
            if cursor.connection.server_version >= _BUILTIN_PROVIDER_SINCE
            else "LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        )
        statement = "CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0 " + locale
    cursor.execute(sql.SQL(statement).format(sql.Identifier(database), sql.Identifier(OWNER)))


def _grant_database(cursor: "psycopg2.extensions.cursor", database: str) -> None:
    name = sql.Identifier(database)
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for login, privileges in ((WEB, "CONNECT"), (PIPELINE, "CONNECT, TEMPORARY"), (BACKUP, "CONNECT")):
        cursor.execute(
            sql.SQL("GRANT {} ON DATABASE {} TO {}").format(sql.SQL(privileges), name, sql.Identifier(login))
        )


def _close_schema(url: str) -> None:
    """Nobody but the owner makes anything in the schema (before PostgreSQL 15 all might)."""
    connection = psycopg2.connect(url, connect_timeout=10)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            cursor.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(sql.Identifier(OWNER)))
    finally:
        connection.close()
