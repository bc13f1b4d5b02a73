"""Bodies in: strict JSON and newline-delimited JSON, with the limits checked before the bytes are read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from rest_framework.request import Request

from accounts.errors import Malformed, TooLarge
from exchange.catalogue import reading
from hub.api.problems import LengthRequired, UnsupportedMediaType
from hub.incoming import content_type

JSON = "application/json"
LINES = "application/x-ndjson"
_CHUNK = 64 * 1024


class Stream(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bulk body: its number in the body (from 1) and its bytes, not parsed yet."""

    number: int
    raw: bytes


def media_type(request: Request) -> str:
    """The body's media type without parameters; a charset other than UTF-8, and a packed body, are refused."""
    kind, parameters = content_type(request.META)
    if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("unsupported-charset", "Send UTF-8.")
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
        raise UnsupportedMediaType("unsupported-content-encoding", "Send the body as it is, not compressed.")
    return kind


def require_media_type(request: Request, *accepted: str) -> str:
    """The body's media type, refused with 415 when it is none of those accepted here."""
    kind = media_type(request)
    if kind not in accepted:
        raise UnsupportedMediaType(
            "unsupported-media-type", f"Send {' or '.join(accepted)}, and say so in Content-Type."
        )
    return kind


def has_body(request: Request) -> bool:
    """Whether the request announces a body at all."""
    return (
        request.META.get("CONTENT_LENGTH") not in (None, "", "0") or "HTTP_TRANSFER_ENCODING" in request.META
    )


def read_json_body(request: Request) -> Any:
    """The value of a JSON body of ordinary size."""
    require_media_type(request, JSON)
    return reading.read_json(read_body(request, limit=settings.HUB_BODY_BYTES))


def read_json_array(request: Request) -> list[Any]:
    """The members of a JSON array of bulk size."""
    require_media_type(request, JSON)
    value = reading.read_json(read_body(request, limit=settings.HUB_BULK_BYTES))
    if not isinstance(value, list):
        raise Malformed("not-an-array", "Send an array of notices, or one notice a line as NDJSON.")
    return value


def read_body(request: Request, *, limit: int) -> bytes:
    """The whole body, or 413 once it is known to be longer than ``limit``."""
    stream = _stream(request, limit)
    pieces = []
    left = limit + 1
    while left > 0 and (piece := stream.read(min(left, _CHUNK))):
        pieces.append(piece)
        left -= len(piece)
    if left <= 0:
        raise _too_large(limit)
    return b"".join(pieces)


def read_lines(request: Request) -> Iterator[Line]:
    """The lines of a bulk body as they arrive; empty lines are skipped but counted.

    No line may be longer than a single body, nor the whole longer than the bulk limit.
    """
    require_media_type(request, LINES)
    longest = settings.HUB_BODY_BYTES
    number = 1
    rest = b""
    for chunk in _chunks(request, limit=settings.HUB_BULK_BYTES):
        *whole, rest = (rest + chunk).split(b"\n")
        for raw in whole:
            yield from _line(number, raw, longest)
            number += 1
        if len(rest) > longest:
            raise _line_too_long(number, longest)
    yield from _line(number, rest, longest)


def read_pieces(request: Request, *, limit: int) -> Iterator[bytes]:
    """The bytes of a file as they arrive, or 413 once they are known to be more than ``limit``."""
    return _chunks(request, limit=limit)


def _line(number: int, raw: bytes, longest: int) -> Iterator[Line]:
    if len(raw) > longest:
        raise _line_too_long(number, longest)
    if raw.strip(b" \t\r"):
        yield Line(number, raw)


def _chunks(request: Request, *, limit: int) -> Iterator[bytes]:
    stream = _stream(request, limit)
    taken = 0
    while chunk := stream.read(_CHUNK):
        taken += len(chunk)
        if taken > limit:
            raise _too_large(limit)
        yield chunk


def _stream(request: Request, limit: int) -> Stream:
    length = request.META.get("CONTENT_LENGTH") or ""
    if length:
        if not length.isascii() or not length.isdigit():
            raise Malformed("bad-content-length", "Content-Length must be a number of bytes.")
        if len(length) > len(str(limit)) or int(length) > limit:
            raise _too_large(limit)
        stream: Stream = request
        return stream
    if "HTTP_TRANSFER_ENCODING" in request.META:
        # Django reads nothing without a length; the server marks a chunked body that it ends itself.
        if not request.META.get("wsgi.input_terminated"):
            raise LengthRequired("length-required", "Send Content-Length.")
        chunked: Stream = request.META["wsgi.input"]
        return chunked
    return request


def _too_large(limit: int) -> TooLarge:
    return TooLarge("body-too-large", f"Send at most {limit} bytes in one request.", limit=limit)


def _line_too_long(number: int, limit: int) -> TooLarge:
    return TooLarge("line-too-long", f"Line {number} is longer than {limit} bytes.", limit=limit, line=number)
