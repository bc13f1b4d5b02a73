"""When an agreement version is in force: from its signatures, its effective period, and its successors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.routing.facts import AgreementVersion, History, Id, Terms
from exchange.routing.periods import FOREVER, Periods, covers


@dataclass(frozen=True, slots=True)
class Life:
    """What happened to one version. ``signed``: by each signatory, first; ``keepers`` of the named groups."""

    proposed_at: datetime
    effective_from: datetime
    effective_until: datetime
    keepers: frozenset[Id]
    signed: Mapping[Id, datetime]
    left: Mapping[Id, datetime]
    accessions: Mapping[Id, Periods]


def agreement(history: History, versions: Sequence[tuple[Terms, Life]]) -> tuple[AgreementVersion, ...]:
    """The versions of one agreement, in their order, each with the period in which it is in force.

    A version comes into force when the last signatory has signed, it has been proposed and its effective
    period has begun, unless that period or the agreement has ended before. The first moment at which any
    later version comes into force supersedes it, for good.
    """
    ordered = sorted(versions, key=lambda one: one[0].version)
    superseded_at = FOREVER
    found = []
    for terms, life in reversed(ordered):
        signed_at = _last_signature(terms, life)
        begins = max(signed_at, life.proposed_at, life.effective_from)
        ends = min(life.effective_until, history.terminated_at)
        comes = begins < ends and begins != FOREVER
        stands_until = min(ends, superseded_at)
        found.append(
            AgreementVersion(
                id=terms.id,
                terms=terms,
                history=history,
                force=(begins, stands_until) if comes and begins < stands_until else None,
                keepers=life.keepers,
                signed_at=signed_at,
                superseded_at=superseded_at,
                effective_until=life.effective_until,
                closed_from=_closed_from(history, life.effective_until, superseded_at),
                left=life.left,
                accessions=life.accessions,
            )
        )
        if comes:
            superseded_at = min(superseded_at, begins)
    return tuple(reversed(found))


def _last_signature(terms: Terms, life: Life) -> datetime:
    """When every organisation named and the keeper of every group named had signed this very version."""
    signatories = terms.named | life.keepers
    return max((life.signed.get(one, FOREVER) for one in signatories), default=FOREVER)


def _closed_from(history: History, effective_until: datetime, superseded_at: datetime) -> datetime:
    """The end of an agreement that was suspended when it ended: what was delivered stays closed from then."""
    ends = [history.terminated_at]
    if effective_until < superseded_at:
        ends.append(effective_until)
    return min((end for end in ends if end < FOREVER and covers(history.suspensions, end)), default=FOREVER)
