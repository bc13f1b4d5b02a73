"""What a decision needs to know of the agreements, as plain values: no database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.agreements.conditions import Condition
from exchange.agreements.life import Period


@dataclass(frozen=True, slots=True)
class Named:
    """Those named on one side of a version."""

    organisations: tuple[UUID, ...]
    groups: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One version that was proposed. ``in_force`` is None when it never came into force (so far).

    ``superseded_at``: when a later version came into force, be it one that the acting organisation may not
    read. ``in_force`` knows nothing of suspensions: those are the agreement's. ``left``: named organisations that
    are named no more from that moment. ``accessions``: by organisation, in order of time. ``scope``: path and
    form, in the order of the clauses. ``signatories``: named organisations and the ``keepers`` of named
    groups; ``signed``: when each of them did.
    """

    id: UUID
    agreement_id: UUID
    number: int
    version: int
    purpose: str
    providers: Named
    recipients: Named
    signatories: frozenset[UUID]
    keepers: frozenset[UUID]
    signed: Mapping[UUID, datetime]
    left: Mapping[UUID, datetime]
    accessions: Mapping[UUID, tuple[Period, ...]]
    types: tuple[str, ...]
    conditions: Sequence[Condition]
    items: str
    scope: tuple[tuple[str, str], ...]
    standing: tuple[str, ...]
    recognised: bool
    objection_days: int
    follow_up: bool | None
    back_fill_from: datetime | None
    retention_days: int
    retention_from: str
    receipts_opened: bool
    proposed_at: datetime
    effective_from: datetime
    effective_until: datetime | None
    in_force: Period | None
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """One agreement with the versions that were proposed, by number, and what concerns all of them.

    ``exclusions``: by (provider, recipient), the periods in order of time.
    """

    id: UUID
    number: int
    purpose: str
    terminated_at: datetime | None
    suspensions: tuple[Period, ...]
    exclusions: Mapping[tuple[UUID, UUID], tuple[Period, ...]]
    versions: tuple[VersionFacts, ...]
