"""What a publisher may know of its own notice's recipients: never a person, and no more than agreements grant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from accounts import acting

_RECEIPTS = """
SELECT w.id, r.* FROM unnest(%s::uuid[]) AS w (id) CROSS JOIN LATERAL hub_receipts(w.id) AS r"""
_ARRIVALS = """
SELECT w.id, r.recipient_id, bool_or(r.delivered_at IS NOT NULL), bool_or(r.acknowledged_at IS NOT NULL)
FROM unnest(%s::uuid[]) AS w (id) CROSS JOIN LATERAL hub_receipts(w.id) AS r
WHERE r.kind IN ('content', 'follow_up') AND r.state <> 'closed'
GROUP BY w.id, r.recipient_id ORDER BY w.id, r.recipient_id"""


@dataclass(frozen=True, slots=True)
class RecipientReceipt:
    """How far one version got with one recipient for one purpose.

    ``elements`` maps element patterns to the form shown. ``opened`` is None where the publisher may not know.
    """

    recipient: UUID
    purpose: str
    n: int
    kind: str
    basis: str
    state: str
    reason: str
    agreement_versions: tuple[UUID, ...]
    elements: dict[str, str]
    delivered_at: datetime | None
    opened: bool | None
    acknowledged_at: datetime | None


def for_notice(notice_id: UUID) -> list[RecipientReceipt]:
    """The receipts of one's own notice, by version and recipient; empty for anybody else's."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT * FROM hub_receipts(%s)", [str(notice_id)])
        return [_receipt(row) for row in cursor.fetchall()]


def for_notices(notice_ids: Sequence[UUID]) -> dict[UUID, list[RecipientReceipt]]:
    """The same for several notices, by notice."""
    found: dict[UUID, list[RecipientReceipt]] = {}
    with acting.connection().cursor() as cursor:
        cursor.execute(_RECEIPTS, [[str(one) for one in notice_ids]])
        for notice, *row in cursor.fetchall():
            found.setdefault(notice, []).append(_receipt(tuple(row)))
    return found


@dataclass(frozen=True, slots=True)
class Arrival:
    """That something of a notice is on its way to a recipient, or has left: whatever the purpose and version."""

    notice: UUID
    recipient: UUID
    delivered: bool
    acknowledged: bool


def arrivals(notice_ids: Sequence[UUID]) -> dict[UUID, list[Arrival]]:
    """Who has received one's own notices, or is about to, by notice; nothing of anybody else's."""
    found: dict[UUID, list[Arrival]] = {}
    with acting.connection().cursor() as cursor:
        cursor.execute(_ARRIVALS, [[str(one) for one in notice_ids]])
        for row in cursor.fetchall():
            found.setdefault(row[0], []).append(Arrival(*row))
    return found


def _receipt(row: tuple[Any, ...]) -> RecipientReceipt:
    recipient, purpose, n, kind, basis, state, reason, versions, elements, delivered, opened, acknowledged = (
        row
    )
    shown = {pattern: one["form"] for pattern, one in orjson.loads(elements or "{}").items()}
    return RecipientReceipt(
        recipient,
        purpose,
        n,
        kind,
        basis,
        state,
        reason,
        tuple(versions or ()),
        shown,
        delivered,
        opened,
        acknowledged,
    )
