"""The settings: what an organisation keeps for itself, who may, and what is shown once."""

import re

import pytest

from accounts import acting
from accounts.access import permissions
from accounts.access.models import Client
from accounts.organisations import selectors as organisations
from exchange.deliveries.channels.webhook.models import Dispatch
from exchange.deliveries.channels.webhook.schedule import Outcome
from exchange.subscriptions.models import Channel, Subscription
from hub.portal.settings import words
from tests.factories import accounts, notices
from tests.hub.portal.browsing import Browser, Page, queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
PAGES = (
    "/settings/",
    "/settings/people/",
    "/settings/clients/",
    "/settings/subscriptions/",
    "/settings/webhooks/",
    "/settings/trail/",
    "/settings/register/",
)


@pytest.fixture
def keeper(trader) -> Browser:
    return signed_in(trader, "administrator")


def send(browser: Browser, address: str, **form: object) -> Page:
    """Fill in a form page and send it."""
    once = re.search(r'name="once" value="([^"]+)"', browser.get(address).markup)
    assert once is not None, address
    return browser.post(address, once=once[1], **form)


def test_every_word_is_there():
    assert words.SCOPES.keys() == permissions.SCOPES.keys()
    assert words.MESSAGE_STATES.keys() == set(Dispatch.State.values)
    assert words.OUTCOMES.keys() == set(Outcome)
    assert words.CHANNELS.keys() == set(Channel.values)


def test_an_administrator_sees_all_pages_and_a_publisher_neither_keeps_nor_audits(keeper, trader):
    for address in PAGES:
        assert keeper.get(address).status == 200, address
    clerk = signed_in(trader, "publisher")
    assert "Make a client" not in clerk.get("/settings/clients/").main()
    assert clerk.get("/settings/clients/new/").status == 403
    assert clerk.get("/settings/register/").status == 403
    assert "/settings/register/" not in clerk.get("/settings/").markup
    assert "/settings/register/" in signed_in(trader, "auditor").get("/settings/").markup


def test_ones_own_pages_stand_in_the_settings_too(keeper):
    for address in ("/settings/people/", "/preferences/", "/accounts/sessions/", "/accounts/2fa/"):
        assert '<a href="/settings/" aria-current="page">' in keeper.get(address).markup, address
    assert '<a href="/settings/" aria-current="page">' not in keeper.get("/accounts/logout/").markup


def test_a_clients_secret_is_shown_once_and_a_second_press_makes_no_second_client(keeper, trader):
    form = {"name": "Filing system", "scopes": ["notices:publish", "notices:read"]}
    once = re.search(r'name="once" value="([^"]+)"', keeper.get("/settings/clients/new/").markup)[1]
    made = keeper.post("/settings/clients/new/", once=once, **form)
    secret = re.search(r'id="copy-secret">([^<]+)<', made.markup)[1]
    assert "Copy it now: it is shown this once" in made.main()
    again = keeper.post("/settings/clients/new/", once=once, **form)
    assert secret not in again.markup
    assert "Nothing was done twice." in again.text
    with accounts.acting_for(trader):
        (client,) = Client.objects.all()
    assert "Never" in keeper.get("/settings/clients/").main()
    assert accounts.access.hand_out_token(client=client.pk, secret=secret, scopes=None) is not None
    listed = keeper.get("/settings/clients/").main()
    assert "Never" not in listed
    assert "Publish, amend and cancel notices" in listed


def test_a_client_is_offered_what_its_organisation_can_do_by_it(keeper, authority):
    assert 'value="replies:send"' not in keeper.get("/settings/clients/new/").markup
    customs = signed_in(authority, "administrator")
    assert 'value="replies:send"' in customs.get("/settings/clients/new/").markup


def test_a_client_is_rotated_and_ended(keeper, trader):
    made = accounts.client(trader, "notices:read", name="Old reader")
    address = f"/settings/clients/{made.client.pk}"
    rotated = send(keeper, f"{address}/rotate/", overlap="0")
    assert "The client has a new secret" in rotated.main()
    assert accounts.access.hand_out_token(client=made.client.pk, secret=made.secret, scopes=None) is None
    ended = send(keeper, f"{address}/end/", reason="Replaced by another")
    assert "Old reader has ended." in ended.text
    assert "Old reader" in keeper.get("/settings/clients/", show="ended").main()
    assert keeper.get(f"{address}/rotate/").status == 404
    trail = keeper.get("/settings/trail/", kind="client").main()
    for told in ("API client ended", "Secret rotated", "API client made", "Replaced by another"):
        assert told in trail


def test_faults_stand_beside_their_fields(keeper):
    page = send(keeper, "/settings/clients/new/", name=" ")
    assert page.status == 422
    assert 'href="#id_name"' in page.markup
    assert 'href="#id_scopes_0"' in page.markup


def test_an_administrator_brings_somebody_in_changes_their_roles_and_takes_them_out(
    keeper, trader, mailoutbox
):
    invited = {"email": "Grace@Example.com", "name": "Grace", "roles": ["publisher"], "sign_in": "link"}
    assert "on its way to" in send(keeper, "/settings/people/new/", **invited).text
    assert [message.to for message in mailoutbox] == [["grace@example.com"]]
    (address,) = [
        one for one in keeper.get("/settings/people/").links("/settings/people/") if _is(keeper, one, "Grace")
    ]
    assert "Auditor: Reads everything of the organisation and changes nothing." in keeper.get(address).main()
    changed = send(keeper, address, roles=["officer", "auditor"])
    assert "Grace has these roles from now on." in changed.text
    assert "Auditor, Officer" in changed.main()
    none = send(keeper, address)
    assert none.status == 422
    removed = send(keeper, f"{address}remove/", reason="Left the company")
    assert "Grace has no role in your organisation any more." in removed.text
    assert keeper.get(address).status == 404


def _is(browser: Browser, address: str, name: str) -> bool:
    return (
        address.count("/") == 4 and "new" not in address and f"<h1>{name}</h1>" in browser.get(address).markup
    )


def test_the_last_administrator_stays(operator):
    lonely = accounts.member(operator, "trader", country="DE")
    browser = Browser()
    with acting.as_person(lonely.administrator.pk):
        browser.client.force_login(lonely.administrator)
    browser.client.post("/organisations/", {"organisation": str(lonely.id)}, secure=True)
    page = send(browser, f"/settings/people/{lonely.administrator.pk}/remove/", reason="Alone")
    assert page.status == 422
    assert "This is the last administrator" in page.main()
    with accounts.acting_for(lonely) as at:
        assert organisations.memberships(organisation=lonely.id, at=at).count() == 1


def test_one_subscribes_to_a_corridor_and_ends_it(authority):
    officer = signed_in(authority, "officer")
    assert "Everything reaches your inbox" in officer.get("/settings/subscriptions/").main()
    page = officer.get("/settings/subscriptions/new/")
    path = re.search(r'<optgroup label="Corridor">.*?value="(/loading_place[^"]*)"', page.markup, re.DOTALL)[
        1
    ]
    begun = send(
        officer,
        "/settings/subscriptions/new/",
        types=["advance_cargo"],
        channels=["inbox", "feed"],
        path_1=path,
        values_1="CNSHA, CNNGB",
    )
    assert "Subscribed from now on." in begun.text
    assert "is CNSHA, CNNGB" in begun.main()
    with accounts.acting_for(authority):
        (kept,) = Subscription.objects.all()
    assert kept.filter == [{"path": path, "any_of": ["CNSHA", "CNNGB"]}]
    lonely = send(officer, "/settings/subscriptions/new/", channels=["inbox"], path_1=path)
    assert "Name at least one value" in lonely.main()
    twice = send(officer, "/settings/subscriptions/new/", channels=["inbox"])
    assert "You have this already: everything reaches your inbox." in twice.main()
    assert "The subscription has ended." in send(officer, f"/settings/subscriptions/{kept.id}/end/").text
    ended = send(officer, "/settings/subscriptions/always/end/")
    assert "Only what you subscribe to reaches you" in ended.main()
    assert "Subscribed from now on." in send(officer, "/settings/subscriptions/new/", channels=["inbox"]).text


def test_our_organisation_shows_standing_and_keeps_contact_details(keeper, authority):
    page = keeper.get("/settings/").main()
    assert "Authorised economic operator" in page
    assert authority.organisation.name in page
    kept = send(keeper, "/settings/contact/", contact_email="desk@example.com", contact_phone="+49 40 1")
    assert "desk@example.com" in kept.main()
    wrong = send(keeper, "/settings/contact/", contact_email="desk")
    assert wrong.status == 422


def test_the_register_tells_who_was_shown_what(authority, published):
    officer = signed_in(authority, "officer")
    (address,) = officer.get("/inbox/").deliveries()
    officer.get(address)
    auditor = signed_in(authority, "auditor")
    page = auditor.get("/settings/register/")
    assert published in page.main()
    assert "Person" in page.main()
    assert "Nothing of others' content" in auditor.get("/settings/register/", channel="webhook").main()


def test_lists_cost_the_same_however_long(keeper, trader, authority, agreement):
    notices.published(trader)
    notices.opened(authority)
    auditor = signed_in(authority, "auditor")
    asked = {
        "/settings/clients/": (keeper, lambda: accounts.client(trader, "notices:read")),
        "/settings/people/": (keeper, lambda: accounts.person(trader, "publisher")),
        "/settings/trail/": (keeper, lambda: accounts.person(trader, "publisher")),
        "/settings/register/": (auditor, lambda: notices.opened(authority)),
    }
    for address, (browser, more) in asked.items():
        more()
        for_one = queries(lambda: browser.get(address))  # noqa: B023 (asked at once)
        more()
        assert queries(lambda: browser.get(address)) == for_one  # noqa: B023 (asked at once)


def test_nonsense_in_an_address_is_no_failure(keeper):
    for address in PAGES:
        for value in ("\x00", "9" * 40, "'\"<b>", "2026-99-99", "9999-12-31", "a~b"):
            names = ("before", "after", "show", "kind", "person", "since", "until", "channel")
            page = keeper.get(address, **dict.fromkeys(names, value))
            assert page.status == 200, (address, value)
            assert "<b>" not in page.markup


def test_another_organisations_things_are_absent(keeper, authority):
    made = accounts.client(authority, "inbox:read")
    absent = (
        f"/settings/clients/{made.client.pk}/end/",
        f"/settings/people/{authority.administrator.pk}/",
        f"/settings/webhooks/{made.client.pk}/",
        f"/settings/subscriptions/{made.client.pk}/end/",
    )
    for address in absent:
        assert keeper.get(address).status == 404, address
