"""Lanes to the views: browsers go through sessions, languages and pages, programs with a token past all that.

Probes go past it as well: they come to this process by its address, under no name that is served.

What is done for browsers takes a program's request as long as its own work. ``Lanes`` stands before it in
``MIDDLEWARE``, ``Inside`` behind it; whatever stands before both is done for everybody.
"""

from collections.abc import Callable
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]

# Where programs send and fetch by the thousand. Nothing there looks at a session.
_BUSY = ("/api/v1/notices", "/api/v1/inbox", "/api/v1/feed")
_PROBES = {"/livez", "/readyz", "/health"}


class Inside:
    """The last middleware: what it is given are the views. The list is made from its end."""

    views: ClassVar[Handler]

    def __init__(self, get_response: Handler) -> None:
        Inside.views = self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)


class Lanes:
    """Sends who shows a token at a busy address straight to the view: it alone counts there, never a session."""

    def __init__(self, get_response: Handler) -> None:
        self._for_browsers = get_response
        self._for_programs: Handler = CommonMiddleware(Inside.views)  # type: ignore[assignment]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in _PROBES:
            return Inside.views(request)
        if not _is_program(request):
            return self._for_browsers(request)
        # The API says the same to everybody: programs read it.
        with translation.override(settings.LANGUAGE_CODE):
            return self._for_programs(request)


def _is_program(request: HttpRequest) -> bool:
    return bool(request.META.get("HTTP_AUTHORIZATION")) and request.path_info.startswith(_BUSY)
