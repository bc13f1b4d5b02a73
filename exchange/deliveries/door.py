"""The one door by which another organisation's content leaves the hub to a reader at the web.

What was judged in this transaction is marked, the register row is written, the content read and projected.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from accounts import acting
from exchange.deliveries import finding, replies
from exchange.deliveries.asking import Opened, Reader, has_content
from exchange.deliveries.hashing import hashed
from exchange.deliveries.models import Delivery
from exchange.ledger import services as ledger
from exchange.ledger.models import Leaf
from exchange.routing.projection import project
from exchange.routing.selectors import Snapshot

_MARK = """
UPDATE deliveries_delivery d SET state = 'delivered', delivered_at = %s, delivered_by = %s, decided_at = %s,
    stamp = %s
FROM unnest(%s::uuid[], %s::text[]) AS u (version_id, purpose)
WHERE d.version_id = u.version_id AND d.purpose = u.purpose AND d.recipient_id = %s AND d.state = 'available'
RETURNING d.number, d.n, d.purpose, d.kind"""
_LOCK_ROWS = """
SELECT 1 FROM deliveries_delivery d JOIN unnest(%s::uuid[], %s::text[]) AS u (version_id, purpose)
    ON d.version_id = u.version_id AND d.purpose = u.purpose
WHERE d.recipient_id = %s ORDER BY d.version_id, d.purpose FOR UPDATE OF d"""
_WITHHOLD = """
UPDATE deliveries_delivery d SET state = 'withheld', reason = u.reason, decided_at = now(), stamp = %s
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS u (version_id, purpose, reason)
WHERE d.version_id = u.version_id AND d.purpose = u.purpose AND d.recipient_id = %s AND d.state = 'available'"""
_DISCLOSE = (
    "SELECT version_id, purpose, text FROM hub_disclose(%s::uuid[], %s::text[], %s::text[], %s, %s, %s)"
)


def let_out(judged: Sequence[Opened], *, reader: Reader, snapshot: Snapshot, at: datetime) -> None:
    """Deliver what may leave and withhold what may not, as judged in this very transaction.

    Everything shown stands in the register before this returns.
    """
    first = [one for one in judged if one.delivery.state == Delivery.State.AVAILABLE]
    _mark([one for one in first if one.shown], reader, snapshot, at)
    _withhold([one for one in first if one.reason], reader, snapshot)
    _show([one for one in judged if one.shown and has_content(one.delivery)], reader, snapshot)


def _mark(opened: Sequence[Opened], reader: Reader, snapshot: Snapshot, at: datetime) -> None:
    """Mark as delivered what is for the first time. Other readers of the organisation may be at it as well."""
    if not opened:
        return
    versions, purposes = _keys(opened)
    recipient = str(reader.organisation)
    with acting.connection().cursor() as cursor:
        cursor.execute(_LOCK_ROWS, [versions, purposes, recipient])
        cursor.execute(_MARK, [at, reader.channel, at, snapshot.stamp, versions, purposes, recipient])
        left = [list(row) for row in cursor.fetchall()]
    if left:
        values = {"by": reader.channel, "deliveries": left}
        ledger.append_leaf(kind=Leaf.Kind.DELIVERED, subject=reader.organisation, values=values)
    for one in opened:
        one.delivery.state = Delivery.State.DELIVERED
        one.delivery.delivered_at = at


def _withhold(opened: Sequence[Opened], reader: Reader, snapshot: Snapshot) -> None:
    if not opened:
        return
    versions, purposes = _keys(opened)
    reasons = [one.reason for one in opened]
    with acting.connection().cursor() as cursor:
        cursor.execute(_WITHHOLD, [snapshot.stamp, versions, purposes, reasons, str(reader.organisation)])
    for one in opened:
        one.delivery.state = Delivery.State.WITHHELD
        one.delivery.reason = one.reason


def _show(opened: Sequence[Opened], reader: Reader, snapshot: Snapshot) -> None:
    """Write the register rows, read the contents in the same statement, and project each under its live grounds."""
    if not opened:
        return
    versions, purposes = _keys(opened)
    live = ["{" + ",".join(str(version.id) for version in one.live) + "}" for one in opened]
    with acting.connection().cursor() as cursor:
        cursor.execute(
            _DISCLOSE,
            [versions, purposes, live, reader.channel, _text(reader.person), _text(reader.client)],
        )
        contents = {(version, purpose): text for version, purpose, text in cursor.fetchall()}
    for one in opened:
        content: dict[str, Any] = orjson.loads(contents[one.delivery.version_id, one.delivery.purpose])
        if one.delivery.basis == Delivery.Basis.AGREEMENT:
            one.elements = project(content, snapshot.index.types[one.delivery.type], one.live)
        else:
            one.elements = replies.elements(content, type_id=one.delivery.type, basis=one.delivery.basis)
    shown = hashed([one.elements for one in opened], agreements=snapshot.agreements)
    for one, elements in zip(opened, shown, strict=True):
        one.elements = elements
    finding.write(opened, recipient=reader.organisation)


def _keys(opened: Sequence[Opened]) -> tuple[list[str], list[str]]:
    return [str(one.delivery.version_id) for one in opened], [one.delivery.purpose for one in opened]


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
