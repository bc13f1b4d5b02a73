"""The operator's pages: every stage of one notice, and how the hub is doing, without an element of any content."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts import acting
from accounts.trail.models import Entry
from exchange import pipeline
from exchange.deliveries import router
from exchange.deliveries.channels.webhook import services as webhooks
from exchange.deliveries.channels.webhook.models import Dispatch, Endpoint
from exchange.routing import engine
from tests.factories import accounts, agreements, notices
from tests.factories.accounts import Member, acting_for
from tests.factories.calling import Api
from tests.hub.portal.browsing import queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
PAGES = ("/pipeline/", "/operations/notices/", "/operations/health/")


@pytest.fixture
def keeper(operator):
    """An administrator of the operator's at the portal."""
    return signed_in(operator, "administrator")


@pytest.fixture
def stuck(trader, agreement, monkeypatch) -> str:
    """The number of a notice whose routing failed until it was set aside."""
    monkeypatch.setattr(router, "_BACK_OFF", timedelta(0))
    with monkeypatch.context() as patch:
        patch.setattr(engine, "route", lambda *_, **__: 1 / 0)
        number = notices.published(trader)
        for _ in range(router.MOST_ATTEMPTS):
            pipeline.route()
    return number


def test_a_notice_is_shown_at_every_stage_and_nothing_of_what_it_says(keeper, authority, trader, published):
    notices.opened(authority)
    page = keeper.get(f"/operations/notices/{published}/")
    text = page.main()
    for words in (
        "Accepted",
        "Routed",
        authority.organisation.name,
        "opened in the inbox",
        "Nobody has replied",
    ):
        assert words in text
    said = notices.sample()
    for value in (said["consignor"]["name"], said["items"][0]["description"], said["items"][0]["hs_code"]):
        assert value not in page.markup
    assert "LRN1" not in page.markup, "a publisher's reference is its own"


def test_the_list_leads_to_the_notice_and_narrows(keeper, trader, published):
    page = keeper.get("/operations/notices/")
    assert f"/operations/notices/{published}/" in page.markup
    assert trader.organisation.name in page.main()
    assert "No version like this" in keeper.get("/operations/notices/", state="quarantined").main()
    assert "No version like this" in keeper.get("/operations/notices/", type="hold").main()
    assert keeper.get("/operations/notices/NONE/").status == 404


def test_a_number_that_is_typed_leads_to_its_notice_or_stays_with_a_word(keeper, clerk, published):
    found = keeper.client.get("/operations/notices/find/", {"number": published.lower()}, secure=True)
    assert found["Location"] == f"/operations/notices/{published}/"
    for typed in ("261125-NONE", "a b!"):
        back = keeper.client.get("/operations/notices/find/", {"number": typed}, secure=True, follow=True)
        markup = back.content.decode()
        assert (back.status_code, "No notice has this number." in markup) == (200, True)
        assert f'value="{typed}"' in markup
    for typed in (published, "261125-NONE"):
        assert clerk.get("/operations/notices/find/", number=typed).status == 403


@pytest.mark.parametrize(
    "address", [*PAGES, "/operations/notices/{number}/", "/operations/notices/{number}/again/"]
)
def test_nobody_else_sees_any_of_it(clerk, officer, trader, published, address):
    for browser in (clerk, officer, signed_in(trader, "administrator")):
        page = browser.get(address.format(number=published))
        assert page.status == 403
        assert published not in page.main()


def test_the_database_refuses_whoever_is_not_the_operator(trader, published):
    for statement in (
        "SELECT hub_trace('X')",
        "SELECT * FROM hub_recent_notices(null, '', null, '', 1)",
        "SELECT * FROM hub_throughput(1, gen_random_uuid(), gen_random_uuid())",
        "SELECT * FROM hub_oldest_work()",
        "SELECT * FROM hub_troubled_endpoints()",
        "SELECT * FROM hub_dead_letters()",
        "SELECT hub_resend_dead('X')",
        "SELECT * FROM hub_member_stops(gen_random_uuid())",
        "SELECT * FROM hub_replies_traced(gen_random_uuid())",
    ):
        with pytest.raises(Exception, match="for the operator"), acting.as_organisation(trader.id):
            acting.connection().cursor().execute(statement)


def test_what_was_set_aside_is_processed_again_with_its_reason_on_record(keeper, operator, authority, stuck):
    assert "1 version was set aside: its routing failed" in keeper.get("/").main()
    page = keeper.get("/pipeline/").main()
    assert "Something needs a person" in page
    assert "ZeroDivisionError" in page
    address = f"/operations/notices/{stuck}/again/"
    assert "It is tried again only by hand." in keeper.get(f"/operations/notices/{stuck}/").main()
    confirm = keeper.get(address).main()
    assert "1 version that was set aside is routed again" in confirm
    assert "This field is required" in keeper.post(address, reason="").main()
    done = keeper.post(address, reason="The engine was mended.")
    assert "1 version is routed again." in done.text
    pipeline.route()
    assert authority.organisation.name in keeper.get(f"/operations/notices/{stuck}/").main()
    assert keeper.get(address).status == 404
    with acting_for(operator):
        entry = Entry.objects.get(action="reprocessed")
    assert (entry.reason, entry.values["number"]) == ("The engine was mended.", stuck)


def test_a_dead_letter_is_offered_again_only_once_its_webhook_takes_messages(
    keeper, operator, trader, authority, agreement
):
    with acting_for(authority) as at:
        vetted = webhooks.VettedUrl("https://93.184.215.14/in")
        endpoint = webhooks.register(address=vetted, by=authority.caller, at=at).endpoint
    number = notices.published(trader)
    with acting.as_pipeline():
        assert Dispatch.objects.update(state="dead") == 1
    turn(webhooks.disable, endpoint, authority)
    address = f"/operations/notices/{number}/"
    page = keeper.get(address)
    assert f"An administrator of {authority.organisation.name} must enable it first." in page.main()
    assert "again/" not in page.markup
    assert keeper.get(f"{address}again/").status == 409
    again = f"operations/quarantine/{number}/reprocess"
    api = Api(accounts.token(operator, "operations:write"))
    status, problem = api.post(again, {"reason": "The receiver is well again."})
    assert (status, problem["code"], problem["recipients"]) == (
        409,
        "webhook-not-active",
        [str(authority.id)],
    )
    assert "93.184.215.14 is disabled" in problem["detail"]
    turn(webhooks.enable, endpoint, authority)
    assert "again/" in keeper.get(address).markup
    assert "1 dead letter is sent again" in keeper.get(f"{address}again/").main()
    assert api.post(again, {"reason": "The receiver is well again."})[1]["messages"] == 1
    assert api.post(again, {"reason": "And once more."})[0] == 404


def test_what_waits_for_a_disabled_webhook_is_not_late(keeper, trader, authority, agreement):
    with acting_for(authority) as at:
        vetted = webhooks.VettedUrl("https://93.184.215.14/in")
        endpoint = webhooks.register(address=vetted, by=authority.caller, at=at).endpoint
    notices.published(trader)
    with acting.as_pipeline():
        assert Dispatch.objects.update(next_try=at - timedelta(hours=1)) == 1
    assert "Something is late" in keeper.get("/pipeline/").main()
    assert "1 Webhook messages to send The oldest for 60 min." in keeper.get("/operations/health/").main()
    turn(webhooks.disable, endpoint, authority)
    page = keeper.get("/pipeline/").main()
    assert "Something is late" not in page
    assert "Webhooks due 1 To be sent now, or once their endpoint is enabled again." in page


def turn(act: Callable[..., object], endpoint: Endpoint, of: Member) -> None:
    with acting_for(of) as at:
        act(endpoint=endpoint.id, by=of.caller, at=at)


def test_an_idle_hub_is_calm(keeper, published):
    assert "Quiet: nothing waits" in keeper.get("/pipeline/").main()
    assert "sign-wait" not in keeper.get("/pipeline/").markup
    health = keeper.get("/operations/health/").main()
    assert "Nothing was given up." in health
    assert "Every webhook takes what is sent to it." in health
    assert "The figures as a table" in health


def test_an_auditor_of_the_operator_reads_and_does_nothing_again(operator, stuck):
    auditor = signed_in(operator, "auditor")
    page = auditor.get(f"/operations/notices/{stuck}/")
    assert page.status == 200
    assert "again/" not in page.markup
    assert auditor.post(f"/operations/notices/{stuck}/again/", reason="Why not.").status == 403


def test_the_pages_cost_the_same_however_much_there_is(keeper, published, publish):
    def look() -> None:
        for address in PAGES:
            assert keeper.get(address).status == 200

    before = queries(look)
    publish(6)
    assert queries(look) == before


def test_a_notice_costs_the_same_however_many_receive_it(keeper, operator, trader, authority, agreement):
    few = notices.published(trader, "FEW")
    before = queries(lambda: keeper.get(f"/operations/notices/{few}/"))
    others = [accounts.member(operator, "authority", country=country) for country in ("NL", "BE")]
    agreements.in_force(providers=[trader], recipients=others)
    many = notices.published(trader, "MANY")
    assert queries(lambda: keeper.get(f"/operations/notices/{many}/")) == before
