"""The cures for what a killed PostgreSQL leaves behind."""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2
import pytest

from hub.engines import binaries, processes
from hub.engines.children import Child
from hub.engines.console import Console
from hub.engines.demotion import account_for, give
from hub.engines.postgres import Postgres, WrongVersion

COUNTING = "SELECT count(*) FROM generate_series(1, 1000000000)"


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that a demoted server may enter (pytest's own are closed)."""
    with tempfile.TemporaryDirectory(prefix="hub-cures-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="module")
def postgres(place: Path) -> Postgres:
    account = account_for(place / "postgres")
    made = Postgres(
        binaries.postgres_programs(account, place / "programs"),
        place / "postgres",
        port=processes.free_port(),
        password="throw-away",
        account=account,
        settings={"fsync": "off"},
    )
    made.prepare()
    return made


@pytest.fixture
def child(postgres: Postgres) -> Iterator[Child]:
    started = Child(postgres, Console())
    started.start()
    started.wait_until_ready(30)
    yield started
    started.tell(signal.SIGINT)
    expect_soon(started.has_ended)
    postgres.cure()


def count_for_ever(url: str) -> None:
    with (
        suppress(psycopg2.Error),
        psycopg2.connect(url) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(COUNTING)


def is_counting(url: str) -> bool:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query = %s AND state = 'active'", [COUNTING]
        )
        return cursor.fetchone() == (1,)


def expect_soon(happens: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


def test_a_busy_backend_of_a_killed_server_does_not_block_the_next_start(
    postgres: Postgres, child: Child
) -> None:
    with psycopg2.connect(postgres.url()) as writing, writing.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    busy = threading.Thread(target=count_for_ever, args=(postgres.url(),))
    busy.start()
    expect_soon(lambda: is_counting(postgres.url()))

    os.kill(child.pid or 0, signal.SIGKILL)
    expect_soon(child.tend)
    expect_soon(child.tend)
    child.wait_until_ready(20)

    busy.join(timeout=10)
    assert not busy.is_alive()
    with psycopg2.connect(postgres.url()) as reading, reading.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kept")
        assert cursor.fetchone() == (1000,)


def test_a_stale_pid_file_that_names_a_stranger_is_cleared(postgres: Postgres) -> None:
    (postgres.data / "postmaster.pid").write_text(
        f"{os.getpid()}\n{postgres.data}\n0\n{postgres.port}\n\n\n\n\n"
    )
    give(postgres.data / "postmaster.pid", postgres.account)
    child = Child(postgres, Console())
    child.start()
    child.wait_until_ready(20)
    child.tell(signal.SIGINT)
    expect_soon(child.has_ended)


def test_wrong_and_missing_passwords_are_refused(postgres: Postgres, child: Child) -> None:
    for password in ("wrong", ""):
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(postgres.url().replace("throw-away", password))


def test_data_of_another_major_version_is_refused_in_words(postgres: Postgres) -> None:
    version = postgres.data / "PG_VERSION"
    ours = version.read_text()
    version.write_text("12\n")
    try:
        with pytest.raises(WrongVersion, match="pg_dump"):
            postgres.prepare()
    finally:
        version.write_text(ours)


def test_it_runs_as_nobody_important(postgres: Postgres, child: Child) -> None:
    assert psutil.Process(child.pid).uids().real != 0
    assert (postgres.data.stat().st_mode & 0o777) == 0o700
