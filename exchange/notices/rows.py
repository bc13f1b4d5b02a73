"""The few statements that write versions. Set-based, so that a bulk request is one round trip.

The web login may not COPY under row-level security; INSERT ... SELECT FROM unnest(...) is the next best.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import acting, arrays
from accounts.prepared import Prepared
from exchange.ledger import services as ledger
from exchange.ledger.models import Leaf

CANCELLATION_DIGEST = hashlib.sha256(b"cancellation").digest()

_NOTICES = """
notices AS (
    INSERT INTO notices_notice (id, number, publisher_id, type, reference, mrn, digest, key_kind, key_value,
                                opened_by_amendment, current, accepted_at)
    SELECT u.*, 1, now()
    FROM unnest(%(notice_id)s::uuid[], %(number)s::text[], %(publisher_id)s::uuid[], %(type)s::text[],
                %(reference)s::text[], %(mrn)s::text[], %(digest)s::bytea[], %(key_kind)s::text[],
                %(key_value)s::text[], %(opened_by_amendment)s::boolean[]) AS u
    ON CONFLICT (publisher_id, reference) DO NOTHING
    RETURNING id
)"""

# What follows a notice row, new or amended. `notices` names the notices that this statement may write for.
_VERSIONS = """
rows AS (
    SELECT u.* FROM unnest(
        %(version_id)s::uuid[], %(notice_id)s::uuid[], %(publisher_id)s::uuid[], %(n)s::integer[],
        %(kind)s::text[], %(schema)s::smallint[], %(replaces)s::uuid[], %(digest)s::bytea[], %(late)s::boolean[],
        %(person)s::uuid[], %(client)s::uuid[], %(lane)s::smallint[], %(text)s::text[], %(original)s::bytea[],
        %(leaf_id)s::uuid[], %(salt)s::bytea[], %(leaf)s::bytea[]
    ) AS u (version_id, notice_id, publisher_id, n, kind, schema, replaces, digest, late, person, client,
            lane, text, original, leaf_id, salt, leaf)
    JOIN notices ON notices.id = u.notice_id
),
versions AS (
    INSERT INTO notices_noticeversion (id, notice_id, publisher_id, n, kind, schema, replaces, digest, late,
                                       person, client, accepted_at)
    SELECT version_id, notice_id, publisher_id, n, kind, schema, replaces, digest, late, person, client, now()
    FROM rows
),
contents AS (
    INSERT INTO notices_content (version_id, publisher_id, text, original)
    SELECT version_id, publisher_id, text, original FROM rows WHERE text IS NOT NULL
),
keys AS (
    INSERT INTO notices_searchkey (version_id, kind, value, publisher_id, notice_id)
    SELECT k.version_id, k.kind, k.value, rows.publisher_id, rows.notice_id
    FROM unnest(%(key_version)s::uuid[], %(keys_kind)s::text[], %(keys_value)s::text[])
        AS k (version_id, kind, value)
    JOIN rows USING (version_id)
),
leaves AS (
    INSERT INTO ledger_leaf (id, kind, subject, salt, digest, recorded_at)
    SELECT leaf_id, %(leaf_kind)s::text, version_id, salt, leaf, now() FROM rows
),
work AS (
    INSERT INTO notices_routingwork (version_id, notice_id, n, publisher_id, lane, state, attempts, due_at,
                                     accepted_at, fault)
    SELECT version_id, notice_id, n, publisher_id, lane, 'pending', 0, now(), now(), '' FROM rows
)
SELECT notice_id FROM rows"""

_ORIGINALS = f"WITH {_NOTICES}, {_VERSIONS}"
_ORIGINAL = Prepared("hub_original", _ORIGINALS)

_HELD = """
SELECT n.reference, n.id, n.number, n.digest, n.current, w.version_id, n.accepted_at
FROM notices_notice n JOIN notices_routingwork w ON w.notice_id = n.id AND w.n = 1
WHERE n.publisher_id = %s AND n.reference = ANY(%s)"""


@dataclass(frozen=True, slots=True)
class Held:
    """A notice that the hub holds already under a reference."""

    reference: str
    notice_id: UUID
    number: str
    digest: bytes
    current: int
    version_id: UUID
    accepted_at: datetime


def insert_originals(drafts: Sequence[dict[str, Any]]) -> set[UUID]:
    """Insert what is not held yet under (publisher, reference); answer the notice ids that were inserted."""
    if not drafts:
        return set()
    columns = _columns(drafts)
    if len(drafts) == 1:
        return {row[0] for row in _ORIGINAL.rows(columns)}
    with acting.connection().cursor() as cursor:
        cursor.execute(_ORIGINALS, columns)
        return {row[0] for row in cursor.fetchall()}


def insert_version(values: dict[str, Any]) -> None:
    """Insert one further version of a notice that exists (its row is locked by the caller)."""
    with acting.connection().cursor() as cursor:
        cursor.execute(
            f"WITH notices AS (SELECT unnest(%(notice_id)s::uuid[]) AS id), {_VERSIONS}", _columns([values])
        )


def originals_by_reference(*, publisher: UUID, references: Iterable[str]) -> dict[str, Held]:
    """The publisher's notices under these references."""
    wanted = list(references)
    if not wanted:
        return {}
    with acting.connection().cursor() as cursor:
        cursor.execute(_HELD, [str(publisher), wanted])
        held = [
            Held(row[0], row[1], row[2], bytes(row[3]), row[4], row[5], row[6]) for row in cursor.fetchall()
        ]
    return {one.reference: one for one in held}


def _columns(drafts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The drafts as one array per column, the shape that unnest takes."""
    columns: dict[str, Any] = {}
    for name in ("version_id", "notice_id", "publisher_id", "leaf_id", "replaces", "person", "client"):
        columns[name] = arrays.plain([d.get(name) for d in drafts])
    for name in ("n", "schema"):
        columns[name] = arrays.plain([d[name] for d in drafts])
    for name in ("number", "reference", "kind", "text"):
        columns[name] = arrays.texts([d[name] for d in drafts])
    for name in ("type", "mrn", "key_kind", "key_value"):
        columns[name] = arrays.texts([d.get(name, "") for d in drafts])
    for name in ("late", "opened_by_amendment"):
        columns[name] = arrays.plain([d.get(name, False) for d in drafts])
    for name in ("digest", "salt", "original"):
        columns[name] = arrays.binaries([d[name] for d in drafts])
    columns["lane"] = arrays.plain([int(d["lane"]) for d in drafts])
    columns["leaf"] = arrays.binaries([ledger.digest(_leaf_values(d), salt=d["salt"]) for d in drafts])
    columns["leaf_kind"] = Leaf.Kind.ACCEPTED.value
    pairs = [(d["version_id"], kind, value) for d in drafts for kind, value in sorted(d["keys"])]
    columns["key_version"] = arrays.plain([pair[0] for pair in pairs])
    columns["keys_kind"] = arrays.texts([pair[1] for pair in pairs])
    columns["keys_value"] = arrays.texts([pair[2] for pair in pairs])
    return columns


def _leaf_values(draft: dict[str, Any]) -> dict[str, Any]:
    """What the ledger says of an accepted version; the content itself only as its digest."""
    return {
        "notice": draft["number"],
        "version": draft["n"],
        "kind": draft["kind"],
        "publisher": str(draft["publisher_id"]),
        "reference": draft["reference"],
        "content": draft["digest"].hex(),
    }
