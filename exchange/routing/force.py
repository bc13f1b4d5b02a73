"""Agreement versions with their life: when in force, when superseded, when closed for good.

When a version comes into force is worked out in one place, ``exchange.agreements.life``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from exchange.agreements import life
from exchange.routing.facts import AgreementVersion, History, Id, Terms
from exchange.routing.periods import FOREVER, Periods, covers, period


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to one version. ``signed``: when each signatory first did; ``keepers`` of named groups."""

    proposed_at: datetime | None
    effective_from: datetime
    effective_until: datetime | None
    keepers: frozenset[Id]
    signed: Mapping[Id, datetime]
    left: Mapping[Id, datetime]
    accessions: Mapping[Id, Periods]


def agreement(history: History, versions: Sequence[tuple[Terms, Course]]) -> tuple[AgreementVersion, ...]:
    """All versions of one agreement, in their order."""
    ordered = sorted(versions, key=lambda one: one[0].version)
    terminated_at = None if history.terminated_at == FOREVER else history.terminated_at
    lives = life.lives((_dates(terms, course) for terms, course in ordered), terminated_at=terminated_at)
    compiled = [
        version(terms, history, course, lived.in_force, lived.superseded_at)
        for (terms, course), lived in ((one, lives[_key(one[0])]) for one in ordered)
    ]
    return closed_in_all(compiled)


def version(
    terms: Terms,
    history: History,
    course: Course,
    in_force: tuple[datetime, datetime | None] | None,
    superseded_at: datetime | None,
) -> AgreementVersion:
    """One version, where it is known already when it was in force and superseded."""
    superseded = superseded_at or FOREVER
    until = course.effective_until or FOREVER
    return AgreementVersion(
        id=terms.id,
        terms=terms,
        history=history,
        force=None if in_force is None else period(*in_force),
        keepers=course.keepers,
        signed_at=_signed_at(terms, course) or FOREVER,
        superseded_at=superseded,
        effective_until=until,
        closed_from=_closed_from(history, until, superseded),
        left=course.left,
        accessions=course.accessions,
    )


def closed_in_all(versions: Sequence[AgreementVersion]) -> tuple[AgreementVersion, ...]:
    """What a later version closed for good, by ending in a suspension, is closed in the earlier ones too."""
    closed = FOREVER
    found = []
    for one in reversed(versions):
        if one.force is not None:
            closed = min(closed, one.closed_from)
        found.append(replace(one, closed_from=closed) if closed < one.closed_from else one)
    return tuple(reversed(found))


def _dates(terms: Terms, course: Course) -> life.Dates:
    return life.Dates(
        id=_key(terms),
        version=terms.version,
        proposed_at=course.proposed_at,
        withdrawn_at=None,
        effective_from=course.effective_from,
        effective_until=course.effective_until,
        signed_at=_signed_at(terms, course),
    )


def _key(terms: Terms) -> UUID:
    """Within one agreement the number of a version is enough to tell it by."""
    return UUID(int=terms.version)


def _signed_at(terms: Terms, course: Course) -> datetime | None:
    """When every organisation named and the keeper of every group named had signed this very version."""
    signatories = terms.named | course.keepers
    moments = [course.signed.get(one, FOREVER) for one in signatories]
    last = max(moments, default=FOREVER)
    return None if last == FOREVER else last


def _closed_from(history: History, effective_until: datetime, superseded_at: datetime) -> datetime:
    """The end of an agreement that was suspended when it ended: what was delivered stays closed from then."""
    ends = [history.terminated_at]
    if effective_until < superseded_at:
        ends.append(effective_until)
    return min((end for end in ends if end < FOREVER and covers(history.suspensions, end)), default=FOREVER)
