"""The only way in for strangers: row-level security shows the request of one address or of one link, and no other."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from accounts import acting


@contextmanager
def by_address(email: str) -> Iterator[None]:
    """Act for whoever gave this address; one after the other, where several do so at once."""
    with acting.as_nobody(), _saying("hub.join_email", email):
        with acting.connection().cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7290002))", [email])
        yield


@contextmanager
def by_link(secret: str) -> Iterator[None]:
    """Act for whoever was mailed this link."""
    with acting.as_nobody(), _saying("hub.join_link", digest(secret)):
        yield


def digest(secret: str) -> str:
    """How a link is kept: it is random and long, so a plain hash cannot be guessed backwards."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def _saying(setting: str, value: str) -> Iterator[None]:
    before = _set(setting, value)
    yield
    # The setting outlives a released savepoint: an outer transaction gets back what it had.
    _set(setting, before)


def _set(setting: str, value: str) -> str:
    with acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT current_setting(%s, true), set_config(%s, %s, true)", [setting, setting, value]
        )
        before: str | None = cursor.fetchone()[0]
    return before or ""
