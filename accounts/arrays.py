"""Columns of a bulk statement as PostgreSQL array literals: one text each, where the driver would write every
value as a constant of its own, for the database to parse one by one.
"""

from collections.abc import Iterable

_NULL = "NULL"


def plain(values: Iterable[object]) -> str:
    """Values that need no quoting: identifiers, numbers, words of the hub's own. None is null."""
    return "{" + ",".join([_NULL if one is None else str(one) for one in values]) + "}"


def texts(values: Iterable[str | None]) -> str:
    """Any texts. None is null."""
    return "{" + ",".join([_NULL if one is None else _quoted(one) for one in values]) + "}"


def binaries(values: Iterable[bytes | None]) -> str:
    """Bytes, in hexadecimal. None is null."""
    return "{" + ",".join([_NULL if one is None else f'"\\\\x{one.hex()}"' for one in values]) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
