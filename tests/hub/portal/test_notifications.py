"""Notifications at the portal: the count in the bar, the page, where each leads, and mail."""

import re

import pytest

from accounts import acting
from exchange.notifications import selectors
from exchange.notifications.notification import Kind
from exchange.review.models import Case
from hub.notifying import words
from hub.portal import notifications as shown
from tests.factories import accounts, agreements
from tests.hub.api.callers import Machine
from tests.hub.portal.browsing import Browser, queries, signed_in
from tests.hub.portal.settings.test_settings import send

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def proposed(trader, authority):
    return agreements.proposed(trader, agreements.terms(providers=[trader], recipients=[authority]))


def count(browser: Browser) -> str:
    found = re.search(r'bell-count">([^<]*)<', browser.get("/notifications/bell/").markup)
    return found[1] if found else ""


def test_every_kind_has_its_words_and_its_look():
    assert words.KINDS.keys() == shown._LOOKS.keys() == set(Kind)
    for sentences in words._BY_CASE.values():
        assert sentences.keys() == set(Case.Kind.values)


def test_what_happened_is_counted_shown_and_marked_as_read(proposed, authority):
    officer = signed_in(authority, "officer")
    assert count(officer) == "1"
    page = officer.get("/notifications/")
    assert "waits for your signature" in page.main()
    (address,) = page.links("/notifications/open/")
    opened = officer.client.get(address, secure=True)
    assert opened.headers["Location"] == f"/agreements/versions/{proposed.id}/"
    assert count(officer) == ""
    assert "You have read everything." in officer.get("/notifications/").main()
    assert "waits for your signature" in officer.get("/notifications/", show="all").main()
    colleague = signed_in(authority, "officer")
    assert count(colleague) == "1"
    assert "1 marked as read." in colleague.post("/notifications/read/").text
    assert count(colleague) == ""


def test_an_unknown_key_leads_to_the_page(authority):
    officer = signed_in(authority, "officer")
    for key in ("", "nonsense", "a\x00b", "case-opened:9"):
        assert officer.get("/notifications/open/", key=key).answer.headers["Location"] == "/notifications/"


def test_a_stranger_is_not_led_to_the_door_by_the_count(authority):
    answer = Browser().client.get("/notifications/bell/", secure=True, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_somebody_chooses_mail_and_it_is_kept_for_this_organisation(authority):
    person = accounts.person(authority, "officer")
    officer = signed_in(authority, "officer")
    assert "You are sent no mail" in officer.get("/notifications/").main()
    assert "At what time" in officer.get("/settings/mail/").main()
    kept = send(officer, "/settings/mail/", frequency="daily", hour="18", topics=["cases", "answers"])
    assert "Saved." in kept.text
    assert "You are sent a mail once a day." in kept.main()
    with acting.as_organisation(authority.id, person=person.pk):
        assert selectors.preference(accounts.caller(authority, "officer", person=person)) is None


def test_the_page_costs_the_same_however_much_has_happened(trader, authority):
    officer = signed_in(authority, "officer")
    for _ in range(2):
        agreements.proposed(trader, agreements.terms(providers=[trader], recipients=[authority]))
    for_two = queries(lambda: officer.get("/notifications/"))
    for _ in range(3):
        agreements.proposed(trader, agreements.terms(providers=[trader], recipients=[authority]))
    assert queries(lambda: officer.get("/notifications/")) == for_two
    assert for_two <= 40
    assert queries(lambda: officer.get("/notifications/bell/")) <= 30


def test_a_machine_is_told_that_it_takes_a_person(authority):
    machine = Machine(authority, "agreements:read")
    assert machine.get("notifications").json()["code"] == "needs-person"
    assert machine.post("notifications/read", {}).status_code == 403


def test_a_person_reads_and_marks_over_the_api_too(proposed, authority):
    officer = signed_in(authority, "officer")
    found = officer.client.get("/api/v1/notifications", secure=True).json()
    assert found["unread"] == 1
    (item,) = found["items"]
    assert (item["kind"], item["subject"], item["read"]) == ("signature-waited-for", str(proposed.id), False)
    token = officer.client.get("/api/v1/session", secure=True).json()["csrf_token"]
    headers = {"X-CSRFToken": token, "Referer": "https://testserver/"}

    def call(method: str, address: str, body: dict) -> dict:
        send = getattr(officer.client, method)
        return send(
            f"/api/v1/{address}", body, content_type="application/json", secure=True, headers=headers
        ).json()

    assert call("post", "notifications/read", {"keys": [item["key"], "nonsense"]}) == {"marked": 1}
    wish = {"frequency": "daily", "hour": 5, "topics": ["cases", "uploads"]}
    assert call("put", "notifications/mail", wish) == wish
    assert officer.client.get("/api/v1/notifications/mail", secure=True).json() == wish
    assert count(officer) == ""
