"""Letting the cast in: organisations, people and their roles, standing, groups."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Q

from accounts import acting
from accounts.access.bootstrap import bootstrap
from accounts.accreditation import selectors as standings
from accounts.accreditation import services as accreditation
from accounts.accreditation.models import Standing
from accounts.groups import services as groups
from accounts.groups.models import Group
from accounts.groups.services import Rule
from accounts.organisations import roles
from accounts.organisations import services as organisations
from accounts.organisations.models import Organisation
from accounts.organisations.services import NewIdentifier, Particulars
from accounts.users import services as accounts
from accounts.users.models import User
from hub.demo import cast
from hub.demo.cast import Member, Player
from hub.demo.world import World

_YEARS = timedelta(days=3 * 365)

# Holder, granted by, kind, programme, number, recognised by.
_STANDING = (
    ("lotus", "nl", "accredited", "AEOF", "NLAEOF854120099", ("fr", "sg", "ke", "br")),
    ("noordzee", "nl", "accredited", "AEOC", "NLAEOC803377120", ("fr", "sg", "ke")),
    ("meridian", "nl", "enrolled", "", "", ()),
    ("bazar", "fr", "enrolled", "", "", ()),
    ("poste", "fr", "enrolled", "", "", ()),
    ("straits", "sg", "accredited", "STP-Plus", "SG-STP-20191", ("nl", "ke")),
    ("planalto", "br", "accredited", "OEA-C", "BR-OEA-004417", ("nl",)),
)

PRIVATE_SECTOR, CUSTOMS, TRADERS, DUTCH_AEO = "private_sector", "customs", "traders", "dutch_aeo"


def enter() -> World | None:
    """The operator of the demo world, found or made; ``None`` where the hub belongs to somebody else."""
    with acting.as_pipeline():
        operator = Organisation.objects.filter(kind="operator").first()
    if operator is None:
        made = bootstrap(
            particulars=_particulars(cast.OPERATING),
            email=cast.OPERATING.administrator.email,
            name=cast.OPERATING.administrator.name,
        )
        world = World(made.organisation.created_at, False, {cast.OPERATOR: made.organisation})
    elif operator.name == cast.OPERATING.name:
        world = World(operator.created_at, True, {cast.OPERATOR: operator})
    else:
        return None
    _look_around(world)
    return world


def let_in(world: World) -> None:
    """Everybody with their people and roles."""
    for member in cast.MEMBERS:
        if member.key not in world.organisations:
            world.organisations[member.key] = _admit(world, member)
    for member in cast.EVERYBODY:
        for player in member.people:
            if player.email not in world.people:
                world.people[player.email] = _bring_in(world, member, player)
    for key, player, role in cast.LENT:
        with world.unless_done(), world.changing(key) as (by, at):
            person = User(pk=world.people[player.email])
            roles.grant_role(organisation=world.organisations[key], person=person, role=role, by=by, at=at)


def grant_standing(world: World) -> None:
    """Accreditation with mutual recognition, and enrolment."""
    for holder, granted_by, kind, programme, number, recognised_by in _STANDING:
        with world.unless_done(), world.changing(granted_by) as (by, at):
            accreditation.grant(
                holder=world.organisations[holder],
                kind=kind,
                programme=programme,
                number=number,
                valid_until=world.began + _YEARS,
                by=by,
                at=at,
            )
        for authority in recognised_by:
            with world.unless_done(), world.changing(authority) as (by, at):
                accreditation.recognise(standing=standing(world, holder), by=by, at=at)


def standing(world: World, holder: str) -> Standing:
    """The one grant that a trader of the demo world holds."""
    at = acting.transaction_time()
    return standings.all_standing(at=at).get(holder=world.id_of(holder))


def form_groups(world: World) -> None:
    """One listed group, kept by the association, and three by rule."""
    members = [world.organisations[key] for key in ("meridian", "lotus", "noordzee", "bazar")]
    with world.unless_done(), world.changing("epsg") as (by, at):
        groups.make_listed(name="Members of the European Private Sector Group", members=members, by=by, at=at)
    by_rule = {
        CUSTOMS: (cast.OPERATOR, "Customs administrations on the hub", Rule(kind="authority")),
        TRADERS: (cast.OPERATOR, "Traders on the hub", Rule(kind="trader")),
        DUTCH_AEO: (
            "nl",
            "Traders accredited by the Netherlands",
            Rule(kind="trader", standing_kind="accredited", standing_from=world.organisations["nl"]),
        ),
    }
    for keeper, name, rule in by_rule.values():
        with world.unless_done(), world.changing(keeper) as (by, at):
            groups.make_by_rule(name=name, rule=rule, by=by, at=at)
    with acting.as_pipeline():
        world.groups = {key: Group.objects.get(name=name) for key, (_, name, _) in by_rule.items()}
        world.groups[PRIVATE_SECTOR] = Group.objects.get(keeper=world.id_of("epsg"))


def _look_around(world: World) -> None:
    """Who is there already: the operator's administrator, and whom an earlier seeding has let in."""
    names = {member.name: member.key for member in cast.MEMBERS}
    emails = [player.email for member in cast.EVERYBODY for player in member.people]
    with acting.as_pipeline():
        for organisation in Organisation.objects.filter(name__in=names):
            world.organisations[names[organisation.name]] = organisation
        found = User.objects.filter(Q(email__in=emails)).values_list("email", "id")
        world.people |= dict(found)


def _admit(world: World, member: Member) -> Organisation:
    """The organisation with its first administrator, by the operator, in one transaction."""
    with world.changing(cast.OPERATOR) as (by, at):
        organisation = organisations.admit(particulars=_particulars(member), by=by, at=at)
        first = member.administrator
        made = accounts.make_person(email=first.email, name=first.name, with_password=False, by=by, at=at)
        for role in first.roles:
            roles.grant_role(organisation=organisation, person=made.person, role=role, by=by, at=at)
    world.people[first.email] = made.person.pk
    return organisation


def _bring_in(world: World, member: Member, player: Player) -> UUID:
    """One more person, by the organisation's own administrator."""
    with world.changing(member.key) as (by, at):
        made = accounts.make_person(email=player.email, name=player.name, with_password=False, by=by, at=at)
        for role in player.roles:
            roles.grant_role(
                organisation=world.organisations[member.key], person=made.person, role=role, by=by, at=at
            )
    return made.person.pk


def _particulars(member: Member) -> Particulars:
    return Particulars(
        name=member.name,
        kind=member.kind,
        country=member.country,
        region=member.region,
        contact_email=member.administrator.email,
        identifiers=[NewIdentifier(scheme, value) for scheme, value in member.identifiers],
    )
