"""The terms of one version as one value: what drafters send, rules judge and parties read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.agreements.conditions import Condition
from exchange.agreements.models import (
    Direction,
    Form,
    ItemScope,
    OnwardSharing,
    Purpose,
    Responsibility,
    RetentionStart,
    StandingKind,
    TransferMechanism,
)

DIRECTIONS = (Direction.GIVES, Direction.RECEIVES)


@dataclass(frozen=True, slots=True)
class Side:
    """Those named as providers, or as recipients: organisations by name, and groups whose members accede."""

    organisations: tuple[UUID, ...] = ()
    groups: tuple[UUID, ...] = ()

    def __iter__(self) -> Iterator[UUID]:
        yield from self.organisations
        yield from self.groups

    def __bool__(self) -> bool:
        return bool(self.organisations or self.groups)


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of the scope."""

    path: str
    form: Form


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days a recipient may read what it received, and from when they are counted."""

    days: int
    start: RetentionStart


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The law that one party (an organisation or a group) relies on, giving or receiving."""

    party: UUID
    direction: Direction
    law: str
    article: str
    responsibility: Responsibility
    transfer_mechanism: TransferMechanism = TransferMechanism.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything that the signatories sign. Only the purpose is needed to begin a draft."""

    purpose: Purpose
    title: str = ""
    providers: Side = Side()
    recipients: Side = Side()
    types: tuple[str, ...] = ()
    conditions: Sequence[Condition] = ()
    items: ItemScope = ItemScope.WHOLE
    scope: tuple[Clause, ...] = ()
    standing: tuple[StandingKind, ...] = (StandingKind.ACCREDITED,)
    recognised: bool = False
    objection_days: int = 10
    follow_up: bool | None = None
    back_fill_from: datetime | None = None
    retention: Retention | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    onward_sharing: OnwardSharing = OnwardSharing.NONE
    onward_groups: tuple[UUID, ...] = ()
    receipts_opened: bool = False
    second_person: tuple[str, ...] = ()
    effective_from: datetime | None = None
    effective_until: datetime | None = None

    def side(self, direction: Direction) -> Side:
        return self.providers if direction == Direction.GIVES else self.recipients

    def named(self) -> Iterator[tuple[Direction, UUID]]:
        """Every party with the direction it is named in."""
        for direction in DIRECTIONS:
            for party in self.side(direction):
                yield direction, party
