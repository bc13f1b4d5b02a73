"""The probes say what is true, and only what a stranger may know."""

import time
from datetime import UTC, datetime
from typing import Any

import psycopg2
import pytest
import redis
from django.conf import settings as configured
from django.db import OperationalError
from django.test import Client

from accounts import acting
from hub.health import availability, selectors, services
from hub.health.tasks import canary
from tests.throwaway import Engines

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def everything_alive() -> None:
    canary()
    for sweep in configured.SWEEPS:
        services.seen(part=sweep)


def grow_old(engines: Engines, part: str) -> None:
    with psycopg2.connect(engines.superuser_url()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE health_heartbeat SET seen_at = seen_at - interval '61 s' WHERE part = %s", [part]
        )


def parts(client: Client) -> tuple[int, dict[str, bool]]:
    answer = client.get("/health")
    return answer.status_code, {name: part["ok"] for name, part in answer.json()["parts"].items()}


def test_a_live_process_says_so_by_whatever_address_it_is_asked_and_asks_nobody(
    client: Client, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["hub.example.org"]
    answer = client.get("/livez", headers={"Host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content) == (200, b"alive\n")
    assert "no-store" in answer["Cache-Control"]


def test_a_migrated_database_is_ready(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


def test_a_missing_migration_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "_expected", lambda: {("notices", "9999_tomorrow")})
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"1 migrations are not applied\n")


def test_an_unreachable_database_is_not_ready_and_says_no_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> Any:
        raise OperationalError("password of hub_web at 10.0.0.1")

    monkeypatch.setattr(acting, "as_nobody", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"PostgreSQL does not answer\n")


def test_health_is_green_when_every_part_gave_a_sign(client: Client, everything_alive: None) -> None:
    assert parts(client) == (200, dict.fromkeys(["postgres", "redis", "worker", "sweeper", "backlog"], True))


def test_a_worker_without_a_sign_for_a_minute_is_named(
    client: Client, engines: Engines, everything_alive: None
) -> None:
    grow_old(engines, "worker")
    status, found = parts(client)
    assert (status, [name for name, ok in found.items() if not ok]) == (503, ["worker"])
    assert client.get("/readyz").status_code == 200


def test_in_its_first_minute_a_hub_is_starting_and_after_it_what_gave_no_sign_fails(
    engines: Engines, everything_alive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow_old(engines, "worker")
    monkeypatch.setattr(selectors, "_BEGAN", time.monotonic())
    assert [selectors.parts()[name].starting for name in ("worker", "sweeper")] == [True, False]
    monkeypatch.setattr(selectors, "_BEGAN", time.monotonic() - 61)
    worker = selectors.parts()["worker"]
    assert (worker.ok, worker.starting) == (False, False)


def test_a_sweep_that_stopped_or_was_switched_off_is_named(
    client: Client, engines: Engines, everything_alive: None, settings: Any
) -> None:
    grow_old(engines, next(iter(configured.SWEEPS)))
    assert not parts(client)[1]["sweeper"]
    services.seen(part=next(iter(configured.SWEEPS)))
    assert parts(client)[1]["sweeper"]
    settings.HUB_SWEEPER = False
    assert not parts(client)[1]["sweeper"]


def test_redis_gone_is_named_and_keeps_nobody_from_publishing(
    client: Client, everything_alive: None, settings: Any
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    status, found = parts(client)
    assert (status, [name for name, ok in found.items() if not ok]) == (503, ["redis"])
    assert client.get("/readyz").status_code == 200


def test_the_probes_only_read(client: Client) -> None:
    assert {client.post(f"/{probe}").status_code for probe in ("livez", "readyz", "health")} == {405}


def test_the_test_engines_are_what_the_settings_say(engines: Engines) -> None:
    assert redis.Redis.from_url(configured.REDIS_URL).ping()
    assert str(engines.valkey.port) in configured.REDIS_URL


def test_availability_counts_the_minutes_that_saw_a_job_through_and_nothing_else(engines: Engines) -> None:
    canary()
    canary()
    with psycopg2.connect(engines.superuser_url()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT first_minute = last_minute, minutes FROM health_measuredday")
        assert cursor.fetchall() == [(True, 1)], "twice in a minute is once"
        cursor.execute("DELETE FROM health_measuredday")
        # Measured from half past ten on; a third of the next day was lost, all of the one after.
        cursor.execute(
            "INSERT INTO health_measuredday VALUES"
            " ('2026-03-01', '2026-03-01 10:30Z', '2026-03-01 23:59Z', 810),"
            " ('2026-03-02', '2026-03-02 00:00Z', '2026-03-02 15:59Z', 960),"
            " ('2026-03-04', '2026-03-04 00:00Z', '2026-03-04 00:10Z', 11)"
        )
    at = datetime(2026, 3, 4, 0, 10, 30, tzinfo=UTC)
    with acting.as_nobody():
        days = availability.days(at=at)
    assert [(one.day.day, one.measured, one.worked) for one in days[-5:]] == [
        (28, 0, 0),
        (1, 810, 810),
        (2, 1440, 960),
        (3, 1440, 0),
        (4, 10, 10),
    ]
    assert (availability.share(days), availability.share(days[:3])) == (48.1, None)
