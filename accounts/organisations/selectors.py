"""Reading members: one, many, as the caller sees them, and all at once as facts for decisions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from accounts import periods
from accounts.errors import Conflict, NotFound
from accounts.organisations.models import Activity, Identifier, Membership, Organisation

Span = tuple[datetime, datetime | None]
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class OrganisationFact:
    """What decisions know of a member: what never changes, and the periods in which it was active."""

    id: UUID
    kind: str
    country: str
    region: str
    active: tuple[Span, ...]


def organisation_facts() -> list[OrganisationFact]:
    """Every member that ever was, in two queries."""
    active = activity_periods()
    rows = Organisation.objects.order_by("id").values_list("id", "kind", "country", "region")
    return [OrganisationFact(*row, active=active.get(row[0], ())) for row in rows]


def activity_periods() -> dict[UUID, tuple[Span, ...]]:
    """Per organisation the half-open periods ``(valid_from, valid_until or None)`` in which it was active."""
    rows = Activity.objects.filter(state=Activity.State.ACTIVE).order_by("valid_from")
    return spans(rows.values_list("organisation_id", "valid_from", "valid_until"))


def spans(rows: Iterable[tuple[Key, datetime, datetime | None]]) -> dict[Key, tuple[Span, ...]]:
    """Rows of (key, from, until) gathered by key; where one period ends as the next begins they are one."""
    gathered: dict[Key, list[Span]] = defaultdict(list)
    for key, valid_from, valid_until in rows:
        held = gathered[key]
        if held and held[-1][1] == valid_from:
            held[-1] = (held[-1][0], valid_until)
        else:
            held.append((valid_from, valid_until))
    return {key: tuple(held) for key, held in gathered.items()}


def directory(*, at: datetime) -> QuerySet[Organisation]:
    """All members, each with its ``state`` at that moment (``None`` before it was admitted)."""
    state = Activity.objects.filter(periods.holds(at), organisation=OuterRef("pk")).values("state")
    return Organisation.objects.annotate(state=Subquery(state[:1]))


def names(organisations: Iterable[UUID]) -> dict[UUID, str]:
    """What these members are called."""
    return dict(Organisation.objects.filter(pk__in=set(organisations)).values_list("pk", "name"))


def organisation(identifier: UUID) -> Organisation:
    """One member of the directory."""
    found = Organisation.objects.filter(pk=identifier).first()
    if found is None:
        raise NotFound()
    return found


def state_at(organisation: UUID, at: datetime) -> str | None:
    """Whether a member was active, suspended or removed at that moment; ``None`` before its admission."""
    return (
        Activity.objects.filter(periods.holds(at), organisation=organisation)
        .values_list("state", flat=True)
        .first()
    )


def is_active(organisation: UUID, *, at: datetime) -> bool:
    """Whether the organisation was an active member at that moment."""
    return state_at(organisation, at) == Activity.State.ACTIVE


def check_not_removed(organisation: UUID, *, at: datetime) -> None:
    """Refuse what makes no sense for a member that has been removed for good."""
    if state_at(organisation, at) == Activity.State.REMOVED:
        raise Conflict("removed", "The organisation has been removed from the hub.")


def history(organisation: UUID) -> QuerySet[Activity]:
    """A member's states from its admission on."""
    return Activity.objects.filter(organisation=organisation).order_by("valid_from")


def identifiers_of(organisations: Iterable[UUID], *, at: datetime) -> dict[UUID, list[Identifier]]:
    """The identifiers that each of these members holds at that moment."""
    gathered: dict[UUID, list[Identifier]] = defaultdict(list)
    held = Identifier.objects.filter(periods.holds(at), organisation__in=list(organisations))
    for identifier in held.order_by("scheme", "value"):
        gathered[identifier.organisation_id].append(identifier)
    return gathered


def identifier(identifier: UUID, *, organisation: UUID) -> Identifier:
    """One identifier of one member, held or ended."""
    found = Identifier.objects.filter(pk=identifier, organisation=organisation).first()
    if found is None:
        raise NotFound()
    return found


def holder_of_any(*, value: str, at: datetime) -> UUID | None:
    """The member that holds a value as an identifier of whatever scheme; none where several schemes differ."""
    holders = set(
        Identifier.objects.filter(periods.holds(at), value=value).values_list("organisation_id", flat=True)
    )
    return holders.pop() if len(holders) == 1 else None


def holders_of(values: Iterable[str], *, at: datetime) -> dict[str, UUID]:
    """The members that hold these EORI numbers at that moment, by number."""
    held = Identifier.objects.filter(periods.holds(at), scheme=Identifier.Scheme.EORI, value__in=list(values))
    return dict(held.values_list("value", "organisation_id"))


def memberships(*, organisation: UUID, at: datetime) -> QuerySet[Membership]:
    """The roles held in an organisation at that moment, with their people."""
    held = Membership.objects.filter(periods.holds(at), organisation=organisation)
    return held.select_related("person")


def active_roles(*, person: UUID, at: datetime) -> QuerySet[Membership]:
    """The roles that a person has in organisations which are active members, at that moment."""
    active = Activity.objects.filter(periods.holds(at), state=Activity.State.ACTIVE).values("organisation")
    held = Membership.objects.filter(periods.holds(at), person=person, organisation__in=active)
    return held.select_related("organisation").order_by("organisation__name", "role")
