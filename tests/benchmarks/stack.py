"""The web server and the workers as they are run for real, on the benchmark's engines."""

import http.client
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from hub.engines.processes import free_port
from hub.engines.programs import own_programs
from hub.engines.state import ROOT


class Stack:
    """Web, worker and push worker, until ``close``."""

    def __init__(self) -> None:
        self.port = free_port()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        environment = {**os.environ, "HUB_HTTPS": "0"}
        programs = own_programs(environment, None, port=self.port, host="127.0.0.1", kept=ROOT)
        for program in programs:
            if program.name != "beat":
                self._running[program.name] = subprocess.Popen(
                    program.command(),
                    env=program.environment(),
                    cwd=ROOT,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
        self._wait()

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def programs(self) -> dict[str, psutil.Process]:
        """The running programs by their names."""
        return {name: psutil.Process(process.pid) for name, process in self._running.items()}

    def cpu(self, postgres: Path) -> dict[str, float]:
        """The CPU seconds that each program has taken so far, and PostgreSQL on this data folder."""
        roots = {name: process.pid for name, process in self._running.items()}
        roots["postgres"] = int((postgres / "postmaster.pid").read_text().split()[0])
        return {name: _cpu(psutil.Process(root)) for name, root in roots.items()}

    def close(self) -> None:
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        for process in self._running.values():
            process.wait(timeout=30)

    def _wait(self) -> None:
        for _ in range(200):
            try:
                asking = self.connection()
                asking.request("GET", "/readyz")
                if asking.getresponse().status == http.client.OK:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        sys.exit("the web server did not start")


def _cpu(root: psutil.Process) -> float:
    times = [one.cpu_times() for one in [root, *root.children(recursive=True)]]
    return sum(one.user + one.system for one in times)
