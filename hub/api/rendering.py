"""JSON out: one encoder for every answer, and newline-delimited JSON for answers with a result per line."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


def encode(value: Any) -> bytes:
    """Compact UTF-8 JSON; UUIDs and times as text, decimals as strings so that no digit is lost."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


class JSONRenderer(BaseRenderer):
    """``application/json``: what every operation answers."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else encode(data)


class LinesRenderer(BaseRenderer):
    """``application/x-ndjson``: one JSON value a line, for results of bulk work."""

    media_type = "application/x-ndjson"
    format = "ndjson"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        lines: Iterable[Any] = data if isinstance(data, list) else [data]
        return b"".join(encode(line) + b"\n" for line in lines)
