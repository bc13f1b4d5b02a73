"""Rules 4 and 5 of docs/semantics.md: members with standing; types and their handling class."""

import pytest

from tests.exchange.routing.worlds import OPEN, World, day, trader_receives

US = 1  # one microsecond: the grain of the hub's clock


# Rule 4: members


@pytest.mark.parametrize(
    ("member", "reason"), [("A1", "recipient-not-active"), ("T1", "publisher-not-active")]
)
def test_rule_4_wants_both_to_be_active_members(world: World, member: str, reason: str) -> None:
    world.member(member)["active"] = [[day(0), day(20)]]
    assert world.why(day(20, -US)) == (None, None)
    assert world.why(day(20)) == (4, reason)


def test_rule_4_wants_the_publisher_to_have_had_standing_at_acceptance_not_now(world: World) -> None:
    world.raw["standing"][0]["periods"] = [[day(0), day(10, US)]]
    assert world.why(20) == (None, None)
    world.raw["standing"][0]["periods"] = [[day(0), day(10)]]
    assert world.why(20) == (4, "publisher-without-standing")


def test_rule_4_lets_a_publisher_that_lost_its_standing_amend(world: World) -> None:
    world.raw["standing"][0]["periods"] = [[day(0), day(11)]]
    world.publish("N1", 12)
    assert world.why(12, version=2) == (None, None)


def test_rule_4_lets_standing_at_the_amendment_count_as_well(world: World) -> None:
    world.raw["standing"][0]["periods"] = [[day(11), None]]
    world.publish("N1", 12)
    assert world.why(12, version=1) == (4, "publisher-without-standing")
    assert world.why(12, version=2) == (None, None)


def test_rule_4_wants_a_trader_that_receives_to_have_standing_now(world: World) -> None:
    trader_receives(world)
    assert world.why(organisation="T2") == (4, "recipient-without-standing")
    world.standing("T2", "A1", [[day(0), day(20)]])
    assert world.why(day(20, -US), "T2") == (None, None)
    assert world.why(day(20), "T2") == (4, "recipient-without-standing")


def test_standing_of_another_kind_counts_only_where_the_agreement_lists_it(world: World) -> None:
    world.raw["standing"][0]["kind"] = "enrolled"
    assert world.why() == (4, "publisher-without-standing")
    world.terms(1, standing=["accredited", "enrolled"])
    assert world.why() == (None, None)


def test_standing_counts_when_its_authority_is_a_party(world: World) -> None:
    world.organisation("A2", "authority")
    world.raw["standing"][0]["granted_by"] = "A2"
    assert world.why() == (4, "publisher-without-standing")


def test_recognition_by_a_party_counts_only_if_the_agreement_says_so(world: World) -> None:
    world.organisation("A2", "authority")
    world.raw["standing"][0] |= {
        "granted_by": "A2",
        "recognised": [{"by": "A1", "periods": [[day(0), day(10, US)]]}],
    }
    assert world.why() == (4, "publisher-without-standing")
    world.terms(1, recognised=True)
    assert world.why() == (None, None)
    world.raw["standing"][0]["recognised"][0]["periods"] = [[day(0), day(10)]]
    assert world.why() == (4, "publisher-without-standing")


def test_whoever_granted_standing_counts_when_no_authority_is_a_party(world: World) -> None:
    world.organisation("A2", "authority")
    world.organisation("R1", "association")
    world.raw["standing"][0]["granted_by"] = "A2"
    world.terms(1, recipients={"organisations": ["R1"]})
    world.event(1, "signed", "R1", 0, version=1)
    assert world.why(organisation="R1")[0] == 5


def test_a_trader_without_any_standing_has_none_whoever_the_parties_are(world: World) -> None:
    world.organisation("H1", "rights_holder")
    world.raw["standing"] = []
    world.terms(1, recipients={"organisations": ["H1"]})
    world.event(1, "signed", "H1", 0, version=1)
    assert world.why(organisation="H1") == (4, "publisher-without-standing")


def test_only_an_authority_that_is_a_party_recognises(world: World) -> None:
    world.organisation("A2", "authority")
    world.organisation("X1", "association")
    world.raw["standing"][0] |= {"granted_by": "A2", "recognised": [{"by": "X1", "periods": OPEN}]}
    world.terms(1, recognised=True, recipients={"organisations": ["A1", "X1"]})
    world.event(1, "signed", "X1", 0, version=1)
    assert world.why() == (4, "publisher-without-standing")


def test_an_authority_that_left_is_a_party_no_more(world: World) -> None:
    world.organisation("A2", "authority")
    world.terms(1, recipients={"organisations": ["A1", "A2"]})
    world.event(1, "signed", "A2", 0, version=1)
    world.event(1, "left", "A1", 20, version=1)
    assert world.why(day(20, -US), "A2") == (None, None)
    assert world.why(day(20), "A2") == (4, "publisher-without-standing")


def test_members_that_are_no_traders_need_no_standing(world: World) -> None:
    world.raw["standing"] = []
    world.member("T1")["kind"] = "association"
    assert world.why() == (None, None)


# Rule 5: type


def test_rule_5_wants_the_type_to_be_one_of_the_agreements(world: World) -> None:
    world.terms(1, types=["ecommerce_parcel"])
    assert world.why() == (5, "other-type")


@pytest.mark.parametrize(
    ("kind", "admitted"),
    [
        ("risk_alert", {"authority"}),
        ("counterfeit_alert", {"authority", "rights_holder"}),
        ("advance_cargo", {"authority", "rights_holder", "trader"}),
        ("regulatory_change", {"authority", "rights_holder", "trader", "association", "operator"}),
    ],
)
def test_rule_5_holds_the_handling_class_whatever_was_agreed(
    world: World, kind: str, admitted: set[str]
) -> None:
    receivers = {
        "authority": "A2",
        "rights_holder": "H2",
        "trader": "T2",
        "association": "X2",
        "operator": "O2",
    }
    for name, one in receivers.items():
        world.organisation(one, name)
        world.event(1, "signed", one, 0, version=1)
    world.standing("T2", "A1")
    world.terms(1, types=[kind], recipients={"organisations": ["A1", *receivers.values()]})
    world.raw["notices"][0]["type"] = kind
    refused = {name for name, one in receivers.items() if world.why(organisation=one)[0] == 5}
    assert refused == receivers.keys() - admitted
