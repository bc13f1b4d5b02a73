"""Each page in its reader's language and zone: as chosen, else as the browser says."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone

from tests.factories import accounts, notices
from tests.factories.accounts import PASSWORD
from tests.factories.calling import Api
from tests.hub.portal.browsing import Browser, sign_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

SHOWN = Template("{% load portal %}{{ at|when }} / {{ at|short_when }}")


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("UTC", "25 Dec 2025, 23:30 UTC"),
        ("Europe/Brussels", '26 Dec 2025, 00:30 CET <span class="beside">25 Dec, 23:30 UTC</span>'),
        ("Asia/Kolkata", '26 Dec 2025, 05:00 IST <span class="beside">25 Dec, 23:30 UTC</span>'),
        ("America/Lima", '25 Dec 2025, 18:30 -05 <span class="beside">23:30 UTC</span>'),
    ],
)
def test_a_moment_is_told_in_the_readers_zone_with_utc_beside_it(zone, told):
    with timezone.override(zone):
        said = SHOWN.render(Context({"at": datetime(2025, 12, 25, 23, 30, tzinfo=UTC)}))
    assert f'<time datetime="2025-12-25T23:30:00+00:00">{told}</time>' in said


def test_the_chosen_zone_holds_on_every_page_and_the_browsers_until_one_is_chosen(
    authority, trader, agreement
):
    notices.published(trader)
    browser = sign_in(authority.administrator)
    browser.post("/organisations/", organisation=str(authority.id))
    assert " CET" not in browser.get("/inbox/").main()
    browser.client.cookies["hub_zone"] = "Asia/Kolkata"
    assert " IST" in browser.get("/inbox/").main()
    kept = browser.post("/preferences/", language="", zone="Africa/Lagos")
    assert "Saved." in kept.text
    assert " WAT" in browser.get("/inbox/").main()
    browser.client.cookies["hub_zone"] = "../../etc/passwd"
    assert browser.post("/preferences/", language="", zone="").status == 200
    assert "UTC" in browser.get("/inbox/").main()


def test_what_is_no_zone_or_language_is_refused_by_its_field(trader):
    page = sign_in(trader.administrator).post("/preferences/", language="xx", zone="Mars/Olympus")
    assert page.status == 422
    assert page.main().count("is not one of the available choices") == 4


def test_a_person_chooses_over_the_api_too(trader):
    api = Api()
    accounts.set_password(trader.administrator)
    api.sign_in(trader.administrator.email, PASSWORD)
    assert api.get("session/preferences")[1] == {"language": "", "zone": ""}
    chosen = {"language": "en", "zone": "Europe/Paris"}
    assert api.put("session/preferences", chosen)[1] == chosen
    status, problem = api.put("session/preferences", {"language": "en", "zone": "Mars/Olympus"})
    assert (status, problem["errors"][0]["pointer"]) == (422, "/zone")


def test_a_language_is_taken_at_once_and_leads_nowhere_else(trader):
    stranger = Browser()
    answer = stranger.client.post("/language/", {"language": "en", "next": "//evil.example/"}, secure=True)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert answer.cookies["django_language"].value == "en"
    answer = stranger.client.post("/language/", {"language": "xx", "next": "/status/"}, secure=True)
    assert answer["Location"] == "/status/"
    assert "django_language" not in answer.cookies
