"""A company's first page: what needs it now, and where each consignment stands."""

import pytest

from accounts import acting
from exchange import pipeline
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.deliveries import selectors as deliveries
from tests.conftest import sample
from tests.exchange.test_pipeline import publish
from tests.exchange.test_replies import answer, document, reply
from tests.factories import accounts, agreements, notices
from tests.hub.portal.browsing import queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_the_clerk_sees_what_is_asked_may_not_be_loaded_and_is_held_before_all_else(
    trader, authority, clerk, agreement
):
    quiet = publish(trader, "LRN-QUIET", sample("advance_cargo") | {"ucr": "5DE000000000QUIET"})
    receipt = publish(trader, "LRN-BUSY")
    pipeline.route()
    notices.opened(authority)
    assert "Received" in clerk.get("/").main()
    for type_id, reference in (
        ("information_request", "RFI-7"),
        ("hold", "HOLD-3"),
        ("do_not_load", "DNL-1"),
    ):
        reply(authority, type_id, reference, document(type_id, receipt))
    pipeline.route()
    page = clerk.get("/").main()
    assert page.index("LRN-BUSY") < page.index("LRN-QUIET")
    for words in (
        "Do not load DNL-1",
        "Request for information RFI-7",
        "No: do not load",
        authority.organisation.name,
    ):
        assert words in page
    assert f"/notices/{quiet.number}/" in clerk.get("/").markup
    releasing = {**document("release", receipt), "lifts": ["DNL-1", "HOLD-3"]}
    reply(authority, "release", "REL-1", releasing)
    pipeline.route()
    after = clerk.get("/").main()
    assert "No: do not load" not in after
    assert "Answer" in after
    assert "Released, no order stands" not in after


def test_an_officer_is_told_that_a_request_was_answered_until_the_answer_is_opened(
    trader, authority, officer, agreement
):
    receipt = publish(trader)
    pipeline.route()
    notices.opened(authority)
    reply(authority, "information_request", "RFI-7", document("information_request", receipt))
    assert "the answer is not opened yet" not in officer.get("/").main()
    reply(trader, "answer", "ANS-1", answer(receipt, "RFI-7"))
    pipeline.route()
    page = officer.get("/").main()
    assert "Answered Request for information RFI-7" in page
    assert "the answer is not opened yet" in page
    worklist = officer.get("/inbox/").main()
    assert ("RFI-7" in worklist, "ANS-1" in worklist) == (True, False), "by the reference of who asked"
    notices.opened(authority)
    assert "the answer is not opened yet" not in officer.get("/").main()


def test_silence_is_no_clearance_and_a_release_of_all_is(trader, authority, clerk, agreement):
    receipt = publish(trader, "LRN-HELD")
    assert "No release known" in clerk.get("/").main()
    pipeline.route()
    notices.opened(authority)
    reply(authority, "hold", "HOLD-3", document("hold", receipt))
    pipeline.route()
    assert "No release known" not in clerk.get("/").main()
    reply(authority, "release", "REL-1", {**document("release", receipt), "lifts": ["HOLD-3"]})
    pipeline.route()
    assert "No release known" in clerk.get("/").main(), "nobody has read it"
    notices.opened(trader)
    assert "Released, no order stands" in clerk.get("/").main()


def test_a_release_of_a_part_is_not_told_as_one_of_all(operator, trader, authority, clerk):
    """Also where the hold, on somebody else, is not known to the publisher."""
    eori = sample("advance_cargo")["declarant"]["identifier"]
    accounts.member(operator, identifiers=[("eori", eori)], country="NL")
    agreements.in_force(providers=[trader], recipients=[authority], scope=(Clause("", Form.PLAIN),))
    receipt = publish(trader)
    pipeline.route()
    notices.opened(authority)
    reply(authority, "hold", "HOLD-3", document("hold", receipt, addressee="declarant"))
    part = {"quantity": "40", "unit": "NIU"}
    reply(
        authority,
        "release",
        "REL-1",
        document("release", receipt, lifts=["HOLD-3"], partial_quantity=part),
    )
    pipeline.route()
    notices.opened(trader)
    page = clerk.get("/").main()
    assert ("Released in part" in page, "Only the part released" in page, "no order stands" in page) == (
        True,
        True,
        False,
    )


def test_an_order_to_another_that_the_publisher_was_told_of_stands_in_the_way_until_it_is_told_otherwise(
    operator, trader, authority, clerk
):
    eori = sample("advance_cargo")["declarant"]["identifier"]
    accounts.member(operator, identifiers=[("eori", eori)], country="NL")
    agreements.in_force(providers=[trader], recipients=[authority], scope=(Clause("", Form.PLAIN),))
    receipt = publish(trader)
    pipeline.route()
    notices.opened(authority)
    order = document("do_not_load", receipt, addressee="declarant")
    reply(authority, "do_not_load", "DNL-9", order | {"informed": ["publisher"]})
    pipeline.route()
    notices.opened(trader)
    page = clerk.get("/").main()
    assert "No: do not load DNL-9, to another" in page
    with acting.as_organisation(trader.id):
        (order,) = [one.id for one in deliveries.inbox(recipient=trader.id) if one.reference == "DNL-9"]
    told = clerk.get(f"/inbox/{order}/timeline/").markup
    assert f"/notices/{receipt.number}/" in told, "the order leads to the notice that it is about"
    (item,) = clerk.client.get("/api/v1/consignments", secure=True).json()["items"]
    assert (item["stage"], [one["reference"] for one in item["orders"]]) == ("do_not_load", ["DNL-9"])
    lifting = document("release", receipt, lifts=["DNL-9"], addressee="declarant")
    reply(authority, "release", "REL-9", lifting | {"informed": ["publisher"]})
    pipeline.route()
    assert "No: do not load" in clerk.get("/").main(), "nobody has read that it is lifted"
    notices.opened(trader)
    assert "No: do not load" not in clerk.get("/").main()


def test_an_authoritys_home_is_its_own(authority, published):
    page = signed_in(authority, "officer").get("/").main()
    assert "New on the worklist" in page
    assert "Our consignments" not in page


def test_an_agreement_that_waits_is_shown_to_who_may_consent(trader, authority, clerk):
    version = agreements.proposed(
        authority, agreements.terms(providers=[trader], recipients=[authority], title="Cargo before loading")
    )
    assert version is not None
    assert "Cargo before loading" not in clerk.get("/").main()
    assert "Cargo before loading" in signed_in(trader, "administrator").get("/").main()


def test_the_page_costs_the_same_however_many_consignments(trader, authority, clerk, published):
    notices.opened(authority)
    for_one = queries(lambda: clerk.get("/"))
    for n in range(3):
        notices.published(trader, f"MANY-{n}", ucr=f"5DE00000000{n}")
    notices.opened(authority)
    assert queries(lambda: clerk.get("/")) == for_one
    assert for_one <= 30


def test_a_stranger_to_the_company_sees_none_of_it(published, operator):
    other = signed_in(accounts.member(operator, "trader", country="NL"), "publisher")
    assert "LRN1" not in other.get("/").main()


def test_clerk_and_officer_see_which_houses_are_not_known_to_them(operator, authority):
    """The same on the pages and over the API, within what each may know."""
    carrier = accounts.member(operator, identifiers=[("eori", "DE4471902")])
    forwarder = accounts.member(operator, name="House Filer BV", identifiers=[("eori", "NL854120099")])
    for one in (carrier, forwarder):
        accounts.standing(one, by=authority)
    agreements.in_force(providers=[carrier], recipients=[authority], scope=(Clause("", Form.PLAIN),))
    named = [{"identifier": "NL854120099"}, {"identifier": "SE5561234567"}]
    number = notices.published(carrier, supplementary_declarants=named, house_document=None, ucr=None)
    notices.opened(authority)
    clerk, officer = signed_in(carrier, "publisher"), signed_in(authority, "officer")
    assert "2 of 2 houses not known to you" in clerk.get("/").main()
    assert "2 houses not known" in officer.get("/inbox/", houses="1").main()
    notices.published(forwarder)
    assert "1 of 2 houses not known to you" in clerk.get("/").main()
    page = clerk.get(f"/notices/{number}/").main()
    assert "NL854120099 House Filer BV MEDL26110771 Received" in page
    assert "SE5561234567 MEDL26110771 Not known to you" in page
    (address,) = officer.get("/inbox/", houses="1").deliveries()
    assert officer.get(address).main().count("Not known to you") == 2
    asked = ((clerk, f"notices/{number}"), (officer, f"inbox/{address.split('/')[2]}"))
    told = [one.client.get(f"/api/v1/{place}/houses", secure=True).json()["items"] for one, place in asked]
    assert [[one["known"] for one in each] for each in told] == [[True, False], [False, False]]
