"""The real stack, started as a person starts it, in a folder and on ports of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from hub.engines.processes import free_port
from hub.engines.state import ROOT

_STARTS_IN = 180.0
_STOPS_IN = 60.0


class Stack:
    """``manage.py up`` and what it says about itself."""

    def __init__(self, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="hub-crash-"))
        # Root's engines run as somebody else, who has to pass through.
        self.folder.chmod(0o711)
        self.port = free_port()
        self.log = self.folder / "log"
        self._environment = {
            name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}
        } | {
            "HUB_DATA": str(self.folder / "data"),
            "HUB_PORT": str(self.port),
            "HUB_DEMO": "0",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> dict[str, Any]:
        """Start everything and make the operator; answers what ``bootstrap`` says."""
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until = time.monotonic() + _STARTS_IN
        while "ready in" not in self.log.read_text(errors="replace"):
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the hub did not start:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.2)
        told = subprocess.run(
            [sys.executable, "manage.py", "bootstrap", "--json"],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(told.stdout)

    def is_up(self) -> bool:
        """Whether the supervisor lives: it must, whatever becomes of its children."""
        return self._process is not None and self._process.poll() is None

    def pids(self) -> dict[str, int]:
        """The processes by name."""
        return dict(self._run()["processes"])

    def engine(self, name: str) -> str:
        """The address of PostgreSQL or Redis, for looking in and for FLUSHALL."""
        return str(self._run()["engines"][name]["url"])

    def stop(self, *, keep: bool) -> None:
        """End it in good order, and take the folder away unless it is to be looked at."""
        process = self._process
        if process is not None and process.poll() is None:
            family = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=_STOPS_IN)
            except subprocess.TimeoutExpired:
                process.kill()
            for one in family:
                with suppress(psutil.NoSuchProcess):
                    one.kill()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self) -> dict[str, Any]:
        return json.loads((self.folder / "data" / "run.json").read_text())
