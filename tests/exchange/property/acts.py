"""The events of a scenario, drawn at random and carried out through the services; a refusal is an event too."""

import time
from collections.abc import Callable

from accounts import acting
from accounts.errors import Refusal
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.models import Delivery
from tests.exchange.property import agreeing, moving, publishing, pushing
from tests.exchange.property.terms import TYPES
from tests.exchange.property.watching import Watch
from tests.exchange.property.world import World

Act = Callable[[World, Watch], None]
STEPS = 55


def play(world: World, watch: Watch) -> None:
    """Some agreements of the past, then a row of events, then everything decided and opened once more."""
    main = world.random.choice(("advance_cargo", "advance_cargo", "advance_cargo", *TYPES))
    kinds = (main, main, main, world.random.choice(list(TYPES)))
    for type_id in kinds[: world.random.choice((2, 3, 4))]:
        _tried(watch, lambda type_id=type_id: agreeing.begin(world, type_id, past=world.ago(days=40)))
    acts, weights = zip(*ACTS.items(), strict=True)
    _tried(watch, lambda: world.notices.append(publishing.publish(world, main)))
    for act in world.random.choices(acts, weights, k=STEPS):
        _tried(watch, lambda act=act: act(world, watch))
    for member in world.of_kind():
        watch.open(member, share=0.5, random=world.random)
    for step in (watch.route, watch.reconsider, watch.back_fill):
        step()
    for member in world.of_kind():
        watch.open(member, share=1, random=world.random)


def _route(world: World, watch: Watch) -> None:
    watch.route()


def _open(world: World, watch: Watch) -> None:
    watch.open(world.anybody(), share=0.7, random=world.random)


def _round(world: World, watch: Watch) -> None:
    """An ordinary day: what is new is routed, and most recipients look at it."""
    watch.route()
    for member in world.of_kind():
        watch.open(member, share=0.7, random=world.random)


def _reconsider(world: World, watch: Watch) -> None:
    watch.reconsider()


def _back_fill(world: World, watch: Watch) -> None:
    watch.back_fill()


def _push(world: World, watch: Watch) -> None:
    pushing.push(watch, world.anybody())


def _arrive(world: World, watch: Watch) -> None:
    pushing.arrive(watch)


def _ask_again(world: World, watch: Watch) -> None:
    member = world.anybody()
    with acting.as_organisation(member.id, person=member.administrator.pk):
        for row in deliveries.inbox(recipient=member.id).filter(state=Delivery.State.WITHHELD):
            pipeline.ask_again(row)


def _wait(world: World, watch: Watch) -> None:
    """What begins or ends by the clock gets its chance."""
    time.sleep(0.1)


def _begin(world: World, watch: Watch) -> None:
    agreeing.begin(world, world.notices[0].type)


def _succeed(world: World, watch: Watch) -> None:
    agreeing.succeed(world, world.random.choice(world.agreements))


def _accede(world: World, watch: Watch) -> None:
    agreeing.accede(world, world.random.choice(world.agreements), world.anybody())


def _leave(world: World, watch: Watch) -> None:
    agreeing.leave(world, world.random.choice(world.agreements), world.anybody())


def _suspend(world: World, watch: Watch) -> None:
    _concern_all(world, agreements.suspend, "suspended")


def _resume(world: World, watch: Watch) -> None:
    for _ in range(2):
        _tried(watch, lambda: _concern_all(world, agreements.resume, "resumed"))


def _terminate(world: World, watch: Watch) -> None:
    _concern_all(world, agreements.terminate, "terminated")


def _concern_all(world: World, service: Callable[..., object], event: str) -> None:
    agreed = world.random.choice(world.agreements)
    by = world.random.choice(agreeing.parties(world, agreed))
    agreeing.concern_all(world, agreed, service, event, by)


def _exclude(world: World, watch: Watch) -> None:
    _exclusion(world, agreements.exclude, "excluded")


def _readmit(world: World, watch: Watch) -> None:
    _exclusion(world, agreements.readmit, "readmitted")


def _exclusion(world: World, service: Callable[..., object], event: str) -> None:
    agreed = world.random.choice(world.agreements)
    provider = world.random.choice(world.notices).publisher
    agreeing.concern_all(world, agreed, service, event, provider, recipient=world.anybody().id)


def _of(act: Callable[[World], None]) -> Act:
    return lambda world, watch: act(world)


def _tried(watch: Watch, act: Callable[[], None]) -> None:
    try:
        act()
        watch.tally["acts"] += 1
    except (Refusal, IndexError):  # there was nothing to choose from
        watch.tally["acts refused"] += 1


ACTS: dict[Act, float] = {
    _of(publishing.publish_another): 1.5, _of(publishing.amend): 5, _of(publishing.cancel): 0.5,
    _of(publishing.hold): 1.5, _route: 6, _round: 4, _open: 4, _reconsider: 3, _back_fill: 1.5, _ask_again: 1,
    _push: 2, _arrive: 2, _wait: 1, _begin: 0.6, _succeed: 1, _accede: 1, _leave: 0.6, _suspend: 1.7, _resume: 1.5,
    _terminate: 0.2, _exclude: 1.2, _readmit: 1, _of(moving.move_standing): 1, _of(moving.grant_more): 0.5,
    _of(moving.recognise_or_not): 0.7, _of(moving.move_member): 1, _of(moving.move_group_member): 1,
    _of(moving.subscribe): 0.6, _of(moving.unsubscribe): 0.3,
}  # fmt: skip
