"""The hub's WSGI application as one caller reaches it: over TLS, with that caller's credentials."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache import cache
from django.core.wsgi import get_wsgi_application

from hub.limits import WINDOWS
from tests.contract.callers import Caller


class Door:
    """Requests that come in here are the current caller's; with ``None`` they are nobody's.

    Credentials are put on here, behind the generator's back: what it generates is what an operation takes.
    """

    def __init__(self) -> None:
        self._application = get_wsgi_application()
        self.caller: Caller | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # Shares of requests, and of attempts to sign in, have tests of their own.
        WINDOWS.clear()
        cache.clear()
        environ |= {"wsgi.url_scheme": "https", "REMOTE_ADDR": "127.0.0.1"}
        for name, value in (self.caller.headers() if self.caller else {}).items():
            environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
        return self._application(environ, start_response)
