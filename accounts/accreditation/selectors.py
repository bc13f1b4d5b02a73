"""Reading standing: one grant and its states, what a trader holds, and all of it as facts for decisions."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from accounts import periods
from accounts.accreditation.models import Recognition, Standing, StandingPeriod
from accounts.errors import NotFound
from accounts.organisations.selectors import Span, spans
from accounts.prepared import Prepared

_HOLDS_ANY = Prepared(
    "hub_holds_any",
    """
SELECT EXISTS (
    SELECT 1 FROM accreditation_standing s JOIN accreditation_standingperiod p ON p.standing_id = s.id
    WHERE s.holder_id = %(holder)s::uuid AND p.state = 'granted'
    AND p.valid_from <= %(at)s::timestamptz AND (p.valid_until IS NULL OR p.valid_until > %(at)s::timestamptz)
)""",
)


@dataclass(frozen=True, slots=True)
class RecognitionFact:
    """Another authority accepted the grant in these periods."""

    by: UUID
    periods: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class StandingFact:
    """One grant: by whom, of what kind, and the half-open periods in which it counted.

    Suspended, revoked and expired times are left out already. ``recognised`` has one entry per recognising
    authority; a recognition counts only while the grant itself does.
    """

    standing: UUID
    holder: UUID
    granted_by: UUID
    kind: str
    periods: tuple[Span, ...]
    recognised: tuple[RecognitionFact, ...]


def standing_facts() -> list[StandingFact]:
    """Every grant that ever was, in three queries, ordered by grant."""
    granted = StandingPeriod.objects.filter(state=StandingPeriod.State.GRANTED).order_by("valid_from")
    counted = spans(granted.values_list("standing_id", "valid_from", "valid_until"))
    recognised = _recognition_facts()
    rows = Standing.objects.order_by("id").values_list("id", "holder_id", "granted_by_id", "kind")
    return [
        StandingFact(*row, periods=counted.get(row[0], ()), recognised=recognised.get(row[0], ()))
        for row in rows
    ]


def all_standing(*, at: datetime) -> QuerySet[Standing]:
    """Every grant, each with its ``state`` at that moment (``None``: expired)."""
    state = StandingPeriod.objects.filter(periods.holds(at), standing=OuterRef("pk")).values("state")
    return Standing.objects.annotate(state=Subquery(state[:1]))


def held_by(holder: UUID, *, at: datetime) -> list[Standing]:
    """What a trader was ever granted, the newest first, each with its ``state`` at that moment."""
    return list(all_standing(at=at).filter(holder=holder).order_by("-granted_at", "-id"))


def recognised_by(grants: Collection[Standing], *, at: datetime) -> dict[UUID, list[UUID]]:
    """The authorities that accept each of these grants at that moment, beside the one that granted it."""
    gathered: dict[UUID, list[UUID]] = defaultdict(list)
    found = Recognition.objects.filter(periods.holds(at), standing__in=[one.pk for one in grants])
    for standing, authority in found.values_list("standing_id", "recognised_by_id"):
        gathered[standing].append(authority)
    return gathered


def standing(identifier: UUID) -> Standing:
    """One grant."""
    found = Standing.objects.filter(pk=identifier).first()
    if found is None:
        raise NotFound()
    return found


def names_of(wanted: Iterable[UUID]) -> dict[UUID, str]:
    """What these grants are called: their holder, and their number where they have one."""
    rows = Standing.objects.filter(pk__in=set(wanted)).values_list("pk", "holder__name", "number")
    return {pk: f"{holder} {number}".strip() for pk, holder, number in rows}


def state_at(standing: Standing, at: datetime) -> str:
    """``granted``, ``suspended``, ``revoked`` or ``expired``; empty before it was granted."""
    if at < standing.granted_at:
        return ""
    current = standing.periods.filter(periods.holds(at)).first()
    return "expired" if current is None else current.state


def holds(*, holder: UUID, kind: str, at: datetime) -> bool:
    """Whether a trader has this kind of standing, granted by whomever, at that moment."""
    granted = StandingPeriod.objects.filter(
        periods.holds(at),
        state=StandingPeriod.State.GRANTED,
        standing__holder=holder,
        standing__kind=kind,
    )
    return granted.exists()


def holds_any(*, holder: UUID, at: datetime) -> bool:
    """Whether a trader has standing of any kind, granted by whomever, at that moment.

    It is asked at every publication: to build the query, or to plan it, takes longer than to run it.
    """
    ((holds,),) = _HOLDS_ANY.rows({"holder": str(holder), "at": at})
    return bool(holds)


def _recognition_facts() -> dict[UUID, tuple[RecognitionFact, ...]]:
    rows = Recognition.objects.order_by("valid_from").values_list(
        "standing_id", "recognised_by_id", "valid_from", "valid_until"
    )
    by_pair = spans(((standing, by), start, end) for standing, by, start, end in rows)
    gathered: dict[UUID, list[RecognitionFact]] = defaultdict(list)
    for (standing, by), held in by_pair.items():
        gathered[standing].append(RecognitionFact(by, held))
    return {standing: tuple(facts) for standing, facts in gathered.items()}
