"""The embedded Valkey, which only wakes people up: PostgreSQL holds all work (see the delivery guarantee)."""

import os
import signal
from pathlib import Path

import redis

from hub.engines.demotion import Account, give

_CONFIGURATION = """\
bind 127.0.0.1
port {port}
dir "{folder}"
requirepass {password}
appendonly {appendonly}
appendfsync everysec
save ""
maxmemory 256mb
maxmemory-policy noeviction
loglevel warning
"""


class Valkey:
    """One folder and the server on it."""

    name = "redis"
    stop_signal = signal.SIGTERM
    death_signal = signal.SIGTERM

    def __init__(
        self,
        program: Path,
        folder: Path,
        *,
        port: int,
        password: str,
        account: Account | None,
        keep: bool = True,
    ) -> None:
        self.program = program
        self.folder = folder
        self.port = port
        self.password = password
        self.account = account
        self.keep = keep

    def url(self) -> str:
        """The address that clients use."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        """Write the configuration; the password stands in a file, where no process list shows it."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        give(self.folder, self.account)
        file = self._configuration()
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_text(
            _CONFIGURATION.format(
                port=self.port,
                folder=self.folder,
                password=self.password,
                appendonly="yes" if self.keep else "no",
            )
        )
        give(file, self.account)

    def command(self) -> list[str]:
        """How the server is started."""
        return [str(self.program), str(self._configuration())]

    def environment(self) -> dict[str, str]:
        return {"PATH": os.defpath, "LC_ALL": "C"}

    def cure(self) -> None:
        """Nothing to clear: a killed Valkey starts again on its torn file by itself."""

    def ready(self) -> bool:
        """Whether the server answers (it does not while it loads its file)."""
        try:
            with redis.Redis.from_url(self.url(), socket_timeout=2, socket_connect_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def _configuration(self) -> Path:
        return self.folder / "valkey.conf"
