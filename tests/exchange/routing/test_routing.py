"""Who gets a version when it is routed: newcomers, holders, followers, those who lose it, and cancellation."""

from typing import Any

import pytest

from tests.exchange.routing.worlds import REVENUE, SAFETY, World, day

US = 1
AIR_NOW = {"transport": {"mode": "4"}}


def got(kind: str) -> list[tuple[str, str, str]]:
    return [("A1", SAFETY, kind)]


def by_sea_only(world: World, **terms: Any) -> None:
    """A1 held version 1, by sea, since day 11; version 2, on day 20, goes by air and matches no more."""
    world.terms(1, conditions=[{"mode": ["1"]}], **terms)
    world.publish("N1", 20, **AIR_NOW)
    world.delivered(11)


# Amendments


def test_an_amendment_goes_to_those_who_may_receive_it(world: World) -> None:
    world.publish("N1", 20)
    world.delivered(11)
    assert world.outcomes(20, 2) == got("content")


def test_a_version_that_matches_at_last_goes_to_newcomers(world: World) -> None:
    world.terms(1, conditions=[{"mode": ["4"]}])
    world.publish("N1", 20, **AIR_NOW)
    assert world.outcomes(10, 1) == []
    assert world.outcomes(20, 2) == got("content")


def test_a_holder_that_may_not_receive_the_new_version_gets_a_withdrawal(world: World) -> None:
    by_sea_only(world, follow_up=False)
    (one,) = world.route(20, 2)
    assert (one["kind"], one["agreements"], one["elements"]) == ("withdrawal", [[1, 1]], [])


def test_what_has_not_left_is_not_held(world: World) -> None:
    by_sea_only(world, follow_up=False)
    world.raw["deliveries"][0]["first_left"] = day(20, US)
    assert world.outcomes(20, 2) == []
    assert world.outcomes(day(20, US), 2) == got("withdrawal")


def test_a_withdrawal_is_told_once(world: World) -> None:
    by_sea_only(world, follow_up=False)
    world.publish("N1", 21, **AIR_NOW)
    world.delivered(None, version=2, kind="withdrawal")
    assert world.outcomes(21, 3) == []


def test_a_withdrawal_is_told_again_when_content_left_in_between(world: World) -> None:
    by_sea_only(world, follow_up=False)
    world.publish("N1", 21)
    world.publish("N1", 22, **AIR_NOW)
    world.delivered(20, version=2, kind="withdrawal")
    assert world.outcomes(21, 3) == got("content")
    world.delivered(21, version=3)
    assert world.outcomes(22, 4) == got("withdrawal")


def test_a_withdrawal_goes_out_after_an_exclusion(world: World) -> None:
    by_sea_only(world)
    world.event(1, "excluded", "T1", 15, recipient="A1")
    assert world.outcomes(20, 2) == got("withdrawal")


def test_a_withdrawal_goes_out_during_a_suspension(world: World) -> None:
    world.publish("N1", 20)
    world.delivered(11)
    world.event(1, "suspended", "T1", 15)
    assert world.outcomes(20, 2) == got("withdrawal")


def test_a_holder_gets_the_withdrawal_and_nothing_withheld_when_the_suspension_came_after(
    world: World,
) -> None:
    world.publish("N1", 20)
    world.delivered(11)
    world.event(1, "suspended", "T1", 21)
    assert world.outcomes(22, 2) == got("withdrawal")


def test_a_withdrawal_goes_to_active_members_only(world: World) -> None:
    by_sea_only(world, follow_up=False)
    world.member("A1")["active"] = [[day(0), day(20)]]
    assert world.outcomes(20, 2) == []


@pytest.mark.parametrize(("until", "told"), [(day(20), False), (day(20, US), True)])
def test_a_withdrawal_goes_to_a_trader_only_with_standing(world: World, until: str, told: bool) -> None:
    world.organisation("T2", "trader")
    world.standing("T2", "A1", [[day(0), until]])
    world.terms(1, recipients={"organisations": ["A1", "T2"]}, conditions=[{"mode": ["1"]}])
    world.event(1, "signed", "T2", 0, version=1)
    world.publish("N1", 20, **AIR_NOW)
    world.delivered(11, recipient="T2")
    assert world.outcomes(20, 2) == ([("T2", SAFETY, "withdrawal")] if told else [])


def test_each_purpose_is_withdrawn_for_itself(world: World) -> None:
    by_sea_only(world, follow_up=False)
    world.agreement(2, purpose=REVENUE)
    world.delivered(11, purpose=REVENUE, agreements=[[2, 1]])
    assert world.outcomes(20, 2) == [("A1", REVENUE, "content"), ("A1", SAFETY, "withdrawal")]


# Follow-up


def test_an_authority_follows_what_no_longer_matches(world: World) -> None:
    by_sea_only(world)
    (one,) = world.route(20, 2)
    assert (one["kind"], one["agreements"]) == ("follow_up", [[1, 1]])
    assert {"path": "/transport/mode", "form": "plain", "value": "4"}.items() <= {
        name: value for e in one["elements"] if e["path"] == "/transport/mode" for name, value in e.items()
    }.items()


@pytest.mark.parametrize(
    ("clause", "kind"), [(None, "withdrawal"), (True, "follow_up"), (False, "withdrawal")]
)
def test_a_member_that_is_no_authority_follows_only_where_the_clause_says_so(
    world: World, clause: bool | None, kind: str
) -> None:
    world.organisation("H1", "rights_holder")
    world.terms(1, recipients={"organisations": ["A1", "H1"]}, follow_up=clause, conditions=[{"mode": ["1"]}])
    world.event(1, "signed", "H1", 0, version=1)
    world.publish("N1", 20, **AIR_NOW)
    world.delivered(11, recipient="H1")
    assert world.outcomes(20, 2) == [("H1", SAFETY, kind)]


@pytest.mark.parametrize(
    ("microseconds", "kind"), [(-US, "follow_up"), (0, "withdrawal"), (US, "withdrawal")]
)
def test_follow_up_ends_ninety_days_after_the_first_delivery(
    world: World, microseconds: int, kind: str
) -> None:
    by_sea_only(world)
    assert world.outcomes(day(101, microseconds), 2) == got(kind)


def test_ninety_days_run_from_the_first_delivery_of_any_version(world: World) -> None:
    world.publish("N1", 20)
    world.publish("N1", 30, **AIR_NOW)
    world.terms(1, conditions=[{"mode": ["1"]}])
    world.delivered(11)
    world.delivered(25, version=2)
    assert world.outcomes(100, 3) == got("follow_up")
    assert world.outcomes(102, 3) == got("withdrawal")


@pytest.mark.parametrize("event", ["suspended", "terminated", "left", "superseded"])
def test_follow_up_lasts_while_that_agreement_version_is_in_force(world: World, event: str) -> None:
    by_sea_only(world)
    if event == "superseded":
        world.version(1, 2, effective_from=day(15), conditions=[{"mode": ["1"]}])
    else:
        world.event(1, event, "A1", 15, **({"version": 1} if event == "left" else {}))
    assert world.outcomes(20, 2) == got("withdrawal")


def test_follow_up_goes_on_under_the_grounds_of_the_latest_version_held(world: World) -> None:
    by_sea_only(world, follow_up=True)
    world.agreement(2, follow_up=False, conditions=[{"mode": ["1"]}])
    world.publish("N1", 30, **AIR_NOW)
    world.delivered(21, version=2, agreements=[[2, 1]])
    assert world.outcomes(30, 3) == got("withdrawal")


def test_follow_up_still_wants_something_to_see(world: World) -> None:
    by_sea_only(world, scope=[{"path": "/ucr", "form": "plain"}])
    world.content(2).pop("ucr")
    assert world.outcomes(20, 2) == got("withdrawal")


def test_there_is_no_follow_up_after_a_withdrawal(world: World) -> None:
    by_sea_only(world)
    world.publish("N1", 30, **AIR_NOW)
    world.delivered(20, version=2, kind="withdrawal")
    assert world.outcomes(30, 3) == []


def test_entitlement_comes_before_follow_up_and_follow_up_before_withdrawal(world: World) -> None:
    by_sea_only(world)
    world.agreement(2, conditions=[{"mode": ["4"]}])
    (one,) = world.route(20, 2)
    assert (one["kind"], one["agreements"]) == ("content", [[2, 1]])


# Suspension


def test_what_was_accepted_before_a_suspension_waits_for_the_resumption(world: World) -> None:
    world.event(1, "suspended", "A1", 11)
    (one,) = world.route(12)
    assert (one["kind"], one["reason"], one["agreements"]) == ("withheld", "suspended", [[1, 1]])
    assert one["elements"] == []


def test_what_was_accepted_during_a_suspension_goes_to_nobody(world: World) -> None:
    world.event(1, "suspended", "A1", 10)
    assert world.outcomes(12) == []


def test_a_suspended_agreement_withholds_nothing_that_another_gives(world: World) -> None:
    world.event(1, "suspended", "A1", 11)
    world.agreement(2)
    (one,) = world.route(12)
    assert (one["kind"], one["agreements"]) == ("content", [[2, 1]])


@pytest.mark.parametrize("change", ["terminated", "excluded", "inactive", "conditions"])
def test_a_suspension_withholds_only_what_all_else_entitles(world: World, change: str) -> None:
    world.event(1, "suspended", "A1", 11)
    if change == "terminated":
        world.event(1, "terminated", "A1", 12)
    elif change == "excluded":
        world.event(1, "excluded", "T1", 12, recipient="A1")
    elif change == "inactive":
        world.member("A1")["active"] = [[day(0), day(12)]]
    else:
        world.terms(1, conditions=[{"mode": ["9"]}])
    assert world.outcomes(12) == []


# Cancellation


def test_a_cancellation_goes_to_everybody_that_holds_any_version(world: World) -> None:
    world.organisation("A2", "authority")
    world.publish("N1", 20)
    world.publish("N1", 30, "cancellation")
    world.delivered(11)
    world.delivered(12, recipient="A2", purpose=REVENUE)
    world.delivered(21, version=2)
    world.event(1, "terminated", "A1", 25)
    assert world.outcomes(30, 3) == [("A1", SAFETY, "cancellation"), ("A2", REVENUE, "cancellation")]
    assert all(one["elements"] == [] for one in world.route(30, 3))


def test_who_holds_nothing_hears_nothing_of_a_cancellation(world: World) -> None:
    world.publish("N1", 30, "cancellation")
    world.delivered(None)
    assert world.outcomes(30, 2) == []


def test_a_cancellation_for_a_member_that_is_not_active_is_kept_back(world: World) -> None:
    world.publish("N1", 30, "cancellation")
    world.delivered(11)
    world.member("A1")["active"] = [[day(0), day(30)]]
    (one,) = world.route(30, 2)
    assert (one["kind"], one["reason"]) == ("cancellation", "recipient-not-active")


def test_a_version_routed_after_the_cancellation_goes_to_nobody(world: World) -> None:
    world.publish("N1", 30, "cancellation")
    assert world.outcomes(day(30, -US), 1) == got("content")
    assert world.outcomes(30, 1) == []


# Subscriptions


def subscribed(world: World, **wish: Any) -> bool:
    world.raw["subscriptions"] = [{"organisation": "A1"} | wish]
    return bool(world.outcomes())


def test_without_subscriptions_everything_is_wanted(world: World) -> None:
    assert world.outcomes() == got("content")


def test_a_subscription_names_purpose_and_types(world: World) -> None:
    assert subscribed(world, purpose=None, types=[])
    assert subscribed(world, purpose=SAFETY, types=["hold", "advance_cargo"])
    assert not subscribed(world, purpose=REVENUE)
    assert not subscribed(world, types=["hold"])


def test_a_subscription_works_forward_from_its_creation_until_it_is_ended(world: World) -> None:
    assert subscribed(world, created=day(10))
    assert not subscribed(world, created=day(10, US))
    assert subscribed(world, ended=day(10, US))
    assert not subscribed(world, ended=day(10))


def test_any_of_several_subscriptions_will_do(world: World) -> None:
    world.raw["subscriptions"] = [{"organisation": "A1", "purpose": REVENUE}, {"organisation": "A1"}]
    assert world.outcomes() == got("content")


def filtered(path: str, *any_of: Any) -> dict[str, Any]:
    return {"path": path, "any_of": list(any_of)}


def test_a_filter_wants_one_of_its_values_among_the_elements_seen(world: World) -> None:
    assert subscribed(world, filter=[filtered("/destination_country", "DE", "FR")])
    assert not subscribed(world, filter=[filtered("/destination_country", "DE")])
    assert subscribed(world, filter=[filtered("/items/*/hs_code", "300490")])
    assert subscribed(world, filter=[filtered("/items/*/sequence", 2)])
    assert not subscribed(world, filter=[filtered("/items/*/sequence", "2")])
    assert not subscribed(world, filter=[filtered("/items/*/sequence", True)])
    assert not subscribed(
        world, filter=[filtered("/destination_country", "FR"), filtered("/dispatch_country", "IN")]
    )


@pytest.mark.parametrize("form", ["truncated", "country_only", "hashed", "hidden"])
def test_a_masked_or_hidden_element_satisfies_no_filter(world: World, form: str) -> None:
    world.terms(1, scope=[{"path": "", "form": "plain"}, {"path": "/destination_country", "form": form}])
    assert not subscribed(world, filter=[filtered("/destination_country", "FR", "F")])


def test_a_filter_reads_the_union_of_what_all_agreements_show(world: World) -> None:
    world.terms(1, scope=[{"path": "/lrn", "form": "plain"}])
    world.agreement(2, scope=[{"path": "/destination_country", "form": "plain"}])
    assert subscribed(world, filter=[filtered("/destination_country", "FR")])


def test_a_subscription_decides_about_withheld_versions_too(world: World) -> None:
    world.event(1, "suspended", "A1", 11)
    world.raw["subscriptions"] = [{"organisation": "A1", "types": ["hold"]}]
    assert world.outcomes(12) == []


def test_holders_hear_of_every_later_version_whatever_they_subscribe_to(world: World) -> None:
    world.publish("N1", 20)
    world.delivered(11)
    world.raw["subscriptions"] = [{"organisation": "A1", "ended": day(15)}]
    assert world.outcomes(20, 2) == got("content")
    world.raw["deliveries"] = []
    assert world.outcomes(20, 2) == []


def test_outcomes_come_by_recipient_and_purpose(world: World) -> None:
    world.organisation("A0", "authority")
    world.terms(1, recipients={"organisations": ["A1", "A0"]})
    world.event(1, "signed", "A0", 0, version=1)
    world.agreement(2, purpose=REVENUE)
    assert [one[:2] for one in world.outcomes()] == [("A0", SAFETY), ("A1", REVENUE), ("A1", SAFETY)]
