"""Sign-in: the one moment at which people are looked up before anybody is known."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts import acting


@contextmanager
def signing_in() -> Iterator[None]:
    """Let sign-in, password links and second factors find a person; nothing else becomes visible."""
    with acting.as_nobody():
        before = _set("on")
        yield
        # The setting outlives a released savepoint: an outer transaction gets back what it had.
        _set(before)


def _set(value: str) -> str:
    with acting.connection().cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('hub.signing_in', true), set_config('hub.signing_in', %s, true)", [value]
        )
        before: str | None = cursor.fetchone()[0]
    return before or ""
