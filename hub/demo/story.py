"""The making of the demo world from beginning to end. Every step finds what an interrupted one has left."""

from collections.abc import Callable

from accounts.trail import selectors as trail
from accounts.trail import services as trails
from hub.demo import cast, contracts, examples, handout, machines, members, plan, turns
from hub.demo.day import WAVES
from hub.demo.replies import Correspondence
from hub.demo.traffic import Traffic
from hub.demo.world import World
from hub.engines.state import DataFolder

_MADE = "demo world made"

Say = Callable[[str], None]


def tell(data: DataFolder, *, address: str, say: Say) -> World | None:
    """Make the demo world, or what is missing of it; ``None`` where the hub belongs to others.

    Once made it is left alone, whatever its members do with it; only a lost handout is written anew.
    """
    world = members.enter()
    if world is None:
        say("This hub has members of its own: no demo world was made.")
        return None
    made = world.resuming and _is_made(world)
    if made and handout.is_there(data):
        say("The demo world was made before.")
        return world
    members.let_in(world)
    secrets = machines.install(world)
    if not made:
        _play(world, say)
    handout.leave(handout.renew(world, secrets), world, data, address=address)
    if made:
        say("The demo world was made before; its handout was lost: everybody has a new password and secret.")
    else:
        _note_made(world)
    return world


def _play(world: World, say: Say) -> None:
    """Standing, groups and agreements; then the day, part by part."""
    members.grant_standing(world)
    members.form_groups(world)
    for contract in contracts.AT_DAWN:
        contracts.agree(world, contract)
    contracts.leave_drafts(world)
    examples.keep(world)
    machines.subscribe(world)
    machines.connect(world)
    traffic = Traffic(world)
    letters = Correspondence(traffic)
    day = plan.whole_day(world.began)
    for wave in range(WAVES):
        traffic.publish(day[wave], wave)
        turns.settle(traffic)
        traffic.read()
        letters.go_on(wave)
        turns.turn(traffic, letters, wave)
    turns.settle(traffic)
    say(f"{len(cast.EVERYBODY)} members, {len(world.agreements)} agreements, {len(traffic.sent)} notices")


def _is_made(world: World) -> bool:
    with world.acting(cast.OPERATOR):
        return trail.entries(subject=world.id_of(cast.OPERATOR)).filter(action=_MADE).exists()


def _note_made(world: World) -> None:
    with world.changing(cast.OPERATOR) as (by, at):
        trails.record(
            action=_MADE,
            subject_kind="organisation",
            subject=by.organisation,
            organisation=by.organisation,
            by=by,
            at=at,
        )
