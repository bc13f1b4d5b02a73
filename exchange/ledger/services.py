"""Writing leaves. A leaf is written in the transaction of the act it records, or neither happens."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from accounts import acting, arrays, clock

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
        rows.append((clock.uuid7(), act.kind, act.subject, salt, leaf))
    if rows:
        ids, kinds, subjects, salts, leaves = zip(*rows, strict=True)
        columns = [arrays.plain(ids), arrays.plain(kinds), arrays.plain(subjects)]
        with acting.connection().cursor() as cursor:
            cursor.execute(_INSERT, [*columns, arrays.binaries(salts), arrays.binaries(leaves)])


def append_leaf(*, kind: str, subject: UUID, values: dict[str, Any]) -> None:
    """Write one unnumbered leaf in the current transaction."""
    append([Act(kind, subject, values)])
