"""May this process take requests, and how are the parts behind it?"""

import time
from dataclasses import asdict, dataclass
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError

from accounts import acting
from hub.engines import schema

_STALE = 60.0
"""Seconds without a sign of life after which a part counts as down; it has as long for its first one."""
_REDIS_PATIENCE = 0.2
# When this process began: a part that gave no sign since then may only not have got round to it yet.
_BEGAN = time.monotonic()

_AGES = "SELECT part, extract(epoch FROM clock_timestamp() - seen_at)::float FROM health_heartbeat"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part's state, in words that say what to look at. ``starting``: not there, and not due yet either."""

    ok: bool
    detail: str
    starting: bool = False


def database() -> Finding:
    """PostgreSQL answers this process's login, and holds every migration that the code expects."""
    try:
        with acting.as_nobody(), acting.connection().cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            missing = _expected() - set(cursor.fetchall())
    except DatabaseError:
        return Finding(False, "PostgreSQL does not answer")
    if missing:
        return Finding(False, f"{len(missing)} migrations are not applied")
    return Finding(True, "answers; every migration is applied")


def broker() -> Finding:
    """Redis, on which no request depends: without it, work starts when the sweep finds it."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_REDIS_PATIENCE, socket_connect_timeout=_REDIS_PATIENCE
    )
    try:
        client.ping()
    except redis.RedisError as failure:
        return Finding(False, f"does not answer ({type(failure).__name__}); publishing goes on")
    finally:
        client.close()
    return Finding(True, "answers")


def parts() -> dict[str, Finding]:
    """The state of everything that works behind the requests."""
    ages = _ages()
    return {
        "worker": _alive(ages.get("worker"), "a canary job went through it"),
        "sweeper": _sweeper(ages),
        "backlog": _backlog(),
    }


def report() -> dict[str, dict[str, object]]:
    """All findings by name."""
    found = {"postgres": database(), "redis": broker()}
    if found["postgres"].ok:
        found |= parts()
    return {name: asdict(finding) for name, finding in found.items()}


def _ages() -> dict[str, float]:
    with acting.as_nobody(), acting.connection().cursor() as cursor:
        cursor.execute(_AGES)
        return dict(cursor.fetchall())


def _backlog() -> Finding:
    with acting.as_nobody(), acting.connection().cursor() as cursor:
        cursor.execute("SELECT hub_oldest_unrouted()")
        (waited,) = cursor.fetchone()
    if waited > _STALE:
        return Finding(False, f"the oldest accepted notice has waited {waited:.0f} s for its routing")
    return Finding(True, "no accepted notice waits long for its routing")


def _sweeper(ages: dict[str, float]) -> Finding:
    if not settings.HUB_SWEEPER:
        return Finding(False, "switched off by HUB_SWEEPER=0: lost work stays lost")
    slowest = max((ages.get(name, float("inf")) for name in settings.SWEEPS), default=None)
    return _alive(slowest, "every sweep ended well")


def _alive(age: float | None, sign: str) -> Finding:
    uptime = time.monotonic() - _BEGAN
    if uptime < _STALE and (age is None or age > _STALE):
        return Finding(False, f"starting, the first sign is due within a minute: {sign}", starting=True)
    if age is None or age == float("inf"):
        return Finding(False, f"not yet: {sign}")
    if age > _STALE:
        return Finding(False, f"{age:.0f} s ago, more than {_STALE:.0f}: {sign}")
    return Finding(True, f"{age:.0f} s ago: {sign}")


@cache
def _expected() -> set[tuple[str, str]]:
    return schema.expected()
