"""The way in: strangers, people with several organisations, people without a permission, refusals as pages."""

import re

import pytest
from django.test import Client

from tests.factories import accounts
from tests.hub.portal.browsing import Browser, sign_in, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

PAGES = ("/inbox/", "/notices/", "/cases/", "/agreements/", "/pipeline/")


def test_a_stranger_sees_what_this_is_and_is_led_to_the_door(operator):
    stranger = Browser()
    assert "The way of a notice" in stranger.get("/").main()
    for address in PAGES:
        answer = stranger.get(address).answer
        assert answer.headers["Location"] == f"/accounts/login/?next={address}"


def test_somebody_of_two_organisations_chooses_and_may_change(trader, authority):
    person = accounts.person(trader, "publisher")
    with accounts.acting_for(authority) as at:
        accounts.roles.grant_role(
            organisation=authority.organisation, person=person, role="officer", by=authority.caller, at=at
        )
    browser = sign_in(person)
    assert browser.get("/inbox/").answer.headers["Location"] == "/organisations/"
    chosen = browser.post("/organisations/", organisation=str(authority.id))
    assert authority.organisation.name in chosen.main()
    changed = browser.post("/organisations/", organisation=str(trader.id))
    assert trader.organisation.name in changed.main()


def test_nobody_acts_for_an_organisation_that_is_not_theirs(trader, authority):
    browser = signed_in(trader, "publisher")
    for foreign in (str(authority.id), "", "nonsense"):
        assert browser.post("/organisations/", organisation=foreign).status == 404
    assert trader.organisation.name in browser.get("/").main()


def test_a_page_beyond_ones_permissions_is_refused_in_words(trader, operator):
    page = signed_in(trader, "publisher").get("/pipeline/")
    assert page.status == 403
    assert "This needs the permission operations:read" in page.main()
    assert "Pipeline" not in signed_in(trader, "publisher").get("/").text


def test_the_operator_sees_how_much_is_where(operator, published):
    page = signed_in(operator, "administrator").get("/pipeline/").main()
    assert "Quiet: nothing waits" in page
    assert re.search(r"Accepted 1 Versions accepted", page)


def test_pages_are_kept_by_nobody_and_run_nothing_foreign(officer):
    answer = officer.get("/inbox/").answer
    assert "no-store" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert not re.search(r"<style|style=|<script(?![^>]+src=)|\son\w+=", officer.get("/inbox/").markup)


def test_every_answer_carries_what_keeps_browsers_safe(officer, monkeypatch):
    monkeypatch.setattr("hub.portal.case.selectors.cases", lambda **_: 1 / 0)
    officer.client.raise_request_exception = False
    statuses = set()
    for address in (
        "/",
        "/inbox/",
        "/pipeline/",
        "/nowhere/",
        "/cases/",
        "/accounts/login/",
        "/api/v1/nothing",
    ):
        answer = officer.get(address).answer
        statuses.add(answer.status_code)
        for name, value in (
            ("Content-Security-Policy", "frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Strict-Transport-Security", "max-age"),
        ):
            assert value in answer.headers.get(name, ""), (address, name)
        keeps_nothing = "no-store" in answer.headers.get("Cache-Control", "")
        assert keeps_nothing or answer.status_code in (302, 404, 500), address
    assert {200, 403, 404, 500} <= statuses


def test_forms_need_their_token(officer, authority):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = officer.client.cookies
    answer = strict.post("/organisations/", {"organisation": str(authority.id)}, secure=True)
    assert answer.status_code == 403
    assert "The form has expired" in answer.content.decode()


NONSENSE = ("\x00", "9" * 40, "-1", "'\"<b>", "%s", "\u202e\ufdd0", "a~b\x00", "\x00" * 200)


def test_nonsense_in_a_query_is_no_failure(officer):
    names = ("q", "type", "state", "purpose", "before", "after", "items", "version", "show")
    for address in ("/inbox/", "/notices/", "/cases/", "/agreements/"):
        for value in NONSENSE:
            page = officer.get(address, **dict.fromkeys(names, value))
            assert page.status == 200, (address, value)
            assert "<b>" not in page.markup
    for value in NONSENSE:
        place = f"01a21321-d6da-7f33-a170-751865a6a3c8~{value}"
        assert officer.get("/inbox/", state="withheld", before=place).status == 200


def test_an_address_that_no_text_can_hold_is_absent(operator):
    keeper = signed_in(operator, "administrator")
    for address in ("/notices/%00/", "/notices/%ff%fe/"):
        assert keeper.get(address).status == 404
    assert keeper.post("/pipeline/%00/again/").status == 404


def test_an_unknown_address_is_a_page(operator):
    page = Browser().get("/nowhere/")
    assert page.status == 404
    assert "There is nothing at this address." in page.main()
