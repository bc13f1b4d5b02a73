"""What is told: that something happened, about what, and how much it presses. Envelope facts only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What happened."""

    CASE_OPENED = "case-opened"
    DEADLINE_NEAR = "deadline-near"
    OVERDUE = "overdue"
    AGREEMENT_PROPOSED = "agreement-proposed"
    SIGNATURE_WAITED_FOR = "signature-waited-for"
    ACCESSION_WAITED_FOR = "accession-waited-for"
    AGREEMENT_IN_FORCE = "agreement-in-force"
    AGREEMENT_SUSPENDED = "agreement-suspended"
    AGREEMENT_RESUMED = "agreement-resumed"
    AGREEMENT_TERMINATED = "agreement-terminated"
    WEBHOOK_FAILING = "webhook-failing"
    WEBHOOK_DISABLED = "webhook-disabled"
    STANDING_SUSPENDED = "standing-suspended"
    STANDING_REVOKED = "standing-revoked"
    STANDING_EXPIRING = "standing-expiring"
    STANDING_EXPIRED = "standing-expired"
    ROWS_REFUSED = "rows-refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One thing that happened and concerns an organisation.

    ``key`` is the same however often it is derived. ``subject`` is what it is about: a case, an agreement's
    version, an endpoint, a grant of standing, an upload. ``who``: the organisation behind it. ``facts``: what its
    sentence needs. Each source asks for itself who of the organisation is told.
    """

    key: str
    kind: Kind
    at: datetime
    subject: UUID
    who: UUID | None = None
    due_at: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    read: bool = False
