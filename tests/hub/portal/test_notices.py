"""What a company sees of its own notices: where they stand, what they say, who received what, what is asked."""

import pytest

from exchange import pipeline
from exchange.review.models import Case
from tests.exchange.test_pipeline import amend, cancel, changed, publish
from tests.exchange.test_replies import document, reply
from tests.factories import accounts, agreements, notices
from tests.hub.portal.browsing import queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_the_company_sees_who_received_which_elements_under_which_agreement(
    published, trader, authority, clerk, agreement
):
    notices.opened(authority)
    page = clerk.get(f"/notices/{published}/").main()
    number = agreement.agreement.number
    for words in (
        authority.organisation.name,
        "Safety and security",
        f"agreement {number}, version 1",
        "Goods items · Goods description",
        "Consignor · Name Keyed hash only",
        "Delivered",
        "not told",
    ):
        assert words in page
    assert "Consignee · Name" not in page
    # Its own content it sees whole.
    assert "Noordzee Retail BV" in page


def test_versions_can_be_looked_at_one_by_one(trader, authority, clerk, agreement):
    receipt = publish(trader)
    amend(trader, receipt, changed(ucr="5DE111222333TWO"))
    cancel(trader, receipt, replaces=2)
    pipeline.route()
    newest = clerk.get(f"/notices/{receipt.number}/").main()
    assert "What version 2 says" in newest
    assert "5DE111222333TWO" in newest
    assert "Cancelled" in newest
    original = clerk.get(f"/notices/{receipt.number}/", version=1).main()
    assert "What version 1 says" in original
    assert "6NL854120099-PO-77120" in original
    story = clerk.get(f"/notices/{receipt.number}/timeline/").main()
    assert f"Advance cargo, version 2 · {receipt.number} · {trader.organisation.name} (us)" in story


def test_what_was_not_sent_for_its_cancellation_is_not_told_as_withheld(trader, clerk, agreement):
    receipt = publish(trader)
    pipeline.route()
    cancel(trader, receipt)
    pipeline.route()
    page = clerk.get(f"/notices/{receipt.number}/").main()
    assert ("Not sent: the notice was cancelled" in page, "Withheld for good" in page) == (True, False)


def test_receipts_of_the_newest_version_stand_first_and_earlier_ones_are_folded(
    trader, authority, clerk, agreement
):
    receipt = publish(trader)
    pipeline.route()
    notices.opened(authority)
    assert "of earlier versions" not in clerk.get(f"/notices/{receipt.number}/").main()
    amend(trader, receipt, changed())
    pipeline.route()
    notices.opened(authority)
    page = clerk.get(f"/notices/{receipt.number}/").markup
    head, _, folded = page.partition("1 receipt of earlier versions")
    assert "version=2" in head
    assert "version=1&amp;when=decided" not in head
    assert "version=1&amp;when=decided" in folded


def test_what_authorities_ask_waits_for_the_company_until_it_is_answered(trader, authority, clerk, agreement):
    receipt = publish(trader)
    pipeline.route()
    notices.opened(authority)
    reply(authority, "information_request", "RFI-7", document("information_request", receipt))
    pipeline.route()
    for address in ("/", "/cases/", f"/notices/{receipt.number}/"):
        page = clerk.get(address)
        assert "RFI-7" in page.main()
        assert "Request for information" in page.main()
    (case, *_) = [one for one in clerk.get("/cases/").links("/cases/") if one.count("/") == 3]
    assert "What are the cushion covers filled with" in clerk.get(case).main()
    assert signed_in(authority, "officer").get("/cases/").text.count("RFI-7") == 1
    assert Case.Kind.INFORMATION not in clerk.get("/cases/", show="closed").main()


def test_anothers_notice_is_as_absent_as_none(published, operator, authority):
    other = accounts.member(operator, "trader", country="NL")
    stranger = signed_in(other, "publisher")
    foreign = stranger.get(f"/notices/{published}/")
    absent = stranger.get("/notices/261125-AAAA-BBBB-CCCC/")
    assert (foreign.status, absent.status) == (404, 404)
    assert foreign.main() == absent.main()
    assert published not in stranger.get("/notices/").text


def test_the_list_is_narrowed(published, clerk):
    for query, found in (({"q": "LRN1"}, True), ({"q": "LRN2"}, False), ({"type": "hold"}, False)):
        assert (published in clerk.get("/notices/", **query).main()) is found


def test_a_page_costs_the_same_however_many_rows(publish, clerk):
    publish(1)
    for_one = queries(lambda: clerk.get("/notices/"))
    publish(6)
    assert queries(lambda: clerk.get("/notices/")) == for_one
    assert for_one <= 20


def test_a_notice_costs_the_same_however_many_received_it(published, trader, authority, operator, clerk):
    address = f"/notices/{published}/"
    for_one = queries(lambda: clerk.get(address))
    others = [accounts.member(operator, "authority", country=country) for country in ("BE", "NL", "DK")]
    agreements.in_force(providers=[trader], recipients=[authority, *others])
    several = notices.published(trader, "LRN2")
    assert all(one.organisation.name in clerk.get(f"/notices/{several}/").main() for one in others)
    assert queries(lambda: clerk.get(f"/notices/{several}/")) == for_one
    assert for_one <= 30
