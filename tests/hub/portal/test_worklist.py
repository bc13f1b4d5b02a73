"""The officer's worklist: what it is narrowed to, what is done with many at once, and what has come since."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from exchange import pipeline
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.worklist import listing
from hub.portal import paging
from tests.conftest import sample
from tests.exchange.test_replies import reply
from tests.factories import accounts, agreements, notices
from tests.hub.portal.browsing import Browser, Page, queries, signed_in
from tests.hub.portal.forms_on_pages import sent_by

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

SHOWN = tuple(
    Clause(path, Form.PLAIN)
    for path in ("/items", "/entry_office", "/transport", "/estimated_arrival", "/loading_place")
)


@pytest.fixture
def shown(trader, authority) -> None:
    agreements.in_force(providers=[trader], recipients=[authority], scope=SHOWN)


def rows(page: Page) -> list[str]:
    return re.findall(r'data-delivery="([0-9a-f-]+)"', page.markup)


def beside(page: Page, which: str) -> str:
    (query,) = re.findall(rf'href="\?([^"]+)" rel="{which}"', page.markup)
    return f"/inbox/?{html.unescape(query)}"


def change(browser: Browser, do: str, deliveries: list[str], **more) -> Page:
    return browser.post("/inbox/change/", do=do, delivery=deliveries, **more)


def test_what_has_been_opened_is_listed_by_what_it_says_and_tells_it(shown, trader, authority, officer):
    number = notices.published(trader)
    assert number not in officer.get("/inbox/", office="NL000511").main()
    notices.opened(authority)
    page = officer.get("/inbox/", office="NL000511", order="arrival")
    for word in (number, "NL000511", "Sea · MD647W · CNNGB", "630221", "left", "register of disclosures"):
        assert word in page.main()
    by_envelope = officer.get("/inbox/")
    assert number in by_envelope.main()
    for word in ("MD647W", "630221"):
        assert word not in by_envelope.markup


def test_a_masked_element_is_neither_found_by_nor_told(trader, authority, officer):
    hidden = (Clause("/items", Form.PLAIN), Clause("/entry_office/code", Form.TRUNCATED))
    agreements.in_force(providers=[trader], recipients=[authority], scope=hidden)
    number = notices.published(trader)
    notices.opened(authority)
    assert number not in officer.get("/inbox/", office="NL000511").main()
    page = officer.get("/inbox/", hs="63")
    assert number in page.main()
    assert "NL000511" not in page.markup


def test_a_search_by_the_form_looks_everywhere_unless_a_state_is_chosen(shown, trader, authority, officer):
    number = notices.published(trader)
    notices.opened(authority)
    change(officer, "acknowledge", rows(officer.get("/inbox/", state="opened")))
    untouched = sent_by(officer.get("/inbox/").markup, form="filters")
    whole = officer.get("/inbox/", **untouched)
    assert rows(whole) == []
    assert "Clear" not in whole.main()
    found = officer.get("/inbox/", **{**untouched, "q": number})
    assert len(rows(found)) == 1
    assert '<option value="any" selected>' in found.markup
    assert "Look in all states" not in found.main()
    assert "Clear" in found.main()
    narrowed = officer.get("/inbox/", **{**untouched, "q": number, "state": "new"})
    assert "Nothing fits this." in narrowed.main()
    (everywhere,) = re.findall(r'href="(\?[^"]+)" hx-boost="true">Look in all states', narrowed.markup)
    assert rows(officer.get(f"/inbox/{html.unescape(everywhere)}")) == rows(found)


def test_many_are_opened_claimed_and_acknowledged_at_once(shown, trader, authority, officer):
    for n in range(3):
        notices.published(trader, f"LRN{n}")
    chosen = rows(officer.get("/inbox/"))
    nothing = change(officer, "acknowledge", chosen[:2])
    assert "Nobody has opened these 2 yet" in nothing.main()
    assert "note-warning" in nothing.markup
    assert "3 opened." in change(officer, "open", chosen).main()
    assert "3 are yours now." in change(officer, "claim", chosen).main()
    colleague = signed_in(authority, "officer")
    assert "3 were claimed before you by Person" in change(colleague, "claim", chosen).main()
    done = change(officer, "acknowledge", chosen, next="/inbox/?state=open&claim=mine")
    assert "3 acknowledged." in done.main()
    assert "Nothing fits this view." in done.main()
    assert len(rows(officer.get("/inbox/", state="acknowledged"))) == 3


def test_a_script_gets_the_changed_cells_alone_and_what_was_not_done(shown, trader, officer):
    notices.published(trader)
    (one,) = rows(officer.get("/inbox/"))

    def changed(do: str) -> str:
        form = {"do": do, "delivery": one}
        answer = officer.client.post("/inbox/change/", form, secure=True, headers={"HX-Request": "true"})
        return answer.content.decode()

    claimed = changed("claim")
    assert f'id="worker-{one}" hx-swap-oob="true" data-mine="1"' in claimed
    assert "<table" not in claimed
    assert "data-left" not in claimed
    assert f'data-left="{one}"' in changed("acknowledge")


def test_a_script_that_turns_pages_is_given_the_list_alone_and_for_the_way_back_the_whole_page(
    shown, trader, officer
):
    notices.published(trader)

    def asked(**headers: str) -> Page:
        more = {"HX-Request": "true", "HX-Target": "worklist", **headers}
        return Page(officer.client.get("/inbox/?state=open", secure=True, headers=more))

    def without_tokens(page: Page) -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.markup)

    whole, fragment = officer.get("/inbox/?state=open"), asked()
    assert len(rows(fragment)) == 1
    assert "<html" not in fragment.markup
    assert without_tokens(fragment) in without_tokens(whole)
    for one in (whole, fragment):
        assert "HX-Target" in one.answer.headers["Vary"]
    for other in (
        {"HX-History-Restore-Request": "true"},
        {"HX-Target": "elsewhere"},
        {"HX-Request": "false"},
    ):
        assert "<html" in asked(**other).markup


def test_work_is_given_by_who_may_and_to_who_may(shown, trader, authority, officer):
    notices.published(trader)
    (one,) = rows(officer.get("/inbox/"))
    worker, auditor = accounts.person(authority, "officer"), accounts.person(authority, "auditor")
    assert worker.name in change(officer, "assign", [one], person=str(worker.pk)).main()
    assert "given to people of your own" in change(officer, "assign", [one], person=str(auditor.pk)).main()
    reader = signed_in(authority, "auditor")
    assert "permission" in change(reader, "claim", [one]).main()
    assert "Give to" not in reader.get("/inbox/").main()


def test_nothing_is_done_to_what_is_anothers_and_nothing_leads_elsewhere(shown, trader, officer, operator):
    notices.published(trader)
    (one,) = rows(officer.get("/inbox/"))
    stranger = signed_in(accounts.member(operator, "authority", country="BE"), "officer")
    assert "Nothing was chosen." in change(stranger, "claim", [one]).main()
    assert change(officer, "claim", ["x"]).status == 404
    assert change(officer, "destroy", [one]).status == 404
    form = {"do": "claim", "delivery": one, "next": "//elsewhere.example/inbox/?"}
    answer = officer.client.post("/inbox/change/", form, secure=True)
    assert answer.headers["Location"] == "/inbox/"


def test_what_has_come_since_is_counted_and_fetched(shown, trader, officer):
    notices.published(trader, "FIRST")
    page = officer.get("/inbox/")
    (since,) = re.findall(r"since=(\d+)", page.markup)
    assert "new" not in officer.get("/inbox/newer/", since=since).text
    number = notices.published(trader, "SECOND")
    assert "1 new: show it" in officer.get("/inbox/newer/", since=since).text
    fetched = officer.get("/inbox/rows/", after=since)
    assert len(rows(fetched)) == 1
    assert number in fetched.text
    assert f"since={int(since) + 1}" in fetched.markup
    assert officer.get("/inbox/newer/", since="nonsense", state="x").status == 200


def test_a_view_is_kept_shared_and_forgotten(shown, authority, officer):
    kept = officer.post("/inbox/views/", view="Rotterdam", shared="1", office="NL000511", state="open")
    assert "Saved as Rotterdam." in kept.main()
    assert "Forget the view Rotterdam" in kept.main()
    colleague = signed_in(authority, "officer")
    assert "Rotterdam" in colleague.get("/inbox/").main()
    assert "Forget" not in colleague.get("/inbox/", state="open", office="NL000511").main()
    (drop,) = re.findall(r'action="(/inbox/views/[^"]+/drop/)"', kept.markup)
    assert "Only the person who keeps a view" in colleague.post(drop).main()
    assert "The view is forgotten." in officer.post(drop).main()
    assert "1 to 60 characters" in officer.post("/inbox/views/", view=" ").main()


def test_a_list_by_content_costs_the_same_however_many_rows(shown, trader, authority, officer):
    notices.published(trader, "ONE")
    notices.opened(authority)

    def look() -> Page:
        return officer.get("/inbox/", office="NL000511", hs="63")

    for_one = queries(look)
    for n in range(5):
        notices.published(trader, f"MORE{n}")
    notices.opened(authority)
    assert queries(look) == for_one
    assert len(rows(look())) == 6
    assert for_one <= 26


def test_nonsense_is_said_and_lists_nothing(published, officer):
    page = officer.get("/inbox/", hs="6x", arrives="soon", before="~~", after="now")
    assert "Commodity code, Arrival" in page.main()
    assert rows(page) == []
    for order in ("due", "arrival", "newest"):
        for place in ("x", "1~2~3", "2026-01-01~x", "9999999999999999999999", "2026-01-01T00:00:00~1"):
            assert officer.get("/inbox/", order=order, before=place, after=place).status == 200


def test_ones_own_work_is_counted_for_oneself_alone(shown, trader, authority, officer):
    notices.published(trader)
    (one,) = rows(officer.get("/inbox/"))
    change(officer, "open", [one])
    change(officer, "acknowledge", [one])
    page = officer.get("/my-work/", days="7")
    assert re.search(r"\b1 Opened 1 Acknowledged 0 Replies sent 0 min Median time", page.main())
    colleague = signed_in(authority, "officer").get("/my-work/")
    assert re.search(r"\b0 Opened 0 Acknowledged 0 Replies sent . Median time", colleague.main())


def test_what_is_due_comes_first_with_its_clock_and_both_sides_see_it(
    shown, trader, authority, officer, clerk, monkeypatch
):
    numbers = [notices.published(trader, f"LRN{n}") for n in range(3)]
    notices.opened(authority)
    now = datetime.now(UTC).replace(microsecond=0)
    for number, hours in zip(numbers, (30, 2), strict=False):
        document = {
            **sample("information_request"),
            "cites": {"notice": number, "version": 1},
            "addressee": "publisher",
            "due_at": (now + timedelta(hours=hours)).isoformat(),
        }
        document.pop("informed", None)
        reply(authority, "information_request", f"ASK-{hours}", document)
    pipeline.route()
    page = officer.get("/inbox/", order="due")
    assert re.search(rf"{numbers[1]}.*1 h 5\d min left.*{numbers[0]}.*1 day left", page.main())
    assert numbers[2] not in page.main()
    both = rows(officer.get("/inbox/", case="request"))
    assert len(both) == 2
    assert rows(officer.get("/inbox/", case="stop")) == rows(officer.get("/inbox/", case="overdue")) == []
    (found,) = rows(officer.get("/inbox/", q="ask-2"))
    head = officer.get(f"/inbox/{found}/").main().partition("Envelope")[0]
    assert re.search(r"Request for information . 1 h 5\d min left", head)
    asked = clerk.get("/inbox/", order="due")
    assert re.search(r"ASK-2.*1 h 5\d min left.*ASK-30", asked.main())
    # Of many cases, those next to a place are looked for first: the pages are the same.
    monkeypatch.setattr(listing, "_MANY_CASES", 2)
    monkeypatch.setattr(paging, "ROWS", 1)
    first = officer.get("/inbox/", case="request")
    second = officer.get(beside(first, "next"))
    assert rows(first) + rows(second) == both
    assert rows(officer.get(beside(second, "prev"))) == rows(first)
