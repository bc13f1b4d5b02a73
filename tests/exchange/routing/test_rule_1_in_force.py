"""Rule 1 of docs/semantics.md: in force, with the moments at which it begins and ends."""

import pytest

from tests.exchange.routing.worlds import SAFETY, World, day

US = 1  # one microsecond: the grain of the hub's clock


# Rule 1: in force


def test_rule_1_refuses_until_every_signatory_has_signed(world: World) -> None:
    world.unsign(1, "A1")
    assert world.why() == (1, "not-signed")


def test_rule_1_wants_the_keeper_of_a_named_group_to_sign(world: World) -> None:
    world.organisation("K1", "association")
    world.group("G1", "K1")
    world.terms(1, recipients={"organisations": ["A1"], "groups": ["G1"]})
    assert world.why() == (1, "not-signed")
    world.event(1, "signed", "K1", 9, version=1)
    assert world.outcomes() == [("A1", SAFETY, "content")]


def test_rule_1_counts_a_signature_under_this_very_version_only(world: World) -> None:
    world.version(1, 2, effective_from=day(0))
    agreement = world.raw["agreements"][0]
    agreement["events"] = [one for one in agreement["events"] if (one["version"], one["by"]) != (1, "A1")]
    assert world.why() == (1, "superseded")
    assert world.outcomes() == [("A1", SAFETY, "content")]


@pytest.mark.parametrize(("microseconds", "received"), [(-US, False), (0, True), (US, True)])
def test_rule_1_begins_with_the_effective_period(world: World, microseconds: int, received: bool) -> None:
    world.terms(1, effective_from=day(10))
    accepted = day(10, microseconds)
    world.raw["notices"] = []
    world.notice("N1", accepted)
    assert bool(world.outcomes(accepted)) is received


@pytest.mark.parametrize(("microseconds", "received"), [(-US, True), (0, False), (US, False)])
def test_rule_1_ends_with_the_effective_period(world: World, microseconds: int, received: bool) -> None:
    world.terms(1, effective_until=day(20))
    assert bool(world.outcomes(day(20, microseconds))) is received


@pytest.mark.parametrize(("microseconds", "received"), [(-US, False), (0, True), (US, True)])
def test_rule_1_begins_with_the_last_signature(world: World, microseconds: int, received: bool) -> None:
    world.unsign(1, "A1")
    world.event(1, "signed", "A1", 10, version=1)
    accepted = day(10, microseconds)
    world.raw["notices"] = []
    world.notice("N1", accepted)
    assert bool(world.outcomes(accepted)) is received


@pytest.mark.parametrize(
    ("microseconds", "verdict"), [(-US, (None, None)), (0, (1, "terminated")), (US, (1, "terminated"))]
)
def test_rule_1_ends_with_termination(world: World, microseconds: int, verdict: object) -> None:
    world.event(1, "terminated", "A1", 20)
    assert world.why(day(20, microseconds)) == verdict


@pytest.mark.parametrize(
    ("moment", "verdict"),
    [
        (day(20, -US), (None, None)),
        (day(20), (1, "suspended")),
        (day(30, -US), (1, "suspended")),
        (day(30), (None, None)),
    ],
)
def test_rule_1_refuses_while_suspended(world: World, moment: str, verdict: object) -> None:
    world.event(1, "suspended", "A1", 20)
    world.event(1, "resumed", "T1", 30)
    assert world.why(moment) == verdict


@pytest.mark.parametrize(("microseconds", "rule"), [(-US, None), (0, 1)])
def test_a_version_is_superseded_when_its_successor_comes_into_force(
    world: World, microseconds: int, rule: int | None
) -> None:
    world.version(1, 2, effective_from=day(20))
    assert world.why(day(20, microseconds))[0] == rule
    assert world.route(day(20, microseconds))[0]["agreements"] == [[1, 1 if rule is None else 2]]


def test_a_version_stays_superseded_when_its_successor_expires(world: World) -> None:
    world.version(1, 2, effective_from=day(20), effective_until=day(30))
    assert world.why(25) == (1, "superseded")
    assert world.why(35) == (1, "superseded")
    assert world.outcomes(35) == []


def test_a_successor_that_nobody_signed_supersedes_nothing(world: World) -> None:
    world.version(1, 2, effective_from=day(20))
    world.raw["agreements"][0]["events"] = world.raw["agreements"][0]["events"][:2]
    assert world.why(25) == (None, None)


def test_an_earlier_version_signed_late_does_not_come_back(world: World) -> None:
    world.terms(1, effective_from=day(15))
    world.version(1, 2, effective_from=day(5))
    assert world.why(20) == (1, "superseded")
    assert world.route(20)[0]["agreements"] == [[1, 2]]


def test_a_version_is_never_in_force_before_it_was_proposed(world: World) -> None:
    world.terms(1, proposed_at=day(12))
    assert world.why(11) == (1, "not-yet-in-force")
    world.terms(1, proposed_at=None)
    assert world.why(11) == (1, "not-yet-in-force")
