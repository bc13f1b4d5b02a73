"""What the demo world has to show, nothing of it half done, and nobody sees more than was agreed."""

from collections import Counter
from datetime import timedelta

from accounts import acting
from accounts.accreditation import selectors as standings
from accounts.organisations.models import Organisation
from exchange.agreements.selectors import state_at
from exchange.agreements.states import State
from exchange.catalogue import types
from exchange.deliveries.channels.webhook.models import Dispatch, Endpoint
from exchange.deliveries.models import Delivery
from exchange.notices.models import Notice, NoticeVersion, RoutingWork
from exchange.review import selectors as cases
from exchange.routing import examples
from hub.demo import cast, machines
from hub.demo.members import standing
from hub.demo.world import World
from tests.hub.demo import looking
from tests.hub.demo.looking import deliveries, forms, opened, values


def test_members_of_every_kind_come_from_several_regions(world: World):
    with acting.as_pipeline():
        found = list(Organisation.objects.all())
    kinds = {"trader": 7, "authority": 5, "rights_holder": 1, "association": 1, "operator": 1}
    assert Counter(one.kind for one in found) == kinds
    assert {one.region for one in found} == {"AMS", "AP", "ESA", "EUR"}


def test_standing_is_granted_recognised_and_in_one_case_suspended(world: World):
    with world.acting("br"):
        at = acting.transaction_time()
        states = Counter(one.state for one in standings.all_standing(at=at))
        assert states == {"granted": 6, "suspended": 1}
        assert standings.state_at(standing(world, "planalto"), at) == "suspended"
        recognised = {world.key_of(one.holder): len(one.recognised) for one in standings.standing_facts()}
    assert (recognised["straits"], recognised["planalto"], recognised["poste"]) == (2, 1, 0)


def test_every_state_of_an_agreement_is_there(world: World):
    found = {}
    for key, identifier in world.versions.items():
        version, who = looking.version(world, identifier)
        with world.acting(who):
            # The rehearsal expires some seconds after it was agreed: perhaps not yet.
            found[key] = state_at(version, acting.transaction_time() + timedelta(minutes=1))
    assert set(found.values()) == set(State)
    assert (found["rotterdam"], found["rotterdam/2"]) == (State.SUPERSEDED, State.IN_FORCE)
    assert (found["events"], found["events/2"]) == (State.IN_FORCE, State.PROPOSED)


def test_a_trader_keeps_examples_and_one_shows_what_its_draft_lacks(world: World):
    with world.acting("lotus"):
        at = acting.transaction_time()
        tried = {key: examples.of_version(world.versions[key], at=at) for key in ("rotterdam/2", "draft")}
    assert {one.example.name: one.passed for several in tried.values() for one in several} == {
        "From Vietnam to the Netherlands": True,
        "Bound for Kenya": True,
        "From China to Lyon": True,
        "Through France to Belgium": False,
    }


def test_a_day_of_notices_of_every_type_is_routed_to_the_last(world: World):
    with acting.as_pipeline():
        per_type = Counter(Notice.objects.values_list("type", flat=True))
        work = Counter(RoutingWork.objects.values_list("state", flat=True))
        versions = Counter(NoticeVersion.objects.values_list("kind", "late"))
    assert set(per_type) == {one.id for one in types.every()}
    assert 300 < sum(per_type.values()) < 600
    assert set(work) == {"routed"}
    assert (versions["amendment", False], versions["amendment", True]) == (6, 1)
    assert versions["cancellation", False] == 3


def test_deliveries_are_of_every_kind_basis_and_state(world: World):
    found = deliveries()
    assert {one.kind for one in found} == set(Delivery.Kind.values)
    assert {one.basis for one in found} == set(Delivery.Basis.values)
    assert {one.state for one in found} == set(Delivery.State.values)
    assert {"suspended", "terminated"} <= {one.reason for one in found}
    assert len({one.purpose for one in found}) == 6
    assert any(one.acknowledged_at for one in found)


def test_cases_are_open_overdue_answered_referred_lifted_and_closed(world: World):
    with world.acting("nl", cast.OFFICER):
        found = list(cases.cases(at=acting.transaction_time()))
    assert {one.outcome for one in found} == {"", "answered", "cannot_answer", "lifted", "closed"}
    assert {one.kind for one in found} == {"information_request", "screening_request", "do_not_load", "hold"}
    assert any(one.overdue for one in found)
    assert any(one.closed_at is None and not one.overdue for one in found)


def test_one_webhook_fails_and_another_stands_still(world: World):
    with acting.as_pipeline():
        endpoints = {one.url: one for one in Endpoint.objects.all()}
        waiting = Counter(Dispatch.objects.values_list("endpoint_id", flat=True))
    failing, resting = endpoints[machines.FAILING], endpoints[machines.RESTING]
    assert (failing.state, resting.state) == ("active", "disabled")
    assert waiting[failing.id] > 10
    assert waiting[resting.id] > 0


def test_back_fill_has_opened_the_morning_to_a_newcomer(world: World):
    found = deliveries(recipient_id=world.id_of("nl"), publisher_id=world.id_of("straits"))
    version, who = looking.version(world, world.versions["straits"])
    with world.acting(who):
        agreed_at = max(version.signatures.values_list("signed_at", flat=True))
    assert sum(one.accepted_at < agreed_at for one in found) > 5
    assert any(one.accepted_at > agreed_at for one in found)


def test_statistics_are_figures_without_names(world: World):
    seen = opened(world, "sg", purpose="statistics")
    assert len(seen) > 30
    assert forms(seen) <= {
        ("/items/*/hs_code", "truncated"),
        ("/items/*/gross_mass", "plain"),
        ("/items/*/origin_country", "plain"),
        ("/dispatch_country", "plain"),
        ("/destination_country", "plain"),
        ("/consignor/name", "hashed"),
        ("/consignee/identifier", "country_only"),
        ("/estimated_arrival", "truncated"),
    }
    first = values(seen[0])
    assert {len(value) for path, value in first.items() if path.endswith("/hs_code")} <= {2}
    assert len(first["/consignee/identifier"]) == 2
    assert first["/consignor/name"].startswith("hmac-sha256:")


def test_revenue_and_safety_see_different_elements_of_the_same_parcels(world: World):
    revenue = opened(world, "fr", type="ecommerce_parcel", purpose="revenue")
    safety = opened(world, "fr", type="ecommerce_parcel", purpose="safety_and_security")
    assert {one.delivery.number for one in revenue} & {one.delivery.number for one in safety}
    for_revenue, for_safety = forms(revenue), forms(safety)
    assert ("/consignee/name", "hashed") in for_revenue
    assert ("/consignee/address/country", "country_only") in for_revenue
    assert not any(path.startswith(("/totals", "/consignee/address/street")) for path, _ in for_revenue)
    assert not any(path.startswith("/consignee/name") or "/value" in path for path, _ in for_safety)
    assert {form for path, form in for_safety if path == "/items/*/hs_code"} == {"truncated"}


def test_parcels_for_revenue_show_their_items_of_low_value_alone(world: World):
    amounts = [
        float(value)
        for each in opened(world, "fr", type="ecommerce_parcel", purpose="revenue")
        for path, value in values(each).items()
        if path.endswith("/value/amount")
    ]
    assert 0 < max(amounts) <= 150


def test_a_rights_holder_sees_what_may_bear_its_mark_and_no_buyer(world: World):
    seen = [values(each) for each in opened(world, "sonara", cast.PUBLISHER, type="ecommerce_parcel")]
    assert seen
    for shown in seen:
        assert "SONARA" in shown.values()
        assert {value[:4] for path, value in shown.items() if path.endswith("/hs_code")} == {"8518"}
        assert not any(path.startswith(("/consignee", "/totals", "/tracking_number")) for path in shown)


def test_plain_elements_are_what_was_published_and_hidden_ones_are_absent(world: World):
    wanted = {"purpose": "safety_and_security", "publisher_id": world.id_of("lotus")}
    seen = opened(world, "nl", type="advance_cargo", **wanted)
    whole = 0
    for each in seen:
        written = looking.published(world, each.delivery)
        assert written["/destination_country"] == "NL"
        assert all(one.value == written[one.path] for one in each.elements if one.form == "plain")
        missing = {path for path in written if path not in values(each)}
        # The total of one item would tell the value that is masked at the item.
        hidden = {path for path in written if path.startswith(("/consignee/contact", "/totals/value/amount"))}
        assert hidden <= missing
        whole += missing == hidden
    # All that the second version of the agreement covers; the first hid more.
    assert 20 < whole < len(seen)


def test_whoever_may_not_receive_has_received_nothing(world: World):
    found = deliveries(type="advance_cargo", publisher_id=world.id_of("noordzee"))
    by_recipient = Counter(world.key_of(one.recipient_id) for one in found)
    # Customs administrations that acceded have ten days for objections before them.
    assert set(by_recipient) == {"fr", "ke", "sg"}
    assert not any(one.purpose == "facilitation" for one in found)
    # Excluded in the course of the day.
    assert 0 < by_recipient["ke"] < by_recipient["sg"]
    # Accepted during the suspension: never delivered.
    until = max(one.accepted_at for one in found if one.recipient_id == world.id_of("fr"))
    assert until < looking.last_accepted(world, "noordzee").accepted_at
    risks = deliveries(type="risk_alert")
    assert {world.organisations[world.key_of(one.recipient_id)].kind for one in risks} == {"authority"}
