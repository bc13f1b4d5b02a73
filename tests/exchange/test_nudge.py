"""A nudge wakes the worker once, and never holds its sender up."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
from django.conf import settings as configured

from exchange import nudge

TASK = "exchange.tasks.nobody"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(nudge, "_breaker", nudge.Breaker(pause=0.3))
    forget()
    yield
    forget()


def forget() -> None:
    for kept in (nudge._flags, nudge._broker):
        kept.cache_clear()
    with redis.Redis.from_url(configured.CELERY_BROKER_URL) as client:
        client.delete("celery", f"hub:nudge:{TASK}")


def messages() -> int:
    with redis.Redis.from_url(configured.CELERY_BROKER_URL) as client:
        return client.llen("celery")


def seconds(work: Any) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def test_many_nudges_are_one_message_until_the_task_has_begun() -> None:
    for _ in range(5):
        nudge.nudge(TASK)
    assert messages() == 1

    nudge.received(TASK)
    nudge.nudge(TASK)
    assert messages() == 2


def test_a_redis_that_refuses_costs_next_to_nothing(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert seconds(lambda: [nudge.nudge(TASK) for _ in range(100)]) < 5


def test_a_redis_that_hangs_costs_a_tenth_of_a_second_once_and_is_tried_again_later(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.REDIS_URL = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        assert seconds(lambda: [nudge.nudge(TASK) for _ in range(100)]) < 5, "each would wait a tenth"

    settings.REDIS_URL = configured.CELERY_BROKER_URL
    nudge._flags.cache_clear()
    time.sleep(0.35)
    nudge.nudge(TASK)
    assert messages() == 1
