"""What is asked again without the content says the same as the engine does of rules 1 to 4."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from exchange.routing import continuing
from exchange.routing.decide import document
from tests.exchange.routing.worlds import DAY_0, World, day


def still_holds(world: World, at: float, granted: tuple[Any, ...] = ((1, 1),)) -> bool:
    return continuing.still_holds(
        document.read(orjson.dumps(world.raw)).index,
        publisher="T1",
        recipient="A1",
        granted=granted,
        accepted_at=DAY_0 + timedelta(days=10),
        first_accepted_at=DAY_0 + timedelta(days=10),
        moment=DAY_0 + timedelta(days=at),
    )


def test_while_nothing_has_changed_the_grounds_still_hold(world: World) -> None:
    assert still_holds(world, 12)


@pytest.mark.parametrize("change", ["suspended", "terminated", "left", "excluded", "recipient", "publisher"])
def test_whatever_ends_an_entitlement_is_seen(world: World, change: str) -> None:
    if change in ("suspended", "terminated"):
        world.event(1, change, "A1", 20)
    elif change == "left":
        world.event(1, "left", "T1", 20, version=1)
    elif change == "excluded":
        world.event(1, "excluded", "T1", 20, recipient="A1")
    else:
        world.member("A1" if change == "recipient" else "T1")["active"] = [[day(0), day(20)]]
    assert still_holds(world, 19)
    assert not still_holds(world, 20)


def test_standing_lost_since_acceptance_changes_nothing(world: World) -> None:
    world.raw["standing"][0]["periods"] = [[day(0), day(11)]]
    assert still_holds(world, 20)


def test_standing_counts_no_more_when_its_authority_is_a_party_no_more(world: World) -> None:
    world.organisation("A2", "authority")
    world.raw["standing"][0]["granted_by"] = "A2"
    world.terms(1, recipients={"organisations": ["A1", "A2"]})
    world.event(1, "signed", "A2", 0, version=1)
    world.event(1, "left", "A2", 20, version=1)
    assert still_holds(world, 19)
    assert not still_holds(world, 20)
    assert world.why(20) == (4, "publisher-without-standing")


def test_every_ground_must_hold_and_be_known(world: World) -> None:
    world.agreement(2)
    world.event(2, "terminated", "A1", 20)
    assert not still_holds(world, 20, ((1, 1), (2, 1)))
    assert not still_holds(world, 12, ((1, 1), (9, 1)))


def test_a_reply_reaches_every_active_member(world: World) -> None:
    world.member("A1")["active"] = [[day(0), day(20)]]
    index = document.read(orjson.dumps(world.raw)).index
    before, after = (DAY_0 + timedelta(days=days) for days in (19, 20))
    assert continuing.may_hear_reply(index, recipient="A1", moment=before) is None
    assert continuing.may_hear_reply(index, recipient="A1", moment=after) is not None
