"""The embedded PostgreSQL: made, started, cured after a crash. It listens on 127.0.0.1 alone, with passwords.

Every cure here answers something seen on PostgreSQL 18: a busy backend outlives its killed postmaster and
blocks the next start; a stale ``postmaster.pid`` can name a zombie or a stranger's process.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2

from hub.engines.demotion import Account, give
from hub.engines.processes import demoted

SUPERUSER = "postgres"
_LOCALE = ("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "log_checkpoints": "off",
    "timezone": "UTC",
}


class WrongVersion(Exception):
    """The data folder was made by another major version."""


class Postgres:
    """One data folder and the server on it."""

    name = "postgres"
    # Fast stop. SIGTERM would wait for as long as any client stays connected.
    stop_signal = signal.SIGINT
    # When the supervisor dies, leave in good order as well.
    death_signal = signal.SIGINT
    folder = Path("/")

    def __init__(
        self,
        programs: Path,
        data: Path,
        *,
        port: int,
        password: str,
        account: Account | None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.programs = programs
        self.data = data
        self.port = port
        self.password = password
        self.account = account
        self.settings = {**_SETTINGS, **(settings or {})}

    def url(self, database: str = "postgres") -> str:
        """The superuser's address."""
        return f"postgres://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> None:
        """Make the data folder unless it is there; a half-made one (killed meanwhile) is thrown away."""
        if self.data.exists():
            self._check_version()
            return
        unfinished = self.data.with_name(self.data.name + ".making")
        shutil.rmtree(unfinished, ignore_errors=True)
        secret = self.data.with_name(self.data.name + ".password")
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        give(secret, self.account)
        unfinished.mkdir(mode=0o700)
        give(unfinished, self.account)
        command = [str(self.programs / "initdb"), "-D", str(unfinished), "-U", SUPERUSER, *_LOCALE]
        command += ["--auth=scram-sha-256", f"--pwfile={secret}", "--no-instructions"]
        try:
            done = subprocess.run(
                command, cwd="/", capture_output=True, text=True, check=False, **demoted(self.account)
            )
            if done.returncode:
                raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")
        finally:
            secret.unlink()
        unfinished.rename(self.data)

    def command(self) -> list[str]:
        """How the server is started."""
        options = [f"-c{name}={value}" for name, value in {**self.settings, "port": str(self.port)}.items()]
        return [str(self.programs / "postgres"), "-D", str(self.data), *options]

    def environment(self) -> dict[str, str]:
        return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

    def cure(self) -> None:
        """Clear what a killed server left: backends that still run on our folder, and a lying pid file.

        SIGQUIT ends a backend at once and leaves the rest to crash recovery, which loses nothing committed.
        """
        left = self._processes()
        for process in left:
            _tell(process, signal.SIGQUIT)
        _, stubborn = psutil.wait_procs(left, timeout=5)
        for process in stubborn:
            _tell(process, signal.SIGKILL)
        psutil.wait_procs(stubborn, timeout=5)
        # Nobody runs on this folder now, whatever process the file names.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def ready(self) -> bool:
        """Whether the server answers."""
        try:
            psycopg2.connect(self.url(), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ask = [str(self.programs / "postgres"), "--version"]
        told = subprocess.run(ask, capture_output=True, text=True, check=True)
        ours = told.stdout.split()[-1].split(".")[0]
        if made_by != ours:
            raise WrongVersion(
                f"{self.data} was made by PostgreSQL {made_by}, the programs here are {ours}: dump it with"
                f" the old programs (pg_dump), move the folder away, start, and restore (pg_restore)."
            )

    def _processes(self) -> list[psutil.Process]:
        """The servers and backends on our folder (backends leave the process group: the folder tells)."""
        found = []
        for process in psutil.process_iter(["name"]):
            if process.info["name"] != "postgres":
                continue
            try:
                if Path(process.cwd()) == self.data:
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                continue
        return found


def _tell(process: psutil.Process, number: int) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)
