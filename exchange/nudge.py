"""The nudge: tells the worker that PostgreSQL holds work for it. Nothing depends on its arriving.

A flag in Redis stands for "somebody will look": while it stands no further message is sent, and the task takes it
down before it looks for the last time, so that work committed later is announced again. Redis may be slow or gone: a
nudge then costs its sender a tenth of a second once, and nothing while the breaker is open.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import redis
import structlog
from celery import current_app
from django.conf import settings
from kombu.connection import Connection
from kombu.exceptions import OperationalError
from kombu.pools import producers
from redis.backoff import NoBackoff
from redis.retry import Retry

_PATIENCE = 0.05
"""Seconds for a connection, and again for an answer."""
_PAUSE = 3.0
"""Seconds without a try after a failure."""
_FLAG_LASTS = 5
"""Seconds after which a message that never arrived holds up no other."""

log = structlog.get_logger(__name__)


class Breaker:
    """Open for some seconds after a failure: who meets it open does not even try."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._lock = threading.Lock()
        self._closed_from = 0.0

    def is_open(self) -> bool:
        return time.monotonic() < self._closed_from

    def trip(self) -> bool:
        """Open it; true for the one caller that found it closed."""
        with self._lock:
            was_closed = not self.is_open()
            self._closed_from = time.monotonic() + self._pause
            return was_closed


_breaker = Breaker(_PAUSE)


def nudge(task_name: str) -> None:
    """Wake the worker for a task, called in ``on_commit``; never raises, never waits longer than a moment."""
    if _breaker.is_open():
        return
    try:
        if _flags().set(_flag(task_name), "1", nx=True, ex=_FLAG_LASTS):
            _send(task_name)
    except (redis.RedisError, OperationalError, OSError) as failure:
        if _breaker.trip():
            log.warning("nudge_failed", task=task_name, failure=type(failure).__name__)


def received(task_name: str) -> None:
    """Take the flag down; what a task does before it looks for work for the last time, at the latest."""
    if not _breaker.is_open():
        with _tripping():
            _flags().delete(_flag(task_name))


def hold(task_name: str) -> None:
    """Keep the flag up, if it stands: the task will look again soon."""
    if not _breaker.is_open():
        with _tripping():
            _flags().expire(_flag(task_name), _FLAG_LASTS)


@contextmanager
def _tripping() -> Iterator[None]:
    """What fails opens the breaker. The flag falls by itself in a few seconds."""
    try:
        yield
    except redis.RedisError:
        _breaker.trip()


def _send(task_name: str) -> None:
    with producers[_broker()].acquire(block=True, timeout=_PATIENCE) as producer:
        current_app.send_task(task_name, producer=producer, retry=False, ignore_result=True)


def _flag(task_name: str) -> str:
    return f"hub:nudge:{task_name}"


@cache
def _flags() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=_PATIENCE,
        socket_connect_timeout=_PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )


@cache
def _broker() -> Connection:
    """A connection of the nudge's own: the worker's waits for messages and must be patient."""
    hurried = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE, "max_retries": 0}
    return current_app.connection_for_write(transport_options=hurried, connect_timeout=_PATIENCE)
