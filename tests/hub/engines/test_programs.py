"""The web process as it is shipped, with the logins that it is given and no other."""

import os
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from hub.api import openapi
from hub.api.rendering import encode
from hub.engines.processes import free_port
from hub.engines.programs import own_programs
from tests.contract import world as worlds
from tests.contract.callers import Caller
from tests.contract.ready import MAKERS
from tests.contract.world import ADMINISTRATOR, AUTHORITY, OPERATOR, TRADER, World
from tests.throwaway import Engines

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases="__all__", transaction=True)]

ROLES = (TRADER, AUTHORITY, ADMINISTRATOR, OPERATOR)


@pytest.fixture
def world(transactional_db: None, settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return worlds.build()


@pytest.fixture(scope="module")
def port(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where the shipped web process listens."""
    kept_in = tmp_path_factory.mktemp("web")
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    given = kept | engines.environment() | {"HUB_HTTPS": "0"}
    web = own_programs(given, None, port=free_port(), host="127.0.0.1", kept=kept_in)[0]
    environment = web.environment()
    assert [name for name in environment if name.startswith("DATABASE")] == ["DATABASE_WEB_URL"]
    process = subprocess.Popen(web.command(), cwd=web.folder, env=environment)
    try:
        for _ in range(300):
            if web.ready() or process.poll() is not None:
                break
            time.sleep(0.1)
        assert web.port is not None
        yield web.port
    finally:
        process.terminate()
        process.wait(timeout=30)


def get(port: int, path: str, caller: Caller) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=caller.headers())
        answer = connection.getresponse()
        # Some answers are workbooks, which are no text.
        return answer.status, answer.read().decode(errors="replace")
    finally:
        connection.close()


def test_whatever_can_be_read_is_read_with_the_web_login_alone(world: World, port: int) -> None:
    document = orjson.loads(encode(openapi.document()))
    reads = [
        (path, methods["get"]["operationId"])
        for path, methods in document["paths"].items()
        if "get" in methods
    ]
    assert len(reads) > 40
    refused, broken = [], []
    for path, name in reads:
        maker = MAKERS[name]
        ready = maker.prepare(world)
        address = path.format(**ready.path) + (
            f"?{urlencode(ready.query, doseq=True)}" if ready.query else ""
        )
        status, text = get(port, address, ready.caller or world.callers[maker.role])
        if status >= 300:
            refused.append((name, status, text[:300]))
        for role in ROLES:
            status, text = get(port, address, world.callers[role])
            if status >= 500 or status == 429:
                broken.append((name, role, status, text[:300]))
    assert (refused, broken) == ([], [])


def test_publisher_holder_and_operator_have_a_notice_explained_by_the_shipped_web(
    world: World, port: int
) -> None:
    receipt = world.published()
    address = f"/api/v1/notices/{receipt.number}/explanation?organisation={world.authority.id}"
    assert get(port, address, world.callers[AUTHORITY])[0] == 404
    world.opened(world.delivery(number=receipt.number))
    for role in (TRADER, AUTHORITY, OPERATOR):
        status, text = get(port, address, world.callers[role])
        assert status == 200, text
        assert [one["entitled"] for one in orjson.loads(text)["agreements"]] == [True]
