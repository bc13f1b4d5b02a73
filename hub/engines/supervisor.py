"""``manage.py up``: engines, migrations, the demo world once, then web, worker and beat, until Ctrl-C."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from types import FrameType

from django.conf import settings
from django.core.management import get_commands

from hub.engines import collecting, schema, servers
from hub.engines.children import Child, end_leftovers, start_time
from hub.engines.console import Console
from hub.engines.postgres import Postgres
from hub.engines.processes import port_is_free
from hub.engines.programs import can_run, own_programs
from hub.engines.state import ROOT, DataFolder, data_folder
from hub.engines.valkey import Valkey

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_HANDOUT = ("demo.txt", "demo.json")
_FINISH = 160.0
"""Seconds that a running task may take to finish after Ctrl-C: longer than any task's time limit."""


class CannotStart(Exception):
    """Something outside must be put right first."""


class Supervisor:
    """Everything that runs, from the first engine to the last request."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.data: DataFolder = data_folder(environment)
        self.given = dict(environment)
        self.settings = dict(environment)
        self.console = Console()
        self.children: list[Child] = []
        self.engines: dict[str, dict[str, object]] = {}
        self.stops = 0
        self._last_stop = 0.0

    def run(self) -> None:
        """Start all, tend all, stop all."""
        self.data.claim()
        for number in _STOP_SIGNALS:
            signal.signal(number, self._heard)
        try:
            end_leftovers(self.data.read_run())
            self._start()
            while not self.stops:
                changed = [child for child in self.children if child.tend()]
                if changed:
                    self._write_run()
                time.sleep(0.1)
        finally:
            self._stop()

    def _start(self) -> None:
        port = int(self.settings.get("HUB_PORT") or 8000)
        if not port_is_free(port):
            raise CannotStart(f"port {port} is taken by another program; set HUB_PORT to a free one")
        began = time.monotonic()
        place = self._start_engines()
        self.settings.setdefault("SECRET_KEY", self.data.secret("secret_key"))
        # One's own machine, by plain http; a deployment behind TLS starts the processes itself.
        self.settings.setdefault("HUB_HTTPS", "0")
        self.data.write_addresses(self.given, self.settings)
        self._migrate()
        self._collect()
        self._seed()
        account = place.account if can_run(place.account) else None
        if place.account is not None and account is None:
            self.console.say(
                "web and worker run as root: this Python lies where no other account can reach it"
            )
        host = self.settings.get("HUB_BIND", "127.0.0.1")
        for program in own_programs(self.settings, account, port=port, host=host, kept=place.folder / "beat"):
            self._start_child(Child(program, self.console), seconds=60)
        self._greet(port, time.monotonic() - began)

    def _start_engines(self) -> servers.Place:
        place = servers.find_place(self.data)
        if "DATABASE_URL" in self.given:
            self.settings |= servers.given_logins(self.given, self.data)
            self.engines["postgres"] = servers.where(self.settings["DATABASE_URL"])
        else:
            postgres = servers.embedded_postgres(self.data, place)
            self._start_engine(postgres)
            self.settings |= servers.prepare_logins(postgres.url(), servers.DATABASE, self.data)
            address = postgres.url(servers.DATABASE)
            self.engines["postgres"] = {**servers.where(address), "data": str(postgres.data), "url": address}
        if "REDIS_URL" in self.given:
            self.engines["redis"] = servers.where(self.given["REDIS_URL"])
        else:
            valkey = servers.embedded_valkey(self.data, place)
            self._start_engine(valkey)
            self.settings["REDIS_URL"] = valkey.url()
            self.engines["redis"] = {**servers.where(valkey.url()), "url": valkey.url()}
        return place

    def _start_engine(self, engine: Postgres | Valkey) -> None:
        engine.prepare()
        self._start_child(Child(engine, self.console), seconds=120)

    def _start_child(self, child: Child, *, seconds: float) -> None:
        if self.stops:
            raise KeyboardInterrupt
        self.children.append(child)
        child.start()
        self._write_run()
        child.wait_until_ready(seconds)

    def _migrate(self) -> None:
        if not schema.is_current(self.settings["DATABASE_URL"]):
            self.console.say("bringing the database up to date")
            self._command("migrate", "--database=owner", "--verbosity=0")

    def _collect(self) -> None:
        """Static files, compressed as a deployment has them; HUB_STATIC_COLLECTED=0 serves them from where they lie,
        and so does debugging.
        """
        folder = self.data.path / "static"
        self.settings.setdefault("HUB_STATIC", str(folder))
        wanted = self.settings.setdefault("HUB_STATIC_COLLECTED", "1") == "1" and not settings.DEBUG
        if not wanted or "HUB_STATIC" in self.given:
            return
        files = collecting.fingerprint()
        if self.data.once("static", files):
            self._command("collectstatic", "--noinput", "--clear", "--ignore=redoc", "--verbosity=0")
            self.data.note("static", files)

    def _seed(self) -> None:
        """The demo world, once per database, unless it is not wanted."""
        wanted = self.settings.get("HUB_DEMO", "1") != "0" and "seed_demo" in get_commands()
        database = str(self.engines["postgres"])
        if wanted and self.data.once("seed_demo", database):
            self.console.say("making the demo world")
            self._command("seed_demo")
            self.data.note("seed_demo", database)

    def _command(self, *arguments: str) -> None:
        """Run one of our own commands to its end, with every login."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        environment = {**self.settings, "HUB_DATA": str(self.data.path)}
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise CannotStart(f"manage.py {arguments[0]} failed with {done.returncode}")

    def _greet(self, port: int, seconds: float) -> None:
        address = f"http://127.0.0.1:{port}/"
        self.console.say(
            f"ready in {seconds:.1f} s at {address} (Ctrl-C stops; processes: {self.data.path}/run.json)"
        )
        for name in _HANDOUT:
            self._correct_address(name, address.rstrip("/"))
        signins = self.data.path / _HANDOUT[0]
        if signins.is_file():
            self.console.show(f"\n{signins.read_text('utf-8')}\n")

    def _correct_address(self, name: str, address: str) -> None:
        """The handout was written once; the port may be another today."""
        handout = self.data.path / name
        if handout.is_file():
            self.data.leave(name, _ADDRESS.sub(address, handout.read_text("utf-8")))

    def _write_run(self) -> None:
        running = {child.program.name: child.pid for child in self.children if child.pid is not None}
        self.data.write_run(
            {
                "supervisor": os.getpid(),
                "processes": running,
                "started": {name: [pid, start_time(pid)] for name, pid in running.items()},
                "engines": self.engines,
                "port": int(self.settings.get("HUB_PORT") or 8000),
            }
        )

    def _stop(self) -> None:
        """Web and beat first, then the worker (which finishes its tasks), the engines last."""
        if self.children:
            self.console.say("stopping; running tasks are finished first (Ctrl-C again to hurry)")
        engines = [child for child in self.children if isinstance(child.program, Postgres | Valkey)]
        own = [child for child in self.children if child not in engines]
        in_order = [
            [child for child in own if not child.program.name.startswith("worker")],
            [child for child in own if child.program.name.startswith("worker")],
            *[[child] for child in reversed(engines)],
        ]
        for group in in_order:
            self._end(group)
        if self.children:
            self._forget_processes()

    def _end(self, group: list[Child]) -> None:
        for child in group:
            child.tell(child.program.stop_signal)
        until = time.monotonic() + _FINISH
        while not all(child.has_ended() for child in group):
            if self.stops > 1 or time.monotonic() > until:
                for child in group:
                    # PostgreSQL takes SIGQUIT as "at once"; crash recovery does the rest.
                    child.tell(signal.SIGQUIT if isinstance(child.program, Postgres) else signal.SIGKILL)
            time.sleep(0.05)

    def _forget_processes(self) -> None:
        run = self.data.read_run()
        self.data.write_run({**run, "supervisor": None, "processes": {}, "started": {}})

    def _heard(self, number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        # One Ctrl-C can arrive twice (from the terminal and from whoever started us).
        if now - self._last_stop > 1:
            self.stops += 1
        self._last_stop = now
