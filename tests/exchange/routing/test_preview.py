"""Preview: who would newly receive what, which elements, how many a day, and what was missed for want of a field."""

from datetime import timedelta
from typing import Any

import orjson
import pytest

from exchange.routing.decide import document
from exchange.routing.preview import Change, Preview, preview
from exchange.routing.reasons import Reason
from tests.exchange.routing.worlds import DAY_0, OPEN, World, day

NOW = DAY_0 + timedelta(days=40)


def previewed(world: World, after: tuple[int, int], before: tuple[int, int] | None = None) -> Preview:
    """The preview over every notice of the world, on day 40, over 10 days."""
    read = document.read(orjson.dumps(world.raw))
    return preview(
        read.index,
        [one.versions[-1] for one in read.notices.values()],
        before=None if before is None else read.index.versions[before],
        after=read.index.versions[after],
        days=10,
        moment=NOW,
    )


@pytest.fixture
def world() -> World:
    """Agreement 1 shows A1 the reference; agreement 2, proposed and unsigned, would show more to A1 and A2."""
    world = World()
    world.organisation("A2", "authority")
    world.standing("T1", "A2")
    world.terms(1, scope=[{"path": "/lrn", "form": "plain"}, {"path": "/items", "form": "truncated"}])
    world.agreement(2, recipients={"organisations": ["A1", "A2"]}, scope=[{"path": "/items", "form": "plain"}],
                    effective_from=day(300))  # fmt: skip
    world.raw["agreements"][1]["events"] = []
    return world


def change(of: Preview, recipient: str) -> Change:
    return next(one for one in of.changes if one.recipient == recipient)


def test_a_newcomer_would_receive_notices_that_it_does_not_receive_now(world: World) -> None:
    world.notice("N2")
    made = previewed(world, (2, 1))
    newcomer = change(made, "A2")
    assert (newcomer.before, newcomer.after, newcomer.newly) == (0, 2, 2)
    assert made.a_day(newcomer.newly) == 0.2
    assert not newcomer.must_accede


def test_who_receives_already_would_see_more_elements(world: World) -> None:
    one = change(previewed(world, (2, 1)), "A1")
    assert (one.before, one.after, one.newly) == (1, 1, 0)
    assert one.gained["/items/*/hs_code"].form == "plain"
    assert one.gained["/items/*/hs_code"].notices == 1
    assert "/lrn" not in one.gained
    assert one.given_up == {}


def test_a_successor_is_compared_with_what_it_takes_the_place_of(world: World) -> None:
    world.version(1, 2, recipients={"organisations": ["A2"]}, scope=[{"path": "/ucr", "form": "hashed"}],
                  effective_from=day(300))  # fmt: skip
    made = previewed(world, (1, 2), before=(1, 1))
    assert [(one.recipient, one.newly, one.lost) for one in made.changes] == [("A1", 0, 1), ("A2", 1, 0)]
    assert change(made, "A1").given_up.keys() >= {"/lrn", "/items/*/hs_code"}
    assert {path: one.form for path, one in change(made, "A2").gained.items()} == {"/ucr": "hashed"}


def test_the_difference_of_two_versions_is_a_preview_from_one_to_the_other(world: World) -> None:
    world.version(
        2, 2, recipients={"organisations": ["A1", "A2"]}, scope=[{"path": "/items", "form": "hashed"}]
    )
    made = previewed(world, (2, 2), before=(2, 1))
    assert change(made, "A2").given_up["/items/*/hs_code"].form == "plain"
    assert change(made, "A2").gained == {}
    assert change(made, "A1").given_up["/items/*/hs_code"].form == "plain", (
        "truncated remains, by agreement 1"
    )


def test_what_was_missed_only_for_want_of_a_field_is_counted(world: World) -> None:
    world.terms(2, conditions=[{"country": {"of": "transit", "any_of": ["NL"]}}])
    world.notice("N2", routing_countries=["NL"])
    world.notice("N3", routing_countries=["BE"])
    made = previewed(world, (2, 1))
    one = change(made, "A2")
    assert (one.newly, one.field_absent) == (1, 1)
    assert made.missed == {Reason.FIELD_ABSENT: 1, Reason.CONDITION: 1}


def _group_of(world: World, **members: Any) -> None:
    world.organisation("K1", "association")
    world.group("G1", "K1", **members)


def test_members_of_a_named_group_are_shown_as_those_who_may_join(world: World) -> None:
    _group_of(world, A2=OPEN)
    world.terms(2, recipients={"groups": ["G1"]})
    assert change(previewed(world, (2, 1)), "A2").must_accede
    world.event(2, "acceded", "A2", 1, version=1)
    assert not change(previewed(world, (2, 1)), "A2").must_accede


def test_who_is_no_member_or_excluded_or_without_standing_would_receive_nothing(world: World) -> None:
    _group_of(world, A2=[[day(0), day(30)]])
    world.organisation("T2", "trader")
    world.terms(2, recipients={"organisations": ["A1", "T2"], "groups": ["G1"]})
    world.event(2, "excluded", "T1", 1, recipient="A1")
    made = previewed(world, (2, 1))
    assert [one.recipient for one in made.changes] == ["A1"]
    assert change(made, "A1").gained == {}


def test_notices_of_who_would_not_provide_change_nothing(world: World) -> None:
    world.organisation("T2", "trader")
    world.standing("T2", "A1")
    world.raw["notices"] = []
    world.notice("N1", publisher="T2")
    made = previewed(world, (2, 1))
    assert (made.notices, made.changes) == (1, ())


def test_a_suspension_or_missing_signature_does_not_change_a_preview(world: World) -> None:
    world.event(2, "suspended", "A1", 1)
    assert change(previewed(world, (2, 1)), "A2").newly == 1
