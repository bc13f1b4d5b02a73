"""The table of docs/semantics.md: what each event does to what is undelivered, and to what was delivered."""

from typing import Any

import pytest

from tests.exchange.routing.worlds import REVENUE, SAFETY, World, day

US = 1
YES = (True, None)


@pytest.fixture
def undelivered(world: World) -> World:
    """N1 was routed to A1 on day 10 and has not left."""
    world.delivered(None)
    return world


@pytest.fixture
def delivered(world: World) -> World:
    """N1 left to A1 on day 11."""
    world.delivered(11)
    return world


def no(reason: str) -> tuple[bool, str]:
    return False, reason


def test_nothing_has_happened(world: World) -> None:
    world.delivered(11)
    assert world.sends(12) == YES
    assert world.reads(12) == YES


# Suspended, resumed


def test_suspended_undelivered_is_withheld_until_resumed(undelivered: World) -> None:
    undelivered.event(1, "suspended", "A1", 20)
    undelivered.event(1, "resumed", "A1", 30)
    assert undelivered.sends(day(20, -US)) == YES
    assert undelivered.sends(day(20)) == no("suspended")
    assert undelivered.sends(day(30)) == YES


def test_suspended_delivered_is_closed_until_resumed(delivered: World) -> None:
    delivered.event(1, "suspended", "A1", 20)
    delivered.event(1, "resumed", "A1", 30)
    assert delivered.reads(day(20, -US)) == YES
    assert delivered.reads(day(20)) == no("suspended")
    assert delivered.reads(day(30)) == YES


def test_suspended_delivered_stays_open_to_an_authority_with_a_case_of_its_own(delivered: World) -> None:
    delivered.event(1, "suspended", "A1", 20)
    delivered.raw["cases"] = [{"notice": "N1", "organisation": "A1", "open": [[day(12), day(25)]]}]
    assert delivered.reads(day(25, -US)) == YES
    assert delivered.reads(day(25)) == no("suspended")


def test_a_case_keeps_nothing_open_for_others_than_authorities(delivered: World) -> None:
    delivered.member("A1")["kind"] = "rights_holder"
    delivered.event(1, "suspended", "A1", 20)
    delivered.raw["cases"] = [{"notice": "N1", "organisation": "A1", "open": [[day(12), None]]}]
    assert delivered.reads(21) == no("suspended")


def test_resumed_undelivered_is_decided_again(undelivered: World) -> None:
    undelivered.event(1, "suspended", "A1", 20)
    undelivered.event(1, "excluded", "T1", 25, recipient="A1")
    undelivered.event(1, "resumed", "A1", 30)
    assert undelivered.sends(31) == no("excluded")


def test_suspended_and_then_ended_stays_closed(delivered: World) -> None:
    delivered.event(1, "suspended", "A1", 20)
    delivered.event(1, "terminated", "A1", 25)
    assert delivered.reads(40) == no("suspended")
    delivered.event(1, "resumed", "A1", 30)
    assert delivered.reads(40) == no("ended-while-suspended")


def test_suspended_and_then_expired_stays_closed(delivered: World) -> None:
    delivered.terms(1, effective_until=day(25))
    delivered.event(1, "suspended", "A1", 20)
    delivered.event(1, "resumed", "A1", 30)
    assert delivered.reads(40) == no("ended-while-suspended")


def test_suspended_and_superseded_opens_again_when_resumed(delivered: World) -> None:
    delivered.terms(1, effective_until=day(28))
    delivered.version(1, 2, effective_from=day(25))
    delivered.event(1, "suspended", "A1", 20)
    delivered.event(1, "resumed", "A1", 30)
    assert delivered.reads(40) == YES


def test_a_successor_that_ends_while_suspended_closes_what_came_before_it(delivered: World) -> None:
    delivered.version(1, 2, effective_from=day(15), effective_until=day(25))
    delivered.event(1, "suspended", "A1", 20)
    delivered.event(1, "resumed", "A1", 30)
    assert delivered.reads(day(25, -US)) == no("suspended")
    assert delivered.reads(40) == no("ended-while-suspended")


def test_a_successor_that_never_came_into_force_closes_nothing(delivered: World) -> None:
    delivered.version(1, 2, effective_until=day(25))
    delivered.raw["agreements"][0]["events"] = delivered.raw["agreements"][0]["events"][:2]
    delivered.event(1, "suspended", "A1", 20)
    delivered.event(1, "resumed", "A1", 30)
    assert delivered.reads(40) == YES


# Superseded


def test_superseded_undelivered_is_decided_under_the_new_version(undelivered: World) -> None:
    undelivered.version(1, 2, effective_from=day(20), scope=[{"path": "/lrn", "form": "plain"}])
    (answer,) = undelivered.ask("may_send", 21)["deliveries"]
    assert (answer["agreements"], [one["path"] for one in answer["elements"]]) == ([[1, 2]], ["/lrn"])


def test_superseded_undelivered_is_withheld_where_the_new_version_refuses(undelivered: World) -> None:
    undelivered.version(1, 2, effective_from=day(20), conditions=[{"mode": ["4"]}])
    assert undelivered.sends(21) == no("condition-not-met")


def test_superseded_delivered_is_read_under_the_grounds_delivered(delivered: World) -> None:
    delivered.version(1, 2, effective_from=day(20), scope=[{"path": "/lrn", "form": "plain"}])
    (answer,) = delivered.ask("may_read", 21)["deliveries"]
    assert answer["agreements"] == [[1, 1]]
    assert len(answer["elements"]) > 1


# Terminated, expired


@pytest.mark.parametrize("how", ["terminated", "expired"])
def test_ended_undelivered_is_withheld_for_good(undelivered: World, how: str) -> None:
    _end(undelivered, how)
    assert undelivered.sends(day(20, -US)) == YES
    assert undelivered.sends(day(20)) == no(how)


@pytest.mark.parametrize("how", ["terminated", "expired"])
def test_ended_delivered_is_readable_until_retention_ends(delivered: World, how: str) -> None:
    _end(delivered, how)
    assert delivered.reads(100) == YES


def _end(world: World, how: str) -> None:
    if how == "terminated":
        world.event(1, "terminated", "A1", 20)
    else:
        world.terms(1, effective_until=day(20))


# The recipient leaves or is excluded


@pytest.mark.parametrize(("how", "reason"), [("left", "not-a-recipient"), ("excluded", "excluded")])
def test_left_or_excluded_undelivered_is_withheld(undelivered: World, how: str, reason: str) -> None:
    _leave(undelivered, how)
    assert undelivered.sends(day(20, -US)) == YES
    assert undelivered.sends(day(20)) == no(reason)


@pytest.mark.parametrize("how", ["left", "excluded"])
def test_left_or_excluded_delivered_is_readable(delivered: World, how: str) -> None:
    _leave(delivered, how)
    assert delivered.reads(100) == YES


def _leave(world: World, how: str) -> None:
    if how == "left":
        world.event(1, "left", "A1", 20, version=1)
    else:
        world.event(1, "excluded", "T1", 20, recipient="A1")


def test_a_recipient_that_leaves_its_group_gets_nothing_more_and_reads_on(world: World) -> None:
    world.organisation("K1", "association")
    world.organisation("A2", "authority")
    world.group("G1", "K1", A2=[[day(0), day(20)]])
    world.terms(1, recipients={"organisations": ["A1"], "groups": ["G1"]}, objection_days=0)
    world.event(1, "signed", "K1", 0, version=1)
    world.event(1, "acceded", "A2", 1, version=1)
    world.delivered(11, recipient="A2")
    assert world.sends(day(20, -US)) == YES
    assert world.sends(day(20)) == no("not-a-recipient")
    assert world.reads(100) == YES


# The recipient is suspended or removed as a member, or loses standing


def test_recipient_not_active_undelivered_is_withheld_and_delivered_is_closed(delivered: World) -> None:
    delivered.member("A1")["active"] = [[day(0), day(20)], [day(30), None]]
    assert delivered.sends(day(20)) == no("recipient-not-active")
    assert delivered.reads(day(20, -US)) == YES
    assert delivered.reads(day(20)) == no("recipient-not-active")
    assert delivered.reads(day(30)) == YES


def test_recipient_without_standing_is_withheld_and_closed(world: World) -> None:
    world.organisation("T2", "trader")
    world.standing("T2", "A1", [[day(0), day(20)]])
    world.terms(1, recipients={"organisations": ["A1", "T2"]})
    world.event(1, "signed", "T2", 0, version=1)
    world.delivered(11, recipient="T2")
    assert world.sends(day(20, -US)) == YES
    assert world.sends(day(20)) == no("recipient-without-standing")
    assert world.reads(day(20, -US)) == YES
    assert world.reads(day(20)) == no("recipient-without-standing")


# The publisher


def test_publisher_without_standing_is_still_sent_and_readable(delivered: World) -> None:
    delivered.raw["standing"][0]["periods"] = [[day(0), day(20)]]
    assert delivered.sends(21) == YES
    assert delivered.reads(21) == YES


def test_publisher_without_standing_is_withheld_where_it_provided_by_that_standing(world: World) -> None:
    world.organisation("K1", "association")
    rule = {"standing": {"kind": "accredited", "granted_by": "A1"}}
    world.raw["groups"] = [{"id": "G1", "keeper": "K1", "rule": rule}]
    world.terms(1, providers={"groups": ["G1"]})
    world.event(1, "signed", "K1", 0, version=1)
    world.event(1, "acceded", "T1", 1, version=1)
    world.raw["standing"][0]["periods"] = [[day(0), day(20)]]
    world.delivered(None)
    assert world.sends(day(20, -US)) == YES
    assert world.sends(day(20)) == no("not-a-provider")


def test_publisher_not_active_undelivered_is_withheld_and_delivered_is_readable(delivered: World) -> None:
    delivered.member("T1")["active"] = [[day(0), day(20)]]
    assert delivered.sends(day(20)) == no("publisher-not-active")
    assert delivered.reads(day(20)) == YES


# Newer versions, cancellation, envelopes


def test_an_undelivered_version_is_sent_when_the_newer_one_may_be_received_too(undelivered: World) -> None:
    undelivered.publish("N1", 20)
    assert undelivered.sends(21) == YES


def test_an_undelivered_version_is_withheld_when_the_newer_one_may_not_be_received(
    undelivered: World,
) -> None:
    undelivered.terms(1, conditions=[{"mode": ["1"]}])
    undelivered.publish("N1", 20, transport={"mode": "4"})
    assert undelivered.sends(day(20, -US)) == YES
    assert undelivered.sends(day(20)) == no("newer-version")


def test_following_the_newer_version_is_enough(delivered: World) -> None:
    delivered.terms(1, conditions=[{"mode": ["1"]}])
    delivered.publish("N1", 20, transport={"mode": "4"})
    assert delivered.sends(21) == YES


def test_a_follow_up_is_asked_about_again_before_it_is_sent(world: World) -> None:
    world.terms(1, conditions=[{"mode": ["1"]}])
    world.publish("N1", 20, transport={"mode": "4"})
    world.delivered(11)
    world.delivered(None, version=2, kind="follow_up")
    assert world.sends(21, version=2) == YES
    assert world.sends(102, version=2) == no("condition-not-met")


def test_what_was_back_filled_may_be_sent_again_after_it_was_opened(world: World) -> None:
    world.terms(1, effective_from=day(15), back_fill_from=day(0))
    world.delivered(16)
    assert world.sends(17) == YES


def test_a_cancelled_notice_is_withheld_for_good(undelivered: World) -> None:
    undelivered.publish("N1", 20, "cancellation")
    assert undelivered.sends(day(20, -US)) == YES
    assert undelivered.sends(day(20)) == no("cancelled")


@pytest.mark.parametrize("kind", ["withdrawal", "cancellation"])
def test_an_envelope_goes_to_active_members_whatever_became_of_the_agreement(world: World, kind: str) -> None:
    world.delivered(None, kind=kind)
    world.event(1, "terminated", "A1", 12)
    world.member("A1")["active"] = [[day(0), day(20)]]
    assert world.sends(day(20, -US)) == YES
    assert world.sends(day(20)) == no("recipient-not-active")


def test_a_withdrawal_wants_standing_and_a_cancellation_does_not(world: World) -> None:
    world.organisation("T2", "trader")
    world.terms(1, recipients={"organisations": ["A1", "T2"]})
    world.event(1, "signed", "T2", 0, version=1)
    world.delivered(None, recipient="T2", kind="withdrawal")
    assert world.sends(12) == no("recipient-without-standing")
    world.raw["deliveries"][0]["kind"] = "cancellation"
    assert world.sends(12) == YES


def test_a_delivery_of_another_purpose_is_judged_by_agreements_of_that_purpose(world: World) -> None:
    world.agreement(2, purpose=REVENUE, conditions=[{"mode": ["9"]}])
    world.delivered(None, purpose=REVENUE, agreements=[[2, 1]])
    assert world.sends(12) == no("condition-not-met")
    assert world.ask("may_send", 12)["deliveries"][0]["purpose"] == REVENUE


def test_the_reason_told_is_the_one_nearest_to_a_yes(world: World) -> None:
    world.agreement(2, conditions=[{"mode": ["9"]}])
    world.delivered(None, agreements=[[1, 1], [2, 1]])
    world.event(1, "terminated", "A1", 20)
    assert world.sends(21) == no("condition-not-met")


# Retention


@pytest.mark.parametrize(("microseconds", "verdict"), [(-US, YES), (0, no("retention-over"))])
def test_retention_from_receipt_ends_so_many_days_after_content_left(
    delivered: World, microseconds: int, verdict: Any
) -> None:
    delivered.terms(1, retention={"days": 30, "from": "receipt"})
    assert delivered.reads(day(41, microseconds)) == verdict


@pytest.mark.parametrize(("microseconds", "verdict"), [(-US, YES), (0, no("retention-over"))])
def test_retention_from_cancellation_is_open_until_the_notice_is_cancelled(
    delivered: World, microseconds: int, verdict: Any
) -> None:
    delivered.terms(1, retention={"days": 30, "from": "cancellation"})
    assert delivered.reads(300) == YES
    delivered.publish("N1", 100, "cancellation")
    assert delivered.reads(99) == YES
    assert delivered.reads(day(130, microseconds)) == verdict


def test_only_live_grounds_show_their_elements(world: World) -> None:
    world.terms(1, scope=[{"path": "/lrn", "form": "plain"}], retention={"days": 10, "from": "receipt"})
    world.agreement(2, scope=[{"path": "/lrn", "form": "truncated"}, {"path": "/ucr", "form": "plain"}])
    world.delivered(11, agreements=[[1, 1], [2, 1]])
    shown = [
        [(one["path"], one["form"]) for one in world.ask("may_read", moment)["deliveries"][0]["elements"]]
        for moment in (12, 22)
    ]
    assert shown == [[("/lrn", "plain"), ("/ucr", "plain")], [("/lrn", "truncated"), ("/ucr", "plain")]]


def test_nothing_is_read_before_it_was_delivered(delivered: World) -> None:
    assert delivered.reads(day(11, -US)) == no("not-delivered")
    assert delivered.reads(11) == YES
    delivered.raw["deliveries"][0]["first_left"] = None
    assert delivered.reads(12) == no("not-delivered")


def test_an_envelope_shows_no_element_when_it_is_read(delivered: World) -> None:
    delivered.raw["deliveries"][0]["kind"] = "withdrawal"
    (answer,) = delivered.ask("may_read", 12)["deliveries"]
    assert (answer["allowed"], answer["elements"]) == (True, [])


def test_deliveries_are_answered_by_recipient_and_purpose(world: World) -> None:
    world.agreement(2, purpose=REVENUE)
    world.delivered(11)
    world.delivered(11, purpose=REVENUE, agreements=[[2, 1]])
    answers = world.ask("may_read", 12)["deliveries"]
    assert [one["purpose"] for one in answers] == [REVENUE, SAFETY]
