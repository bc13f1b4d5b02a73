"""The hub's own processes, and what each is given: no process has an address that it does not need."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from hub.engines.demotion import Account
from hub.engines.processes import demoted
from hub.engines.state import ROOT

_LOGINS = ("DATABASE_URL", "DATABASE_WEB_URL", "DATABASE_PIPELINE_URL")
_GIVEN = {
    "web": ("DATABASE_WEB_URL",),
    # Uploads are read on behalf of their organisation, under its row-level security.
    "worker": ("DATABASE_WEB_URL", "DATABASE_PIPELINE_URL"),
    "beat": (),
}
_CELERY = ("celery", "--quiet", "-A", "hub")
_GUNICORN = (
    "--workers=2",
    "--worker-class=gthread",
    "--threads=4",
    "--keep-alive=30",
    "--timeout=60",
    "--graceful-timeout=15",
    "--no-control-socket",
    "--log-level=warning",
)


@dataclass(frozen=True, slots=True)
class OwnProgram:
    """A Python process of the hub."""

    name: str
    arguments: tuple[str, ...]
    settings: Mapping[str, str]
    account: Account | None
    port: int | None = None
    stop_signal: int = signal.SIGTERM
    death_signal: int = signal.SIGTERM
    folder: Path = ROOT

    def command(self) -> list[str]:
        return [sys.executable, "-m", *self.arguments]

    def environment(self) -> dict[str, str]:
        """Ours, less the logins that are none of its business."""
        kind = self.name.partition("-")[0]
        mine = {name: value for name, value in self.settings.items() if name not in _LOGINS}
        mine |= {name: self.settings[name] for name in _GIVEN[kind]}
        if self.account is not None:
            mine |= {"HOME": "/", "USER": self.account.name, "PYTHONDONTWRITEBYTECODE": "1"}
        elif os.geteuid() == 0:
            # Root's own Python lies where nobody else can reach it, so the worker stays root, and knows it.
            mine |= {"C_FORCE_ROOT": "1", "PYTHONWARNINGS": "ignore:You're running the worker"}
        return {**mine, "HUB_PROCESS": self.name, "PYTHONUNBUFFERED": "1"}

    def cure(self) -> None:
        """Nothing to clear."""

    def ready(self) -> bool:
        """Whether it answers, if it is one that listens (it does so before it can answer)."""
        if self.port is None:
            return True
        asking = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            asking.request("GET", "/livez")
            return asking.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
        except OSError:
            return False
        finally:
            asking.close()


def own_programs(
    settings: Mapping[str, str], account: Account | None, *, port: int, host: str, kept: Path
) -> list[OwnProgram]:
    """Web, workers and beat, in the order in which they start."""
    web = ("gunicorn", "hub.wsgi:application", f"--bind={host}:{port}", *_GUNICORN)
    beat = (*_CELERY, "beat", "--pidfile=", f"--schedule={kept / 'schedule'}", "--loglevel=WARNING")
    return [
        OwnProgram("web", web, settings, account, port=port),
        OwnProgram("worker", _worker("worker", "celery", processes=2), settings, account),
        # Sending to other people's servers has a lane of its own: routing never waits for a slow receiver.
        OwnProgram("worker-push", _worker("push", "push", processes=1), settings, account),
        OwnProgram("beat", beat, settings, account),
    ]


def _worker(name: str, queue: str, *, processes: int) -> tuple[str, ...]:
    return (
        *(*_CELERY, "worker", f"--hostname={name}@%h", f"--queues={queue}", f"--concurrency={processes}"),
        *("--without-gossip", "--without-mingle", "--loglevel=WARNING"),
    )


def can_run(account: Account | None) -> bool:
    """Whether the account can run our Python on our code: not, for example, when either is in a closed home."""
    if account is None:
        return True
    try:
        trial = subprocess.run(
            [sys.executable, "-c", "import django, hub.wsgi"],
            cwd=ROOT,
            env={"PATH": os.defpath, "SECRET_KEY": "trial", "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            check=False,
            **demoted(account),
        )
    except OSError:
        return False
    return trial.returncode == 0
