"""The examples of the API guide, run in their order against a served hub that is empty at first."""

import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test.testcases import QuietWSGIRequestHandler

from exchange import pipeline

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases="__all__", transaction=True)]

ROOT = Path(__file__).parents[3]
_BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The page says what a program needs; here is where its values come from.
_WITH_CLIENT = (
    'HUB=$HUB CLIENT=$(field client_id < "$WORK/trader.client.json")'
    ' SECRET=$(field client_secret < "$WORK/trader.client.json") python3 -'
)


@pytest.fixture
def hub(transactional_db: None, settings) -> Iterator[str]:
    """The address of a hub whose work gets done."""
    # As `manage.py up` serves it on one's own machine: without TLS.
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(get_wsgi_application())
    with _in_background(server.serve_forever, server.shutdown), _working():
        yield f"http://127.0.0.1:{server.server_port}"
    server.server_close()


@contextmanager
def _working() -> Iterator[None]:
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.05):
            pipeline.route()
            pipeline.reconsider()
        connections.close_all()

    with _in_background(work, over.set):
        yield


@contextmanager
def _in_background(run, end) -> Iterator[None]:
    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        end()
        thread.join()


def _script() -> str:
    """Every block of the page in one script, which stops at the first that fails."""
    parts = ["set -euo pipefail"]
    for number, (language, code) in enumerate(
        _BLOCK.findall((ROOT / "docs" / "api.md").read_text()), start=1
    ):
        parts.append(f"echo '--- block {number}'")
        parts.append(code if language == "sh" else f"{_WITH_CLIENT} <<'PYTHON'\n{code}PYTHON")
    return "\n".join(parts)


def test_every_example_of_the_guide_does_what_the_guide_says(hub: str) -> None:
    done = subprocess.run(
        ["bash", "-c", _script()],
        cwd=ROOT,
        env={**os.environ, "HUB": hub},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr}"
    told = done.stdout.splitlines()
    for expected in ("in_force", "repeated", "FR-RFI-1", "answered", "invalid-document"):
        assert expected in told, done.stdout
