"""One supervised child: started, restarted with growing patience, stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import psutil

from hub.engines.console import Console
from hub.engines.demotion import Account
from hub.engines.processes import spawn

_PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
_LIVED = 5.0
"""Seconds after which a child counts as having worked."""
_GIVE_UP_AFTER = 20


class Program(Protocol):
    """What a child has to know about itself."""

    @property
    def name(self) -> str: ...
    @property
    def account(self) -> Account | None: ...
    @property
    def folder(self) -> Path: ...
    @property
    def stop_signal(self) -> int: ...
    @property
    def death_signal(self) -> int: ...
    def command(self) -> list[str]: ...
    def environment(self) -> Mapping[str, str]: ...
    def cure(self) -> None: ...
    def ready(self) -> bool: ...


class GaveUp(Exception):
    """A child dies again and again; going on would hide it."""


class Child:
    """A program and its present process, if any."""

    def __init__(self, program: Program, console: Console) -> None:
        self.program = program
        self._console = console
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._short_lives = 0
        self._next_start: float | None = None

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start it on clean ground."""
        self.program.cure()
        self._process = spawn(
            self.program.command(),
            environment=self.program.environment(),
            account=self.program.account,
            folder=self.program.folder,
            death_signal=self.program.death_signal,
        )
        if self._process.stdout is not None:
            self._console.follow(self._process.stdout, self.program.name)
        self._started = time.monotonic()
        self._next_start = None

    def wait_until_ready(self, seconds: float) -> None:
        """Wait for its first sign of work; a child that dies before has failed."""
        until = time.monotonic() + seconds
        while not self.program.ready():
            if self._process is None or self._process.poll() is not None:
                raise GaveUp(f"{self.program.name} ended while starting; its last lines say why")
            if time.monotonic() > until:
                raise GaveUp(f"{self.program.name} was not ready within {seconds:.0f} s")
            time.sleep(0.05)

    def tend(self) -> bool:
        """Restart it if it has died; true when its process has changed."""
        now = time.monotonic()
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return False
            # Whom it has led must not go on serving beside its successor (each child leads a group of its own).
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._plan_restart(code, now)
            return True
        if self._next_start is not None and now >= self._next_start:
            self.start()
            return True
        return False

    def tell(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _plan_restart(self, code: int, now: float) -> None:
        self._process = None
        if now - self._started >= _LIVED:
            self._short_lives = 0
        if self._short_lives >= _GIVE_UP_AFTER:
            raise GaveUp(f"{self.program.name} ended {self._short_lives} times in a row (last with {code})")
        pause = _PAUSES[min(self._short_lives, len(_PAUSES) - 1)]
        self._short_lives += 1
        self._next_start = now + pause
        self._console.say(f"{self.program.name} ended with {code}; again in {pause} s")


def end_leftovers(run: Mapping[str, object], seconds: float = 5.0) -> None:
    """End what a killed supervisor left running, told by process id *and* start time (ids are reused)."""
    started = run.get("started")
    left = []
    for pid, since in started.values() if isinstance(started, dict) else ():
        try:
            process = psutil.Process(pid)
            if abs(process.create_time() - since) < 1:
                process.terminate()
                left.append(process)
        except psutil.NoSuchProcess:
            continue
    _, stubborn = psutil.wait_procs(left, timeout=seconds)
    for process in stubborn:
        process.kill()
    psutil.wait_procs(stubborn, timeout=seconds)


def start_time(pid: int) -> float:
    """When a process began, to recognise it later."""
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return 0.0
