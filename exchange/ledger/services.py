"""Writing leaves. A leaf is written in the transaction of the act it records, or neither happens."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from psycopg2 import Binary

from accounts import acting, clock

SALT_BYTES = 16

_INSERT = """
INSERT INTO ledger_leaf (id, kind, subject, salt, digest, recorded_at)
SELECT u.*, now() FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::bytea[], %s::bytea[]) AS u"""


@dataclass(frozen=True, slots=True)
class Act:
    """What happened: ``kind`` (see ``Leaf.Kind``), the ``subject`` it happened to, and plain ``values``."""

    kind: str
    subject: UUID
    values: dict[str, Any]


def digest(values: dict[str, Any], *, salt: bytes) -> bytes:
    """SHA-256 over the salt and the canonical JSON of ``values`` (keys sorted, no floats: RFC 8785)."""
    return hashlib.sha256(salt + orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).digest()


def append(acts: Iterable[Act]) -> None:
    """Write one unnumbered leaf per act in the current transaction."""
    rows = []
    for act in acts:
        salt = os.urandom(SALT_BYTES)
        leaf = digest(act.values, salt=salt)
        rows.append((str(clock.uuid7()), act.kind, str(act.subject), Binary(salt), Binary(leaf)))
    if rows:
        with acting.connection().cursor() as cursor:
            cursor.execute(_INSERT, [list(column) for column in zip(*rows, strict=True)])


def append_leaf(*, kind: str, subject: UUID, values: dict[str, Any]) -> None:
    """Write one unnumbered leaf in the current transaction."""
    append([Act(kind, subject, values)])
