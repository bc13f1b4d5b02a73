"""kill -9, at random, each time while the victim has work in its hands; and FLUSHALL in between."""

import os
import random
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psutil
import psycopg2
import redis

from tests.crash.stack import Stack

# A process of the hub, or one of those that a leading process keeps: a web server's worker, a task's process.
VICTIMS = ("postgres", "redis", "web", "worker", "worker-push", "beat", "one of web", "one of worker")
_PATIENCE = 8.0
"""Seconds to wait for the victim to have work in its hands."""
_YOUNG = 6.0
"""A process younger than this is left alone: dying at once again and again is another matter."""

_IN_FLIGHT = """
SELECT (SELECT count(*) FROM notices_routingwork WHERE state = 'pending'),
       (SELECT count(*) FROM webhooks_dispatch WHERE state = 'leased'),
       (SELECT count(*) FROM webhooks_dispatch WHERE state IN ('due', 'retrying')),
       (SELECT coalesce(json_object_agg(application_name, n), '{}') FROM (
           SELECT application_name, count(*) AS n FROM pg_stat_activity
           WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
           AND backend_type = 'client backend' GROUP BY 1
       ) open)"""


@dataclass(slots=True)
class InFlight:
    """What was under way at a moment: requests of publishers, notices not routed, webhook messages with a worker
    or waiting, and open transactions by process.
    """

    requests: int = 0
    unrouted: int = 0
    leased: int = 0
    waiting: int = 0
    transactions: dict[str, int] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        return bool(self.requests or self.unrouted or self.leased or self.waiting or self.transactions)


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill, and what was under way."""

    victim: str
    at: float
    busy: bool
    in_flight: InFlight


def _is_busy(victim: str, now: InFlight) -> bool:
    """Whether the victim, or the processes it is one of, has work in its hands; of Redis and beat, anybody."""
    match victim.removeprefix("one of "):
        case "postgres":
            return bool(now.transactions)
        case "web":
            return now.requests > 0 and now.transactions.get("web", 0) > 0
        case "worker":
            return now.transactions.get("worker", 0) > 0
        case "worker-push":
            return now.leased > 0 or now.transactions.get("worker-push", 0) > 0
        case _:
            return now.requests > 0 or now.unrouted > 0


class Killer(threading.Thread):
    """Kills one victim after the other until it is stopped."""

    def __init__(
        self, stack: Stack, *, requests: Callable[[], int], pause: float, chance: random.Random
    ) -> None:
        super().__init__(name="killer", daemon=True)
        self.kills: list[Kill] = []
        self.flushes: list[InFlight] = []
        self.faults: list[str] = []
        self.over = threading.Event()
        self._stack = stack
        self._requests = requests
        self._pause = pause
        self._chance = chance
        self._connection: Any = None

    def run(self) -> None:
        try:
            while True:
                for victim in self._chance.sample(VICTIMS, len(VICTIMS)):
                    if self.over.wait(self._pause * self._chance.uniform(0.5, 1.5)):
                        return
                    self.kill(victim)
                    if self._chance.random() < 0.4:
                        self.flush()
        except Exception as failure:  # noqa: BLE001 - a killer that stops is a fault of the run
            self.faults.append(f"killer stopped: {type(failure).__name__}: {failure}")

    def kill(self, victim: str) -> None:
        """Kill it, as soon as it has work in its hands; at the latest when patience ends."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            pid = self._pid(victim)
            now = self.look()
            if pid is not None and now is not None and _is_busy(victim, now):
                self._strike(victim, pid, True, now)
                return
            # Open transactions last for milliseconds: look often, but leave the processor to the hub.
            time.sleep(0.004)
        pid = self._pid(victim)
        if pid is not None:
            self._strike(victim, pid, False, self.look() or InFlight(requests=self._requests()))

    def flush(self) -> None:
        """Empty Redis: every message and flag in it is gone."""
        now = self.look()
        with suppress(redis.RedisError), redis.Redis.from_url(self._stack.engine("redis")) as client:
            client.flushall()
            self.flushes.append(now or InFlight(requests=self._requests()))

    def look(self) -> InFlight | None:
        """What is under way now; None while the database does not say."""
        try:
            if self._connection is None or self._connection.closed:
                self._connection = psycopg2.connect(self._stack.engine("postgres"), connect_timeout=1)
                self._connection.autocommit = True
            with self._connection.cursor() as cursor:
                cursor.execute(_IN_FLIGHT)
                unrouted, leased, waiting, transactions = cursor.fetchone()
        except (psycopg2.Error, KeyError):
            self._connection = None
            return None
        return InFlight(self._requests(), unrouted, leased, waiting, transactions)

    def _strike(self, victim: str, pid: int, busy: bool, now: InFlight) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.kills.append(Kill(victim, time.monotonic(), busy, now))

    def _pid(self, victim: str) -> int | None:
        """The process to kill, if it is there and not too young."""
        leader = self._stack.pids().get(victim.removeprefix("one of "))
        with suppress(psutil.NoSuchProcess):
            if leader is None:
                return None
            process = psutil.Process(leader)
            if time.time() - process.create_time() < _YOUNG:
                return None
            if victim.startswith("one of "):
                children = process.children()
                return self._chance.choice(children).pid if children else None
            return leader
        return None


def by_victim(kills: list[Kill]) -> dict[str, list[Kill]]:
    """The kills of each."""
    found: dict[str, list[Kill]] = defaultdict(list)
    for one in kills:
        found[one.victim].append(one)
    return dict(sorted(found.items()))
