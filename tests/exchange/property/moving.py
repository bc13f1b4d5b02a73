"""What happens to the members of a scenario: standing, recognition, activity, groups, wishes."""

from accounts.accreditation import services as accreditation
from accounts.groups import services as groups
from accounts.organisations import services as members
from exchange.agreements.models import Purpose
from exchange.subscriptions import services as subscriptions
from exchange.subscriptions.services import Wish
from tests.exchange.property.journal import ended
from tests.exchange.property.world import World, grant, moment_of, recognise


def move_standing(world: World) -> None:
    standing = world.random.choice(world.standing)
    service = world.random.choice(
        (accreditation.suspend, accreditation.resume, accreditation.resume, accreditation.revoke)
    )
    granter = world.by_id(standing.granted_by_id)
    with moment_of(granter) as at:
        service(standing=standing, reason="so", by=granter.caller, at=at)
    periods = world.journal.standing[standing.pk]["periods"]
    if service is accreditation.resume:
        until = standing.expires_at
        periods.append([at.isoformat(), None if until is None else until.isoformat()])
    else:
        ended(periods, at)


def grant_more(world: World) -> None:
    grant(
        world, world.random.choice(world.of_kind("trader")), world.random.choice(world.of_kind("authority"))
    )


def recognise_or_not(world: World) -> None:
    standing, by = world.random.choice(world.standing), world.random.choice(world.of_kind("authority"))
    if world.random.random() < 0.5:
        recognise(world, standing, by)
        return
    with moment_of(by) as at:
        accreditation.end_recognition(standing=standing, reason="so", by=by.caller, at=at)
    world.journal.recognition_ended(standing.pk, by=by.id, at=at)


def move_member(world: World) -> None:
    member = world.anybody()
    service = world.random.choice((members.suspend, members.resume, members.resume, members.resume))
    with moment_of(world.operator) as at:
        service(organisation=member.organisation, reason="so", by=world.operator.caller, at=at)
    periods = world.journal.organisations[member.id]["active"]
    if service is members.resume:
        periods.append([at.isoformat(), None])
    else:
        ended(periods, at)


def move_group_member(world: World) -> None:
    name = world.random.choice(("traders", "authorities", "all"))
    group, member = world.groups[name], world.anybody()
    keeper = world.by_id(group.keeper_id)
    if world.random.random() < 0.5:
        with moment_of(keeper) as at:
            groups.add_member(group=group, organisation=member.organisation, by=keeper.caller, at=at)
        world.journal.member_added(group.pk, member.id, at=at)
    else:
        with moment_of(keeper) as at:
            groups.end_membership(group=group, organisation=member.id, by=keeper.caller, at=at)
        world.journal.member_left(group.pk, member.id, at=at)


def subscribe(world: World) -> None:
    random, member = world.random, world.anybody()
    notice = random.choice(world.notices)
    path = random.choice(("/dispatch_country", "/items/*/hs_code", "/summary", "/headline"))
    values = {"/dispatch_country": ["CN", "DE"], "/items/*/hs_code": ["300490", "847130"]}
    wanted = values.get(path, ["Before loading."])
    filters = [{"path": path, "any_of": wanted}] if random.random() < 0.5 else []
    purpose = random.choice((None, *list(Purpose)[:2]))
    types = (notice.type,) if random.random() < 0.6 else ()
    with moment_of(member) as at:
        begun = subscriptions.begin(
            by=member.caller, at=at, wish=Wish(purpose=purpose, types=types, filter=filters)
        )
    entry = {"purpose": purpose and str(purpose.value), "types": list(types), "filter": filters}
    world.journal.subscribed(begun.pk, member.id, entry, at=at)


def unsubscribe(world: World) -> None:
    random, member = world.random, world.anybody()
    own = [
        key
        for key, one in world.journal.subscription_ids.items()
        if one["organisation"] == str(member.id) and one["ended"] is None
    ]
    if own and random.random() < 0.6:
        chosen = random.choice(own)
        with moment_of(member) as at:
            subscriptions.end(by=member.caller, at=at, subscription=chosen)
        world.journal.subscription_ids[chosen]["ended"] = at.isoformat()
        return
    with moment_of(member) as at:
        subscriptions.end_always(by=member.caller, at=at)
    world.journal.always_ended(member.id, at=at)
