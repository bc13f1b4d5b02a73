"""When a version is in force, and what state it is in: computed from its periods, stored nowhere."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exchange.agreements.states import State

Period = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Dates:
    """What the life of one version follows from. ``signed_at``: the last signature, when none is missing."""

    id: UUID
    version: int | None
    proposed_at: datetime | None
    withdrawn_at: datetime | None
    effective_from: datetime | None
    effective_until: datetime | None
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Life:
    """The computed life of one version: ``in_force`` is absent while it has never come into force.

    ``superseded_at``: the first moment at which a later version is in force. Suspensions lie over all this
    and do not shorten it: they are the agreement's.
    """

    dates: Dates
    in_force: Period | None
    superseded_at: datetime | None
    ended_at: datetime | None
    ended_as: State | None


def last_signature(signatories: Collection[UUID], signed: Mapping[UUID, datetime]) -> datetime | None:
    """When the last signatory signed; None while one has not, or when there is none."""
    if not signatories or any(signatory not in signed for signatory in signatories):
        return None
    return max(signed[signatory] for signatory in signatories)


def covers(period: Period, at: datetime) -> bool:
    """Whether a half-open period holds the moment."""
    return period[0] <= at and (period[1] is None or at < period[1])


def lives(versions: Iterable[Dates], *, terminated_at: datetime | None) -> dict[UUID, Life]:
    """The lives of all versions of one agreement.

    A version comes into force when the last signatory has signed, and not before it takes effect, unless
    by then it has expired, the agreement was terminated or a later version is in force. A later version
    that comes into force supersedes the earlier ones for good.
    """
    computed: dict[UUID, Life] = {}
    superseded_at: datetime | None = None
    numbered = sorted(versions, key=lambda dates: dates.version or 0, reverse=True)
    for dates in numbered:
        life = _life(dates, superseded_at=superseded_at, terminated_at=terminated_at)
        computed[dates.id] = life
        if life.in_force is not None and (superseded_at is None or life.in_force[0] < superseded_at):
            superseded_at = life.in_force[0]
    return computed


def _life(dates: Dates, *, superseded_at: datetime | None, terminated_at: datetime | None) -> Life:
    if dates.proposed_at is None:
        return Life(dates, None, None, None, None)
    ends = [
        (at, state)
        for at, state in (
            (terminated_at, State.TERMINATED),
            (superseded_at, State.SUPERSEDED),
            (dates.effective_until, State.EXPIRED),
        )
        if at is not None
    ]
    ended_at, ended_as = min(ends, key=lambda end: end[0], default=(None, None))
    began = _comes_into_force(dates)
    in_force = None
    if began is not None and (ended_at is None or began < ended_at):
        in_force = (began, ended_at)
    return Life(dates, in_force, superseded_at, ended_at, ended_as)


def _comes_into_force(dates: Dates) -> datetime | None:
    if dates.proposed_at is None or dates.effective_from is None or dates.signed_at is None:
        return None
    return max(dates.signed_at, dates.effective_from, dates.proposed_at)


def state_of(life: Life, *, suspensions: Sequence[Period], at: datetime) -> State:
    """The state of a version at a moment, past ones included."""
    dates = life.dates
    if dates.withdrawn_at is not None and dates.withdrawn_at <= at:
        return State.WITHDRAWN
    if dates.proposed_at is None or at < dates.proposed_at:
        return State.DRAFT
    if life.ended_at is not None and life.ended_as is not None and life.ended_at <= at:
        return life.ended_as
    if life.in_force is None or at < life.in_force[0]:
        return State.PROPOSED
    if any(covers(period, at) for period in suspensions):
        return State.SUSPENDED
    return State.IN_FORCE
