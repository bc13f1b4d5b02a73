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
    ANSWERED = "answered"
    ANSWER_OVERDUE = "answer-overdue"
    INFORMED = "informed"
    RELEASED = "released"
    ASSESSED = "assessed"
    RELEASE_WAITED_FOR = "release-waited-for"
    AGREEMENT_PROPOSED = "agreement-proposed"
    SIGNATURE_WAITED_FOR = "signature-waited-for"
    ACCESSION_WAITED_FOR = "accession-waited-for"
    AGREEMENT_IN_FORCE = "agreement-in-force"
    AGREEMENT_SUSPENDED = "agreement-suspended"
    AGREEMENT_RESUMED = "agreement-resumed"
    AGREEMENT_TERMINATED = "agreement-terminated"
    AGREEMENT_EXPIRING = "agreement-expiring"
    WEBHOOK_FAILING = "webhook-failing"
    WEBHOOK_DISABLED = "webhook-disabled"
    STANDING_SUSPENDED = "standing-suspended"
    STANDING_REVOKED = "standing-revoked"
    STANDING_EXPIRING = "standing-expiring"
    STANDING_EXPIRED = "standing-expired"
    ROWS_REFUSED = "rows-refused"


class Topic(StrEnum):
    """What it is about, in the few kinds by which a person says what to be mailed."""

    CASES = "cases"
    ANSWERS = "answers"
    APPROVALS = "approvals"
    AGREEMENTS = "agreements"
    WEBHOOKS = "webhooks"
    STANDING = "standing"
    UPLOADS = "uploads"


TOPICS: Mapping[Kind, Topic] = {
    Kind.CASE_OPENED: Topic.CASES,
    Kind.DEADLINE_NEAR: Topic.CASES,
    Kind.OVERDUE: Topic.CASES,
    Kind.INFORMED: Topic.CASES,
    Kind.RELEASED: Topic.CASES,
    Kind.ASSESSED: Topic.CASES,
    Kind.ANSWERED: Topic.ANSWERS,
    Kind.ANSWER_OVERDUE: Topic.ANSWERS,
    Kind.RELEASE_WAITED_FOR: Topic.APPROVALS,
    Kind.AGREEMENT_PROPOSED: Topic.AGREEMENTS,
    Kind.SIGNATURE_WAITED_FOR: Topic.AGREEMENTS,
    Kind.ACCESSION_WAITED_FOR: Topic.AGREEMENTS,
    Kind.AGREEMENT_IN_FORCE: Topic.AGREEMENTS,
    Kind.AGREEMENT_SUSPENDED: Topic.AGREEMENTS,
    Kind.AGREEMENT_RESUMED: Topic.AGREEMENTS,
    Kind.AGREEMENT_TERMINATED: Topic.AGREEMENTS,
    Kind.AGREEMENT_EXPIRING: Topic.AGREEMENTS,
    Kind.WEBHOOK_FAILING: Topic.WEBHOOKS,
    Kind.WEBHOOK_DISABLED: Topic.WEBHOOKS,
    Kind.STANDING_SUSPENDED: Topic.STANDING,
    Kind.STANDING_REVOKED: Topic.STANDING,
    Kind.STANDING_EXPIRING: Topic.STANDING,
    Kind.STANDING_EXPIRED: Topic.STANDING,
    Kind.ROWS_REFUSED: Topic.UPLOADS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One thing that happened and concerns an organisation.

    ``key`` is the same however often it is derived. ``subject`` is what it is about: a case, a delivery, a prepared
    reply, an agreement's version, an endpoint, a grant of standing, an upload. ``who``: the organisation behind it.
    ``facts``: what its sentence needs. Each source asks for itself who of the organisation is told.
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
