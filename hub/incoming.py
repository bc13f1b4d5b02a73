"""Requests as they come in: what a client writes in Content-Type breaks none, and text is UTF-8 whatever it says."""

from collections.abc import Mapping
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


def content_type(meta: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The media type that a request names, with its parameters; none where it cannot be read."""
    try:
        return parse_header_parameters(meta.get("CONTENT_TYPE", ""))
    except ValueError:
        return "", {}


class Request(WSGIRequest):
    """A request whose content type, where it cannot be read, is as good as none."""

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        # Django fails on parameters in unknown encodings, and reads address and form in any codec that is named.
        self.content_type, self.content_params = content_type(meta)


class Application(WSGIHandler):
    """Django's WSGI application, over such requests."""

    request_class = Request
