"""Reading groups: who is a member when, and all of it as facts for decisions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts import periods
from accounts.accreditation.models import StandingPeriod
from accounts.errors import NotFound
from accounts.groups.models import Group, GroupMember
from accounts.organisations.models import Organisation
from accounts.organisations.selectors import Span, spans


@dataclass(frozen=True, slots=True)
class RuleFact:
    """What the members of a group by rule fulfil together; what is ``None`` does not matter.

    With ``standing_kind`` or ``standing_from``: one grant of that kind, by that authority, counts then.
    """

    kind: str | None
    country: str | None
    region: str | None
    standing_kind: str | None
    standing_from: UUID | None


@dataclass(frozen=True, slots=True)
class GroupFact:
    """One group: its keeper, and either its members with their half-open periods, or its rule."""

    id: UUID
    keeper: UUID
    members: dict[UUID, tuple[Span, ...]]
    rule: RuleFact | None


def group_facts() -> list[GroupFact]:
    """Every group, in two queries, ordered by group."""
    rows = GroupMember.objects.order_by("valid_from").values_list(
        "group_id", "organisation_id", "valid_from", "valid_until"
    )
    by_pair = spans(((group, member), start, end) for group, member, start, end in rows)
    members: dict[UUID, dict[UUID, tuple[Span, ...]]] = defaultdict(dict)
    for (group_id, member), held in by_pair.items():
        members[group_id][member] = held
    return [
        GroupFact(
            group.pk, group.keeper_id, members.get(group.pk, {}), None if group.listed else _rule(group)
        )
        for group in Group.objects.order_by("id")
    ]


def group(identifier: UUID) -> Group:
    """One group of the directory."""
    found = Group.objects.filter(pk=identifier).select_related("keeper", "rule_standing_from").first()
    if found is None:
        raise NotFound()
    return found


def names_of(wanted: Iterable[UUID]) -> dict[UUID, str]:
    """What these groups are called."""
    return dict(Group.objects.filter(pk__in=set(wanted)).values_list("pk", "name"))


def all_groups() -> QuerySet[Group]:
    """Every group of the directory, with its keeper."""
    return Group.objects.select_related("keeper", "rule_standing_from")


def members(group: Group, *, at: datetime) -> QuerySet[Organisation]:
    """The members of a group at that moment, whether or not they were active members of the hub then."""
    if group.listed:
        held = GroupMember.objects.filter(periods.holds(at), group=group)
        return Organisation.objects.filter(pk__in=held.values("organisation"))
    named = {"kind": group.rule_kind, "country": group.rule_country, "region": group.rule_region}
    found = Organisation.objects.filter(
        created_at__lte=at, **{field: value for field, value in named.items() if value is not None}
    )
    if group.rule_standing_kind is not None or group.rule_standing_from_id is not None:
        found = found.filter(pk__in=_holders(group, at=at))
    return found


def of_member(organisation: Organisation, *, at: datetime) -> list[Group]:
    """The groups that an organisation is a member of at that moment, by name."""
    listed = GroupMember.objects.filter(periods.holds(at), organisation=organisation).values("group")
    held = StandingPeriod.objects.filter(
        periods.holds(at), state=StandingPeriod.State.GRANTED, standing__holder=organisation
    )
    standing = set(held.values_list("standing__kind", "standing__granted_by"))
    found = all_groups().filter(Q(pk__in=listed) | Q(listed=False)).order_by("name")
    return [one for one in found if one.listed or _fulfils(one, organisation, standing)]


def _fulfils(group: Group, organisation: Organisation, standing: set[tuple[str, UUID]]) -> bool:
    """Whether an organisation with this standing fulfils all that a group by rule asks."""
    asked = (
        (group.rule_kind, organisation.kind),
        (group.rule_country, organisation.country),
        (group.rule_region, organisation.region),
    )
    if any(wanted is not None and wanted != own for wanted, own in asked):
        return False
    if group.rule_standing_kind is None and group.rule_standing_from_id is None:
        return True
    return any(
        group.rule_standing_kind in (None, kind) and group.rule_standing_from_id in (None, by)
        for kind, by in standing
    )


def members_at(group: Group, at: datetime) -> frozenset[UUID]:
    """The identifiers of the members at that moment."""
    return frozenset(members(group, at=at).values_list("pk", flat=True))


def is_member(group: Group, *, organisation: UUID, at: datetime) -> bool:
    """Whether an organisation was a member of a group at that moment."""
    return members(group, at=at).filter(pk=organisation).exists()


def _holders(group: Group, *, at: datetime) -> QuerySet[StandingPeriod, UUID]:
    granted = StandingPeriod.objects.filter(periods.holds(at), state=StandingPeriod.State.GRANTED)
    if group.rule_standing_kind is not None:
        granted = granted.filter(standing__kind=group.rule_standing_kind)
    if group.rule_standing_from_id is not None:
        granted = granted.filter(standing__granted_by=group.rule_standing_from_id)
    return granted.values_list("standing__holder", flat=True)


def _rule(group: Group) -> RuleFact:
    return RuleFact(
        kind=group.rule_kind,
        country=group.rule_country,
        region=group.rule_region,
        standing_kind=group.rule_standing_kind,
        standing_from=group.rule_standing_from_id,
    )
