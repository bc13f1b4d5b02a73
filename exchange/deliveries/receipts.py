"""What a publisher may know of its own notice's recipients: never a person, and no more than agreements grant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from accounts import acting


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
