"""Rules 1 to 8 of docs/semantics.md, one after the other, with the moments at which each begins and ends."""

import pytest

from tests.exchange.routing.worlds import OPEN, SAFETY, World, day

US = 1  # one microsecond: the grain of the hub's clock


def test_when_every_rule_holds_the_recipient_receives_the_notice(world: World) -> None:
    assert world.outcomes() == [("A1", SAFETY, "content")]
    assert world.why() == (None, None)


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


def _recipient_through_group(world: World, **terms: object) -> None:
    world.organisation("K1", "association")
    world.organisation("A2", "authority")
    world.group("G1", "K1", A2=OPEN)
    world.terms(1, recipients={"organisations": ["A1"], "groups": ["G1"]}, **terms)
    world.event(1, "signed", "K1", 0, version=1)
    world.event(1, "acceded", "A2", 2, version=1)


@pytest.mark.parametrize(
    ("microseconds", "verdict"), [(-US, (3, "objection-period")), (0, (None, None)), (US, (None, None))]
)
def test_rule_3_waits_for_the_objection_period(world: World, microseconds: int, verdict: object) -> None:
    _recipient_through_group(world)
    accepted = day(12, microseconds)
    world.raw["notices"] = []
    world.notice("N1", accepted)
    assert world.why(accepted, "A2") == verdict


def test_rule_3_takes_an_objection_period_of_no_days(world: World) -> None:
    _recipient_through_group(world, objection_days=0)
    world.raw["notices"] = []
    world.notice("N1", 2)
    assert world.why(2, "A2") == (None, None)


def test_leaving_and_acceding_again_begins_a_new_objection_period(world: World) -> None:
    _recipient_through_group(world, objection_days=5)
    world.event(1, "left", "A2", 20, version=1)
    world.event(1, "acceded", "A2", 25, version=1)
    assert world.why(day(20, -US), "A2") == (None, None)
    assert world.why(22, "A2") == (3, "not-a-recipient")
    assert world.why(29, "A2") == (3, "objection-period")
    assert world.why(30, "A2") == (None, None)


def test_acceding_twice_begins_no_new_objection_period(world: World) -> None:
    _recipient_through_group(world, objection_days=8)
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


def _trader_receives(world: World) -> None:
    world.organisation("T2", "trader")
    world.terms(1, recipients={"organisations": ["A1", "T2"]})
    world.event(1, "signed", "T2", 0, version=1)


def test_rule_4_wants_a_trader_that_receives_to_have_standing_now(world: World) -> None:
    _trader_receives(world)
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
    _recipient_through_group(world)
    assert world.why(12, "A2") == (7, "not-then")


def test_rule_7_wants_the_recipient_to_have_been_active_at_acceptance(world: World) -> None:
    world.member("A1")["active"] = [[day(11), None]]
    assert world.why(12) == (7, "not-then")


def test_rule_7_counts_the_versions_of_one_agreement_as_one(world: World) -> None:
    world.version(1, 2, effective_from=day(11))
    assert world.route(12)[0]["agreements"] == [[1, 2]]


def test_rule_7_judges_each_version_then_by_its_own_terms(world: World) -> None:
    _trader_receives(world)
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
