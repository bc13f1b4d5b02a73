"""``manage.py up``, as a person starts it: what runs, who holds which login, what comes back, what ends."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from hub.engines.processes import free_port
from hub.engines.state import ROOT

pytestmark = pytest.mark.slow

EXPECTED = {"postgres", "redis", "web", "worker", "worker-push", "beat"}


class Hub:
    """A running hub in a folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        environment |= {"HUB_DATA": str(self.data), "HUB_PORT": str(self.port), "HUB_DEMO": "0"}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        output = self.process.stdout
        assert output is not None
        said = ""
        for line in output:
            said += line
            if "ready in" in line:
                # Nobody reads on: a hub whose terminal has gone goes on all the same.
                output.close()
                return
        pytest.fail(f"the hub did not start:\n{said}")

    def run(self) -> dict[str, Any]:
        return json.loads((self.data / "run.json").read_text())

    def pids(self) -> dict[str, int]:
        return self.run()["processes"]

    def answers(self, probe: str = "readyz") -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{probe}", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def kill_everything(self) -> None:
        for process in self.family():
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def family(self) -> list[psutil.Process]:
        assert self.process is not None
        leader = psutil.Process(self.process.pid)
        return [leader, *leader.children(recursive=True)]


def expect_soon(happens: Callable[[], bool], seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    with tempfile.TemporaryDirectory(prefix="hub-up-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        started = Hub(Path(folder) / "data")
        started.start()
        yield started
        if started.process is not None and started.process.poll() is None:
            started.kill_everything()


def environment_of(pid: int) -> dict[str, str]:
    pairs = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return dict(pair.decode().split("=", 1) for pair in pairs if b"=" in pair)


def test_everything_runs_and_is_written_down_for_its_owner_alone(hub: Hub) -> None:
    assert set(hub.pids()) == EXPECTED
    assert hub.run()["engines"]["postgres"]["port"]
    files = [path for path in hub.data.iterdir() if path.is_file()]
    assert {path.stat().st_mode & 0o077 for path in files} == {0}


def test_no_process_has_a_login_that_it_does_not_need(hub: Hub) -> None:
    logins = {
        name: {login for login in environment_of(pid) if login.startswith("DATABASE_")}
        for name, pid in hub.pids().items()
    }
    assert logins["web"] == {"DATABASE_WEB_URL"}
    assert logins["worker"] == logins["worker-push"] == {"DATABASE_WEB_URL", "DATABASE_PIPELINE_URL"}
    assert logins["beat"] == logins["postgres"] == logins["redis"] == set()


def test_a_second_start_on_the_same_folder_is_refused(hub: Hub) -> None:
    second = Hub(hub.data)
    with pytest.raises(pytest.fail.Exception, match="already running"):
        second.start()


@pytest.mark.parametrize("name", ["web", "redis", "postgres", "worker"])
def test_a_killed_process_comes_back(hub: Hub, name: str) -> None:
    killed = hub.pids()[name]
    os.kill(killed, signal.SIGKILL)
    expect_soon(lambda: hub.pids().get(name) not in (killed, None))
    expect_soon(hub.answers)


def test_the_hub_is_healthy_again_after_all_that(hub: Hub) -> None:
    expect_soon(lambda: hub.answers("health"), seconds=90)


def test_killing_everything_at_once_is_followed_by_a_clean_start(hub: Hub) -> None:
    hub.kill_everything()
    hub.start()
    assert hub.answers()


def test_one_signal_ends_everything(hub: Hub) -> None:
    assert hub.process is not None
    family = hub.family()
    hub.process.send_signal(signal.SIGINT)
    hub.process.wait(timeout=60)
    _, left = psutil.wait_procs(family, timeout=5)
    assert left == []
    assert hub.run()["processes"] == {}
