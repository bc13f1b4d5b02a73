"""The members of a scenario, their standing and their groups, made through the services some weeks ago."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from accounts.accreditation import services as accreditation
from accounts.accreditation.models import Standing
from accounts.groups import services as groups
from accounts.groups.models import Group
from accounts.groups.services import Rule
from accounts.organisations import roles
from accounts.organisations import services as members
from accounts.organisations.services import Particulars
from accounts.users import services as users
from exchange.agreements.terms import Terms
from tests.exchange.property.journal import Journal
from tests.factories import accounts
from tests.factories.accounts import Member, acting_for
from tests.oracle.members import MEMBERS, REGIONS
from tests.oracle.typetable import TypeTable

COUNTRIES = {"T1": "DE", "T2": "CN", "T3": "FR", "A1": "FR", "A2": "US", "A3": "DE", "H1": "FR", "S1": "DE"}
ALWAYS_PRESENT = 4


@dataclass
class Agreed:
    """An agreement with its proposed versions: id and terms."""

    id: UUID
    number: int
    versions: list[tuple[UUID, Terms]] = field(default_factory=list)


@dataclass
class Published:
    """A notice as its publisher knows it."""

    id: UUID
    number: str
    reference: str
    type: str
    publisher: Member
    content: dict[str, Any]
    current: int = 1
    cancelled: bool = False


@dataclass
class World:
    """Everything that a scenario's events act upon."""

    random: Random
    tables: dict[str, TypeTable]
    operator: Member
    start: datetime
    journal: Journal = field(default_factory=Journal)
    members: dict[str, Member] = field(default_factory=dict)
    standing: list[Standing] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    agreements: list[Agreed] = field(default_factory=list)
    notices: list[Published] = field(default_factory=list)
    shapes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of_kind(self, *kinds: str) -> list[Member]:
        """The members of these kinds; all where none is named."""
        return [one for one in self.members.values() if not kinds or one.organisation.kind in kinds]

    def anybody(self) -> Member:
        return self.random.choice(self.of_kind())

    def by_id(self, identifier: UUID) -> Member:
        return next(one for one in self.members.values() if one.id == identifier)

    def ago(self, **span: float) -> datetime:
        """A moment before the scenario's first event (or after it, where the span is negative)."""
        return self.start - timedelta(**span)


@contextmanager
def moment_of(member: Member, past: datetime | None = None) -> Iterator[datetime]:
    """Act as a member's administrator: now, or as one did in the past."""
    with acting_for(member) as now:
        yield now if past is None else past


def made(seed: int, tables: dict[str, TypeTable]) -> World:
    """A world in which nothing has been agreed yet."""
    world = World(Random(seed), tables, accounts.operator(), datetime.now(UTC))
    for number, (name, kind) in enumerate(MEMBERS):
        if kind != "operator" and (number < ALWAYS_PRESENT or world.random.random() < 0.4):
            world.members[name] = _admitted(world, name, kind, at=world.ago(days=60))
    for trader in world.of_kind("trader"):
        _given_standing(world, trader)
    _make_groups(world)
    return world


def grant(world: World, trader: Member, by: Member, *, past: datetime | None = None) -> None:
    """Standing, at times with an end that comes while the scenario runs."""
    kind = "accredited" if world.random.random() < 0.75 else "enrolled"
    until = world.ago(seconds=-world.random.uniform(0.5, 3)) if world.random.random() < 0.1 else None
    programme = "AEOF" if kind == "accredited" else ""
    with moment_of(by, past) as at:
        given = accreditation.grant(
            holder=trader.organisation, kind=kind, by=by.caller, at=at, programme=programme,
            number=programme and "1", valid_until=until,
        )  # fmt: skip
    world.journal.granted(given.pk, holder=trader.id, by=by.id, kind=kind, at=at, until=until)
    world.standing.append(given)


def recognise(world: World, standing: Standing, by: Member, *, past: datetime | None = None) -> None:
    with moment_of(by, past) as at:
        accreditation.recognise(standing=standing, by=by.caller, at=at)
    world.journal.recognised(standing.pk, by=by.id, at=at, until=None)


def _admitted(world: World, name: str, kind: str, *, at: datetime) -> Member:
    country = COUNTRIES[name]
    operator = world.operator
    particulars = Particulars(name=name, kind=kind, country=country, region=REGIONS[country])
    with moment_of(operator):
        organisation = members.admit(particulars=particulars, by=operator.caller, at=at)
        person = users.make_person(
            email=f"{name.lower()}@hub.example", name=name, with_password=False, by=operator.caller, at=at
        ).person
        roles.grant_role(
            organisation=organisation, person=person, role="administrator", by=operator.caller, at=at
        )
    caller = accounts.caller(Member(organisation, person, operator.caller), "administrator", person=person)
    member = Member(organisation, person, caller)
    world.journal.admitted(member, at=at)
    return member


def _given_standing(world: World, trader: Member) -> None:
    authorities = world.of_kind("authority")
    for number in range(world.random.choice((1, 1, 2))):
        granter = authorities[0] if number == 0 and world.random.random() < 0.7 else authorities[1]
        if any((one.holder_id, one.granted_by_id) == (trader.id, granter.id) for one in world.standing):
            continue
        grant(world, trader, granter, past=world.ago(days=50))
        standing = world.standing[-1]
        other = next(one for one in authorities if one.id != granter.id)
        if standing.kind == "accredited" and world.random.random() < 0.5:
            recognise(world, standing, other, past=world.ago(days=49))


def _make_groups(world: World) -> None:
    keepers = [one for one in world.of_kind() if one.organisation.kind != "trader"]
    listed = {"traders": ("T1", "T2", "T3"), "authorities": ("A1", "A2", "A3"), "all": tuple(COUNTRIES)}
    for name, names in listed.items():
        keeper = world.random.choice(keepers)
        inside = [world.members[one] for one in names if one in world.members and world.random.random() < 0.9]
        with moment_of(keeper, world.ago(days=50)) as at:
            group = groups.make_listed(
                name=name, members=[one.organisation for one in inside], by=keeper.caller, at=at
            )
        world.journal.group_made(group.pk, keeper=keeper.id)
        for one in inside:
            world.journal.member_added(group.pk, one.id, at=at)
        world.groups[name] = group
    authority = world.members["A1"]
    _group_by_rule(world, "traders by rule", keepers, Rule(kind="trader", standing_kind="accredited",
                   standing_from=authority.organisation))  # fmt: skip
    _group_by_rule(world, "authorities by rule", keepers, Rule(kind="authority", region="EUR"))


def _group_by_rule(world: World, name: str, keepers: list[Member], rule: Rule) -> None:
    keeper = world.random.choice(keepers)
    with moment_of(keeper, world.ago(days=50)) as at:
        world.groups[name] = groups.make_by_rule(name=name, rule=rule, by=keeper.caller, at=at)
    written: dict[str, Any] = {"kind": rule.kind}
    if rule.region is not None:
        written["region"] = rule.region
    if rule.standing_from is not None:
        written["standing"] = {"kind": rule.standing_kind, "granted_by": str(rule.standing_from.pk)}
    world.journal.group_made(world.groups[name].pk, keeper=keeper.id, rule=written)
