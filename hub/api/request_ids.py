"""A name for every request, so that a complaint, an answer and a line in the log can be put together."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.clock import uuid7

HEADER = "X-Request-ID"
# A caller may send its own; anything but a short plain token is replaced, so that no log line can be forged.
_PLAIN = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")


class RequestId:
    """Middleware: takes the caller's request id or makes one, and puts it on request and answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "")
        request.request_id = sent if _PLAIN.match(sent) else str(uuid7())  # type: ignore[attr-defined]
        response = self.get_response(request)
        response[HEADER] = request.request_id  # type: ignore[attr-defined]
        return response
