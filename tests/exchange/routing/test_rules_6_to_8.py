"""Rules 6 to 8 of docs/semantics.md, and that the first one that fails is told."""

import pytest

from tests.exchange.routing.worlds import SAFETY, World, day, recipient_through_group, trader_receives

US = 1  # one microsecond: the grain of the hub's clock


def test_when_every_rule_holds_the_recipient_receives_the_notice(world: World) -> None:
    assert world.outcomes() == [("A1", SAFETY, "content")]
    assert world.why() == (None, None)


# Rule 6: conditions (each kind has its own tests in test_conditions.py)


def test_rule_6_wants_all_conditions_to_hold(world: World) -> None:
    world.terms(1, conditions=[{"mode": ["1", "4"]}, {"office": ["FR000001"]}])
    assert world.why() == (None, None)
    world.terms(1, conditions=[{"mode": ["1", "4"]}, {"office": ["GB000060"]}])
    assert world.why() == (6, "condition-not-met")


def test_rule_6_says_when_a_condition_failed_only_for_want_of_the_field(world: World) -> None:
    del world.content()["transport"]
    world.terms(1, conditions=[{"mode": ["1"]}])
    assert world.why() == (6, "field-absent")


# Rule 7: then, too


def test_rule_7_opens_nothing_that_was_accepted_before_the_agreement(world: World) -> None:
    world.terms(1, effective_from=day(11))
    assert world.why(12) == (7, "not-then")
    assert world.outcomes(12) == []


def test_rule_7_wants_the_recipient_to_have_been_one_at_acceptance(world: World) -> None:
    recipient_through_group(world)
    assert world.why(12, "A2") == (7, "not-then")


def test_rule_7_wants_the_recipient_to_have_been_active_at_acceptance(world: World) -> None:
    world.member("A1")["active"] = [[day(11), None]]
    assert world.why(12) == (7, "not-then")


def test_rule_7_counts_the_versions_of_one_agreement_as_one(world: World) -> None:
    world.version(1, 2, effective_from=day(11))
    assert world.route(12)[0]["agreements"] == [[1, 2]]


def test_rule_7_judges_each_version_then_by_its_own_terms(world: World) -> None:
    trader_receives(world)
    world.standing("T2", "A1", [[day(0), None]], kind="enrolled")
    world.version(1, 2, effective_from=day(11), standing=["enrolled", "accredited"],
                  recipients={"organisations": ["A1", "T2"]})  # fmt: skip
    world.event(1, "signed", "T2", 0, version=2)
    verdicts = world.ask("explain", 12, organisation="T2")["agreements"]
    assert [(one["failed_rule"], one["reason"]) for one in verdicts] == [(1, "superseded"), (7, "not-then")]


def test_rule_7_never_delivers_what_was_accepted_during_a_suspension(world: World) -> None:
    world.event(1, "suspended", "A1", 5)
    world.event(1, "resumed", "A1", 11)
    assert world.why(12) == (7, "accepted-in-suspension")
    world.terms(1, back_fill_from=day(0))
    assert world.why(12) == (7, "accepted-in-suspension")


@pytest.mark.parametrize(("microseconds", "rule"), [(-US, None), (0, None), (US, 7)])
def test_back_fill_opens_what_was_accepted_since_its_date(
    world: World, microseconds: int, rule: int | None
) -> None:
    world.terms(1, effective_from=day(11), back_fill_from=day(10, microseconds))
    assert world.why(12)[0] == rule


def test_back_fill_gives_a_newcomer_the_current_version_alone(world: World) -> None:
    world.terms(1, effective_from=day(15), back_fill_from=day(0))
    world.publish("N1", 12)
    assert world.why(16, version=1) == (7, "not-then")
    assert world.why(16, version=2) == (None, None)


def test_back_fill_gives_nothing_to_who_holds_a_version_for_the_purpose(world: World) -> None:
    world.agreement(2, effective_from=day(15), back_fill_from=day(0))
    world.publish("N1", 12)
    world.delivered(10)
    assert world.why(16, version=2, agreement=2) == (7, "not-then")
    world.raw["deliveries"] = []
    assert world.why(16, version=2, agreement=2) == (None, None)


def test_back_fill_wants_the_publishers_standing_at_acceptance(world: World) -> None:
    world.terms(1, effective_from=day(11), back_fill_from=day(0))
    world.member("T1")["active"] = [[day(0), day(9)], [day(11), None]]
    assert world.why(12) == (7, "not-then")


def test_back_fill_does_not_ask_whether_the_recipient_was_there(world: World) -> None:
    world.terms(1, effective_from=day(11), back_fill_from=day(0))
    world.member("A1")["active"] = [[day(11), None]]
    assert world.why(12) == (None, None)


# Rule 8: something to see


def test_rule_8_refuses_where_no_element_would_be_visible(world: World) -> None:
    world.terms(1, scope=[{"path": "/mrn", "form": "plain"}])
    assert world.why() == (8, "nothing-visible")
    world.terms(1, scope=[])
    assert world.why() == (8, "nothing-visible")
    world.terms(1, scope=[{"path": "/lrn", "form": "truncated"}])
    assert world.why() == (None, None)


def test_rule_8_does_not_count_an_element_whose_mask_shows_nothing(world: World) -> None:
    world.terms(1, scope=[{"path": "/lrn", "form": "country_only"}])
    assert world.why() == (8, "nothing-visible")


def test_the_first_rule_that_fails_is_the_one_that_is_told(world: World) -> None:
    world.terms(
        1, types=["hold"], scope=[], conditions=[{"mode": ["9"]}], providers={}, effective_until=day(1)
    )
    assert world.why()[0] == 1
