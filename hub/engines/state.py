"""What a run keeps in ``HUB_DATA``: a lock, the secrets, and ``run.json`` with processes and addresses.

All files are for their owner alone. The lock is the kernel's: it falls when its holder dies, however it dies.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

_ADDRESSES = ("DATABASE_URL", "DATABASE_WEB_URL", "DATABASE_PIPELINE_URL", "REDIS_URL", "SECRET_KEY")


class AlreadyRunning(Exception):
    """Another supervisor holds this data folder."""


class DataFolder:
    """The folder ``HUB_DATA`` and the few files in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    def claim(self) -> None:
        """Make the folder if need be and hold it for as long as this process lives."""
        # Root's engines run as somebody else, who has to pass through; the files stay closed.
        self.path.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            os.close(descriptor)
            raise AlreadyRunning(f"a hub is already running on {self.path} (see run.json there)") from held
        self._lock = descriptor

    def secret(self, name: str) -> str:
        """A random secret of this hub, made at the first asking."""
        kept = self._read("secrets.json")
        if name not in kept:
            kept[name] = secrets.token_urlsafe(40)
            self._write("secrets.json", kept)
        return str(kept[name])

    def once(self, name: str, value: str) -> bool:
        """Whether this value was not noted under this name before."""
        return bool(self._read("done.json").get(name) != value)

    def note(self, name: str, value: str) -> None:
        """Remember what has been done."""
        self._write("done.json", {**self._read("done.json"), name: value})

    def write_run(self, run: Mapping[str, Any]) -> None:
        """Say which processes run and where the engines listen."""
        self._write("run.json", run)

    def read_run(self) -> dict[str, Any]:
        """What the last run said, also after it has died."""
        return self._read("run.json")

    def write_addresses(self, given: Mapping[str, str], used: Mapping[str, str]) -> None:
        """Keep what commands on this machine need to reach the hub, and for which environment it holds."""
        kept = {name: used[name] for name in _ADDRESSES if name in used}
        self._write("addresses.json", {"given": given.get("DATABASE_URL"), "used": kept})

    def read_addresses(self) -> dict[str, Any]:
        return self._read("addresses.json")

    def _read(self, name: str) -> dict[str, Any]:
        try:
            content: dict[str, Any] = json.loads((self.path / name).read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return content

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        self.leave(name, json.dumps(content, indent=1))

    def leave(self, name: str, text: str) -> None:
        """Replace a file in one step: a reader sees the old one or the new one, whole."""
        unfinished = self.path / f".{name}.new"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.path / name)


def data_folder(environment: Mapping[str, str]) -> DataFolder:
    """Where this hub keeps what outlives a run."""
    return DataFolder(Path(environment.get("HUB_DATA") or ROOT / ".hub").absolute())


def fill_environment(environment: MutableMapping[str, str]) -> None:
    """Let commands on this machine find the running hub: its addresses and secrets, where none are given."""
    if "DATABASE_WEB_URL" in environment:
        return
    try:
        kept = data_folder(environment).read_addresses()
    except PermissionError:
        return
    if kept and kept["given"] == environment.get("DATABASE_URL"):
        # A superuser's address, if that was given, served to make the owner, who takes its place.
        given = {name: value for name, value in environment.items() if name != "DATABASE_URL"}
        environment.update({**kept["used"], **given})
    elif "DATABASE_URL" not in environment:
        # Nothing to protect yet: commands such as makemigrations need a key, whichever.
        environment.setdefault("SECRET_KEY", secrets.token_urlsafe(40))
