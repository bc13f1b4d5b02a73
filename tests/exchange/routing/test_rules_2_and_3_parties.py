"""Rules 2 and 3 of docs/semantics.md: who provides and who receives, with the moments at which it begins and ends."""

import pytest

from tests.exchange.routing.worlds import OPEN, SAFETY, World, day, recipient_through_group

US = 1  # one microsecond: the grain of the hub's clock


# Rule 2: provider


def test_rule_2_refuses_a_publisher_that_is_no_provider(world: World) -> None:
    world.organisation("T2", "trader")
    world.terms(1, providers={"organisations": ["T2"]})
    world.event(1, "signed", "T2", 0, version=1)
    assert world.why() == (2, "not-a-provider")


def _provider_through_group(world: World) -> None:
    world.organisation("K1", "association")
    world.group("G1", "K1", T1=[[day(3), day(40)]])
    world.terms(1, providers={"groups": ["G1"]})
    world.event(1, "signed", "K1", 0, version=1)


def test_rule_2_wants_a_group_member_to_have_acceded(world: World) -> None:
    _provider_through_group(world)
    assert world.why() == (2, "not-a-provider")
    world.event(1, "acceded", "T1", 9, version=1)
    assert world.why() == (None, None)


def test_rule_2_wants_who_acceded_to_be_a_member(world: World) -> None:
    _provider_through_group(world)
    world.event(1, "acceded", "T1", 1, version=1)
    assert world.why(day(40, -US)) == (None, None)
    assert world.why(day(40)) == (2, "not-a-provider")


def test_rule_2_ends_when_the_provider_leaves_and_begins_again_when_it_accedes(world: World) -> None:
    _provider_through_group(world)
    world.event(1, "acceded", "T1", 4, version=1)
    world.event(1, "left", "T1", 20, version=1)
    world.event(1, "acceded", "T1", 30, version=1)
    assert world.why(day(20, -US)) == (None, None)
    assert world.why(day(20)) == (2, "not-a-provider")
    assert world.why(day(30)) == (None, None)


def test_an_objection_period_delays_no_provider(world: World) -> None:
    _provider_through_group(world)
    world.terms(1, objection_days=30)
    world.event(1, "acceded", "T1", 9, version=1)
    assert world.why() == (None, None)


def test_rule_2_ends_for_good_when_a_named_provider_leaves(world: World) -> None:
    world.event(1, "left", "T1", 20, version=1)
    assert world.why(day(20, -US)) == (None, None)
    assert world.why(day(20)) == (2, "not-a-provider")
    assert world.why(50) == (2, "not-a-provider")


# Rule 3: recipient


def test_rule_3_refuses_whom_the_agreement_does_not_name(world: World) -> None:
    world.organisation("A2", "authority")
    assert world.why(organisation="A2") == (3, "not-a-recipient")


def test_rule_3_refuses_the_publisher_itself(world: World) -> None:
    world.terms(1, recipients={"organisations": ["A1", "T1"]})
    assert world.why(organisation="T1") == (3, "own-notice")
    assert world.outcomes() == [("A1", SAFETY, "content")]


@pytest.mark.parametrize(
    ("microseconds", "verdict"), [(-US, (3, "objection-period")), (0, (None, None)), (US, (None, None))]
)
def test_rule_3_waits_for_the_objection_period(world: World, microseconds: int, verdict: object) -> None:
    recipient_through_group(world)
    accepted = day(12, microseconds)
    world.raw["notices"] = []
    world.notice("N1", accepted)
    assert world.why(accepted, "A2") == verdict


def test_rule_3_takes_an_objection_period_of_no_days(world: World) -> None:
    recipient_through_group(world, objection_days=0)
    world.raw["notices"] = []
    world.notice("N1", 2)
    assert world.why(2, "A2") == (None, None)


def test_leaving_and_acceding_again_begins_a_new_objection_period(world: World) -> None:
    recipient_through_group(world, objection_days=5)
    world.event(1, "left", "A2", 20, version=1)
    world.event(1, "acceded", "A2", 25, version=1)
    assert world.why(day(20, -US), "A2") == (None, None)
    assert world.why(22, "A2") == (3, "not-a-recipient")
    assert world.why(29, "A2") == (3, "objection-period")
    assert world.why(30, "A2") == (None, None)


def test_acceding_twice_begins_no_new_objection_period(world: World) -> None:
    recipient_through_group(world, objection_days=8)
    world.event(1, "acceded", "A2", 9, version=1)
    assert world.why(10, "A2") == (None, None)


def test_who_is_named_and_in_a_group_waits_for_nothing(world: World) -> None:
    world.organisation("K1", "association")
    world.group("G1", "K1", A1=OPEN)
    world.terms(1, recipients={"organisations": ["A1"], "groups": ["G1"]})
    world.event(1, "signed", "K1", 0, version=1)
    world.event(1, "acceded", "A1", 9, version=1)
    assert world.why() == (None, None)


@pytest.mark.parametrize(
    ("moment", "verdict"),
    [
        (day(20, -US), (None, None)),
        (day(20), (3, "excluded")),
        (day(30, -US), (3, "excluded")),
        (day(30), (None, None)),
    ],
)
def test_rule_3_refuses_whom_the_provider_has_excluded(world: World, moment: str, verdict: object) -> None:
    world.event(1, "excluded", "T1", 20, recipient="A1")
    world.event(1, "readmitted", "T1", 30, recipient="A1")
    assert world.why(moment) == verdict


def test_an_exclusion_concerns_the_providers_own_data_only(world: World) -> None:
    world.organisation("T2", "trader")
    world.event(1, "excluded", "T2", 5, recipient="A1")
    assert world.why() == (None, None)


def test_an_exclusion_concerns_every_version_of_the_agreement(world: World) -> None:
    world.event(1, "excluded", "T1", 15, recipient="A1")
    world.version(1, 2, effective_from=day(20))
    assert world.outcomes(25) == []
