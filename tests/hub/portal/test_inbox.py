"""What an officer sees of what was delivered: envelopes in the list, elements behind the door, and nothing else."""

import html

import pytest

from accounts import acting
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.disclosures import selectors as register
from tests.conftest import sample
from tests.exchange.test_pipeline import act, amend, cancel, changed
from tests.exchange.test_pipeline import publish as publish_one
from tests.factories import accounts
from tests.factories import agreements as made
from tests.hub.portal.browsing import Browser, Page, queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def beside(page: Page, name: str) -> list[str]:
    return [html.unescape(one) for one in page.links("?") if f"&amp;{name}=" in one]


def only_delivery(browser: Browser) -> str:
    (address,) = browser.get("/inbox/").deliveries()
    return address


def test_the_list_shows_envelopes_and_delivers_nothing(published, officer, trader, clerk):
    page = officer.get("/inbox/")
    for word in (published, "Advance cargo", trader.organisation.name, "Safety and security", "New", "UTC"):
        assert word in page.main()
    assert "Cotton bed linen" not in page.markup
    assert "Ready for the recipient" in clerk.get(f"/notices/{published}/").text


def test_opening_delivers_shows_the_elements_and_is_on_the_register(published, officer, authority):
    page = officer.get(only_delivery(officer))
    assert "Cotton bed linen" in page.text
    assert "Opened" in page.main()
    with acting.as_organisation(authority.id):
        (read,) = register.own_reads(organisation=authority.id)
    assert (read.channel, read.client) == ("inbox", None)
    assert read.person is not None


def test_a_masked_element_is_shown_as_masked_with_its_clause_and_a_hidden_one_is_absent(
    published, officer, agreement
):
    page = officer.get(only_delivery(officer))
    assert "Lintong Textile" not in page.markup
    assert "Keyed hash only" in page.text
    assert "/consignor/name" in page.text
    assert f"/agreements/versions/{agreement.id}/" in page.markup
    # Neither named by the agreement nor by a title on the page: nothing tells that it exists.
    for absent in ("Noordzee Retail", "Consignee", "MERIDIAN DAWN", "Totals", "Kanaalweg"):
        assert absent not in page.markup


def test_anothers_delivery_is_as_absent_as_none(published, officer, operator):
    stranger = signed_in(accounts.member(operator, "authority", country="SG", region="AP"), "officer")
    foreign = stranger.get(only_delivery(officer))
    absent = stranger.get("/inbox/00000000-0000-7000-8000-000000000000/")
    assert (foreign.status, absent.status) == (404, 404)
    assert foreign.main() == absent.main()
    assert stranger.post(only_delivery(officer) + "acknowledge/").status == 404


def test_acknowledging_is_told_to_the_publisher(published, officer, clerk):
    address = only_delivery(officer)
    too_early = officer.post(f"{address}acknowledge/")
    assert "Acknowledged." not in too_early.text
    assert "Acknowledge" in officer.get(address).main()
    done = officer.post(f"{address}acknowledge/")
    assert "Acknowledged. The publisher's receipt says so." in done.text
    assert "acknowledge/" not in done.markup
    assert "Acknowledged" in clerk.get(f"/notices/{published}/").main()


def test_an_auditor_does_not_deliver_by_opening(published, officer, authority, clerk):
    auditor = signed_in(authority, "auditor")
    assert published in auditor.get("/inbox/").main()
    assert auditor.get("/inbox/").deliveries() == []
    refused = auditor.get(only_delivery(officer))
    assert refused.status == 403
    assert "Cotton bed linen" not in refused.markup
    assert "New" in officer.get("/inbox/").main()
    assert "Ready for the recipient" in clerk.get(f"/notices/{published}/").text


def test_an_auditor_reads_and_cannot_acknowledge(published, officer, authority):
    officer.get(only_delivery(officer))
    auditor = signed_in(authority, "auditor")
    page = auditor.get(only_delivery(auditor))
    assert "Cotton bed linen" in page.text
    assert "acknowledge/" not in page.markup
    assert "permission" in auditor.post(f"{only_delivery(auditor)}acknowledge/").text


def test_what_the_publishers_own_amendment_closed_is_not_told_as_current(trader, authority, officer):
    """And the reason names the notice itself: no agreement has changed, and no party."""
    transport = sample("advance_cargo")["transport"]
    made.in_force(providers=[trader], recipients=[authority], conditions=[{"mode": [transport["mode"]]}])
    receipt = publish_one(trader)
    pipeline.route()
    address = only_delivery(officer)
    amend(trader, receipt, changed(transport={**transport, "mode": "3"}))
    pipeline.route()
    page = officer.get(address).main()
    assert "This cannot be shown" in page
    assert "or the notice itself" in page
    assert "current" not in page.lower()


def test_what_cannot_be_shown_says_why_in_plain_words(published, officer, trader, agreement):
    address = only_delivery(officer)
    act(trader, agreements.suspend, agreement=agreement.agreement_id, reason="audit")
    page = officer.get(address)
    assert page.status == 200
    assert "This cannot be shown" in page.text
    assert "Cotton bed linen" not in page.markup


def test_what_is_withheld_is_listed_and_decided_again_when_asked(trader, authority, agreement, officer):
    publish_one(trader)
    act(trader, agreements.suspend, agreement=agreement.agreement_id, reason="audit")
    pipeline.route()
    # It never became available, so it stands among what is withheld alone.
    assert officer.get("/inbox/").deliveries() == []
    (address,) = officer.get("/inbox/", state="withheld").deliveries()
    page = officer.get(address)
    assert "The agreement behind it is suspended." in page.text
    assert "It is being decided again." in officer.post(f"{address}again/").text
    act(trader, agreements.resume, agreement=agreement.agreement_id, reason="settled")
    pipeline.reconsider()
    assert "only what is withheld" in officer.post(f"{address}again/").text.lower()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "new"}, True),
        ({"state": "acknowledged"}, False),
        ({"type": "advance_cargo"}, True),
        ({"type": "hold"}, False),
        ({"purpose": "revenue"}, False),
        ({"type": "no such type", "state": "none", "before": "x", "after": "-1"}, False),
        # The agreement shows no search key plainly, so none leads there.
        ({"q": "HUBU4100272"}, False),
        ({"q": "nul\x00"}, False),
    ],
)
def test_the_list_is_narrowed(published, officer, query, found):
    assert (published in officer.get("/inbox/", **query).main()) is found


def test_the_list_finds_a_notice_by_its_number(published, officer):
    bare = published.replace("-", "")
    for typed in (f" {published.lower()} ", bare, bare.lower(), published.replace("-", " ")):
        assert published in officer.get("/inbox/", q=typed).main()


def test_what_was_cancelled_unopened_says_so_and_is_no_longer_to_do(trader, agreement, officer):
    receipt = publish_one(trader)
    pipeline.route()
    address = only_delivery(officer)
    cancel(trader, receipt)
    pipeline.route()
    assert officer.get("/inbox/").deliveries() == []
    assert "Cancelled before it was opened" in officer.get("/inbox/", state="any").main()
    page = officer.get(address)
    assert "The notice was cancelled before you opened it." in page.text
    assert "Cancelled before it was opened" in page.main()
    for absent in ("Current", "Not current", "Withheld", "Have it decided again"):
        assert absent not in page.main()


def test_long_lists_have_pages(publish, officer, monkeypatch):
    monkeypatch.setattr("hub.portal.paging.ROWS", 2)
    publish(5)
    first = officer.get("/inbox/")
    assert "Newer" not in first.main()
    (older,) = beside(first, "before")
    second = officer.get(f"/inbox/{older}")
    assert "Newer" in second.main()
    (newer,) = beside(second, "after")
    assert officer.get(f"/inbox/{newer}").main() == first.main()


def test_a_page_costs_the_same_however_many_rows(publish, officer):
    publish(1)
    for_one = queries(lambda: officer.get("/inbox/"))
    publish(6)
    assert queries(lambda: officer.get("/inbox/")) == for_one
    assert for_one <= 20


def test_a_notice_costs_the_same_however_much_is_known_of_it(trader, authority, agreement, officer):
    receipt = publish_one(trader)
    pipeline.route()
    address = only_delivery(officer)
    for_one = queries(lambda: officer.get(address))
    many = [{**sample("advance_cargo")["items"][0], "sequence": n} for n in range(1, 20)]
    longer = {name: value for name, value in changed(items=many).items() if name != "totals"}
    amend(trader, receipt, longer)
    pipeline.route()
    newest = officer.get("/inbox/").deliveries()[0]
    assert "Version 2" in officer.get(newest).main()
    assert queries(lambda: officer.get(newest)) == for_one <= 40


def test_who_had_to_sign_in_on_the_way_to_doing_something_lands_on_its_page(published, officer):
    address = only_delivery(officer)
    page = Page(officer.client.get(f"{address}acknowledge/", secure=True, follow=True))
    assert "Nothing has been done yet" in page.text
    assert "Acknowledged" not in page.main()
