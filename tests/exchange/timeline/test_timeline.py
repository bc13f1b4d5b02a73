"""A consignment's timeline tells what its viewer may know from several publishers, and leaves no sign of the rest."""

import pytest

from accounts import acting
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Reader
from exchange.deliveries.models import Delivery
from exchange.disclosures import selectors as register
from exchange.notices import selectors as notices
from exchange.notices.submissions import Receipt
from exchange.timeline import selectors
from exchange.timeline.entries import Entry, Link
from tests.conftest import sample
from tests.exchange.test_pipeline import act, open_all, publish
from tests.exchange.test_replies import answer, document, reply
from tests.factories import accounts
from tests.factories import agreements as made
from tests.factories.accounts import Member
from tests.hub.portal.browsing import queries

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

EVERYTHING = (Clause("", Form.PLAIN),)
CONTAINER = Link("container", "HUBU4100272")


def around(of: Member, about: Receipt) -> list[Entry]:
    """The timeline of the newest version of a notice that the member was given."""
    caller = accounts.caller(of, "officer")
    with acting.as_organisation(of.id, person=caller.person):
        held = deliveries.of_notice(recipient=of.id, notice_id=about.notice_id)
        reader = Reader(of.id, caller.person, None, "inbox")
        return selectors.around_delivery(held[-1], reader=reader, at=acting.transaction_time()).entries


def around_own(of: Member, about: Receipt) -> list[Entry]:
    with acting.as_organisation(of.id, person=of.administrator.pk):
        notice = notices.own_notice(publisher=of.id, number=about.number)
        reader = Reader(of.id, of.administrator.pk, None, "inbox")
        return selectors.around_own(notice, reader=reader, at=acting.transaction_time()).entries


def told(entries: list[Entry]) -> list[tuple[str, str]]:
    return [(one.type, one.kind) for one in entries]


def event(by: Member, reference: str = "EV1", **values: object) -> Receipt:
    caller = accounts.caller(by, "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        draft = pipeline.Draft("transport_event", reference, {**sample("transport_event"), **values})
        (receipt,) = pipeline.publish([draft], by=caller)
    assert isinstance(receipt, Receipt)
    return receipt


@pytest.fixture
def carrier(operator, authority) -> Member:
    found = accounts.member(operator, "trader", country="SE")
    accounts.standing(found, by=authority)
    return found


@pytest.fixture
def open_book(trader, carrier, authority):
    """An agreement by which the authority sees everything of the trader's notices and of the carrier's events."""
    types = ("advance_cargo", "transport_event")
    return made.in_force(providers=[trader, carrier], recipients=[authority], scope=EVERYTHING, types=types)


@pytest.fixture
def cargo(trader, carrier, authority, open_book) -> Receipt:
    """The trader's notice, with the carrier's event about one of its containers; the authority opened both."""
    receipt = publish(trader)
    event(carrier)
    pipeline.route()
    open_all(authority)
    return receipt


def test_an_officer_finds_the_carriers_event_about_the_container_and_reads_what_happened(cargo, authority):
    entries = around(authority, cargo)
    assert told(entries) == [("transport_event", "content"), ("advance_cargo", "content")]
    found = entries[0]
    assert CONTAINER in found.links
    assert {one.path: one.value for one in found.said}["/code"] == "loaded"
    assert entries[1].links == ()


def test_what_happened_is_read_with_its_row_in_the_register_and_nothing_is_delivered(
    cargo, carrier, authority
):
    event(carrier, "EV2")
    pipeline.route()
    with acting.as_organisation(authority.id):
        before = register.own_reads(organisation=authority.id).count()
    assert len(around(authority, cargo)) == 2, "what nobody opened yet is not found by what it says"
    with acting.as_organisation(authority.id):
        assert register.own_reads(organisation=authority.id).count() == before + 1
        states = deliveries.inbox(recipient=authority.id).values_list("state", flat=True)
        assert sorted(states) == ["available", "delivered", "delivered"]


def test_who_does_not_see_the_key_in_both_finds_no_link(operator, trader, carrier, cargo):
    narrow = accounts.member(operator, "authority", country="NL")
    for holder in (trader, carrier):
        accounts.standing(holder, by=narrow)
    scope = (Clause("/items", Form.PLAIN), Clause("/code", Form.PLAIN))
    types = ("advance_cargo", "transport_event")
    made.in_force(providers=[trader, carrier], recipients=[narrow], scope=scope, types=types)
    second = publish(trader, "LRN2")
    event(carrier, "EV2")
    pipeline.route()
    assert len(open_all(narrow)) == 2
    assert told(around(narrow, second)) == [("advance_cargo", "content")]


def test_a_masked_key_links_nothing(operator, trader, carrier, cargo):
    masked = accounts.member(operator, "authority", country="BE")
    for holder in (trader, carrier):
        accounts.standing(holder, by=masked)
    scope = (Clause("/code", Form.PLAIN), Clause("/items", Form.PLAIN), Clause("/equipment", Form.HASHED))
    types = ("advance_cargo", "transport_event")
    made.in_force(providers=[trader, carrier], recipients=[masked], scope=scope, types=types)
    second = publish(trader, "LRN2")
    event(carrier, "EV2")
    pipeline.route()
    open_all(masked)
    assert len(around(masked, second)) == 1


def test_a_suspension_closes_the_link_as_it_closes_the_notice(trader, carrier, authority):
    made.in_force(providers=[trader], recipients=[authority], scope=EVERYTHING)
    of_events = made.in_force(
        providers=[carrier], recipients=[authority], scope=EVERYTHING, types=("transport_event",)
    )
    about = publish(trader)
    event(carrier)
    pipeline.route()
    open_all(authority)
    assert len(around(authority, about)) == 2
    act(carrier, agreements.suspend, agreement=of_events.agreement_id, reason="audit")
    assert told(around(authority, about)) == [("advance_cargo", "content")]


def test_the_publisher_sees_its_own_notices_alone_and_who_replied_to_it(cargo, trader, authority):
    publish(trader, "LRN2", {**sample("advance_cargo"), "house_document": {"number": "HBL-9", "type": "714"}})
    reply(authority, "hold", "HOLD-1", document("hold", cargo))
    pipeline.route()
    entries = around_own(trader, cargo)
    assert told(entries) == [("hold", ""), ("advance_cargo", "original"), ("advance_cargo", "original")]
    hold = entries[0]
    assert (hold.reference, hold.publisher, hold.about) == ("HOLD-1", authority.id, cargo.notice_id)
    assert entries[1].links
    assert CONTAINER in entries[1].links


def test_requests_and_their_answers_are_told_to_their_parties_and_to_no_other_authority(
    operator, trader, authority, cargo
):
    other = accounts.member(operator, "authority", country="BE")
    accounts.standing(trader, by=other)
    made.in_force(providers=[trader], recipients=[other], scope=EVERYTHING)
    about = publish(trader, "LRN2")
    pipeline.route()
    open_all(authority)
    open_all(other)
    reply(authority, "information_request", "RFI-1", document("information_request", about))
    pipeline.route()
    (asked,) = [one for one in open_all(trader) if one.delivery.type == "information_request"]
    reply(trader, "answer", "ANS-1", answer(about, "RFI-1"))
    pipeline.route()
    entries = around(authority, about)
    assert [one.type for one in entries][:2] == ["answer", "information_request"]
    assert [one.outcome for one in entries][:2] == ["answered", ""]
    assert len({one.case for one in entries[:2]}) == 1
    assert [one.type for one in around_own(trader, about)][:2] == ["answer", "information_request"]
    assert {one.type for one in around(other, about)} == {"advance_cargo"}
    with acting.as_organisation(trader.id, person=trader.administrator.pk):
        row = Delivery.objects.get(id=asked.delivery.id)
        reader = Reader(trader.id, trader.administrator.pk, None, "inbox")
        found = selectors.around_delivery(row, reader=reader, at=acting.transaction_time()).entries
    assert [one.type for one in found][:2] == ["answer", "information_request"]


def test_a_timeline_costs_the_same_however_much_stands_on_it(cargo, carrier, authority):
    for_one = queries(lambda: around(authority, cargo))
    for n in range(5):
        event(carrier, f"MORE-{n}")
    pipeline.route()
    open_all(authority)
    assert len(around(authority, cargo)) == 7
    assert queries(lambda: around(authority, cargo)) == for_one <= 25


def differing(of: Member, about: Receipt) -> dict[str, tuple[str, str]]:
    """What another notice of the same consignment says otherwise, by what it is."""
    with acting.as_organisation(of.id, person=of.administrator.pk):
        held = deliveries.of_notice(recipient=of.id, notice_id=about.notice_id)
        reader = Reader(of.id, of.administrator.pk, None, "inbox")
        told = selectors.around_delivery(held[-1], reader=reader, at=acting.transaction_time())
    return {said.what: (said.here, said.there) for one in told.contradictions for said in one.differences}


def test_two_filers_contradict_each_other_where_both_are_seen_plainly_and_nowhere_else(
    operator, trader, carrier, authority
):
    shows = (
        *EVERYTHING,
        Clause("/items/*/gross_mass", Form.HIDDEN),
        Clause("/consignee/identifier", Form.HASHED),
    )
    made.in_force(providers=[trader], recipients=[authority], scope=EVERYTHING)
    narrow = made.in_force(providers=[carrier], recipients=[authority], scope=shows)
    about = publish(trader, "LRN1", {**sample("advance_cargo"), "destination_country": "BE"})
    said = sample("advance_cargo")
    said["items"][0] |= {"hs_code": "870899", "description": "Car parts, used"}
    said["items"][0] |= {"gross_mass": "999.000"}
    del said["totals"]
    publish(carrier, "LRN2", {**said, "consignee": {"identifier": "FR12345678901"}})
    pipeline.route()
    open_all(authority)
    found = differing(authority, about)
    assert found["destination"] == ("BE", "NL")
    assert "870899" in found["hs_codes"][1]
    # Neither the masked party nor the hidden mass leaves a sign.
    assert found.keys() == {"destination", "hs_codes", "description"}
    act(carrier, agreements.suspend, agreement=narrow.agreement_id, reason="audit")
    assert differing(authority, about) == {}
