"""The servers that a run uses: its own, or those whose addresses it was given."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from hub.engines import binaries, logins
from hub.engines.demotion import Account, account_for, can_reach, give
from hub.engines.postgres import Postgres
from hub.engines.processes import free_port, port_is_free
from hub.engines.state import DataFolder
from hub.engines.valkey import Valkey

DATABASE = "hub"
_ELSEWHERE = Path("/var/lib/exchange-hub")


class NotPrepared(Exception):
    """The given database lacks the hub's logins, and we may not make them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where demoted children keep what is theirs, and who they are."""

    folder: Path
    account: Account | None


def find_place(data: DataFolder) -> Place:
    """The data folder itself; another one where the unprivileged account can't reach it (a closed home)."""
    inside = data.path / "engines"
    account = account_for(inside / "postgres")
    folder = inside
    if not can_reach(account, inside):
        folder = _ELSEWHERE / data.secret("place")[:12].replace("-", "_")
        account = account_for(folder / "postgres")
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    (folder / "beat").mkdir(mode=0o700, exist_ok=True)
    give(folder / "beat", account)
    return Place(folder, account)


def embedded_postgres(data: DataFolder, place: Place) -> Postgres:
    """Our own PostgreSQL."""
    return Postgres(
        binaries.postgres_programs(place.account, place.folder / "programs"),
        place.folder / "postgres",
        port=_port(data, "postgres"),
        password=data.secret("postgres"),
        account=place.account,
    )


def embedded_valkey(data: DataFolder, place: Place) -> Valkey:
    """Our own Valkey."""
    return Valkey(
        binaries.valkey_server(place.account, place.folder / "programs"),
        place.folder / "redis",
        port=_port(data, "redis"),
        password=data.secret("redis"),
        account=place.account,
    )


def prepare_logins(superuser_url: str, database: str, data: DataFolder) -> dict[str, str]:
    """Make the logins with this hub's own passwords; the addresses under which its processes find them."""
    passwords = {login: data.secret(login) for login in logins.ATTRIBUTES}
    logins.prepare_database(superuser_url, database, passwords)
    return {
        variable: logins.with_login(superuser_url, login, passwords[login], database)
        for variable, login in (
            ("DATABASE_URL", logins.OWNER),
            ("DATABASE_WEB_URL", logins.WEB),
            ("DATABASE_PIPELINE_URL", logins.PIPELINE),
        )
    }


def given_logins(environment: Mapping[str, str], data: DataFolder) -> dict[str, str]:
    """The addresses of a server that we were given; a superuser's alone is enough to make the rest."""
    names = ("DATABASE_URL", "DATABASE_WEB_URL", "DATABASE_PIPELINE_URL")
    if all(name in environment for name in names):
        return {name: environment[name] for name in names}
    url = environment["DATABASE_URL"]
    # The hub's database may not exist yet; every server has this one.
    server = logins.with_database(url, "postgres")
    connection = psycopg2.connect(server, connect_timeout=10)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            (superuser,) = cursor.fetchone() or (False,)
    finally:
        connection.close()
    if not superuser:
        raise NotPrepared(
            "DATABASE_URL is not a superuser's, so the hub cannot make its logins: run `manage.py"
            " prepare_database --superuser-url ...` once, and set DATABASE_URL, DATABASE_WEB_URL and"
            " DATABASE_PIPELINE_URL to what it prints"
        )
    return prepare_logins(server, urlsplit(url).path.lstrip("/") or DATABASE, data)


def where(url: str) -> dict[str, object]:
    """The address of a server without its secrets."""
    parts = urlsplit(url)
    return {"host": parts.hostname, "port": parts.port, "database": parts.path.lstrip("/")}


def _port(data: DataFolder, name: str) -> int:
    """The port of the last run, if it is free: addresses that people noted stay right."""
    engines = data.read_run().get("engines", {})
    port = engines.get(name, {}).get("port")
    return port if port and port_is_free(port) else free_port()
