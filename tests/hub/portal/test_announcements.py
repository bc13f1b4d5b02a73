"""Planned work and incidents: the operator announces, everybody reads, nobody else writes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from lxml import etree

from accounts import acting
from accounts.announcements import selectors, services
from accounts.announcements.models import Kind
from accounts.announcements.services import Announcing, Text
from tests.factories import accounts
from tests.factories.accounts import acting_for
from tests.factories.calling import Api
from tests.hub.portal.browsing import Browser, queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

_INCIDENT = {
    "affects": "webhooks",
    "title_en": "Webhooks are late",
    "title_fr": "Les webhooks ont du retard",
    "text_en": "We are looking into it.",
    "text_fr": "Nous cherchons la cause.",
}
_ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def keeper(operator) -> Browser:
    return signed_in(operator, "administrator")


def test_an_incident_is_told_to_everybody_from_its_report_to_its_end(keeper, clerk, operator):
    stranger = Browser()
    assert "Webhooks are late" not in clerk.get("/").text
    reported = keeper.post("/operations/announcements/incident/", **_INCIDENT)
    assert "It is on the status page" in reported.text
    (update,) = (one for one in reported.links("/operations/announcements/") if one.endswith("/update/"))
    page = stranger.get("/status/").main()
    for words in ("Going on now", "Webhooks are late", "We are looking into it."):
        assert words in page
    french = stranger.client.get("/status/", secure=True, headers={"Accept-Language": "fr"}).content.decode()
    assert "Nous cherchons la cause." in french
    line = clerk.get("/inbox/")
    assert "Incident: Webhooks are late." in line.main()
    assert "Webhooks are late" not in stranger.get("/").text, "a line is for those who are signed in"
    keeper.post(update, text_en="A part is being fitted.", text_fr="Une pièce est remplacée.")
    end = update.replace("/update/", "/end/")
    keeper.post(end, text_en="It works again.", text_fr="Tout fonctionne.")
    page = stranger.get("/status/").main()
    assert "Going on now" not in page
    assert (
        page.index("It works again.") < page.index("A part is being fitted.") < page.index("We are looking")
    )
    assert "Webhooks are late" not in clerk.get("/").text
    assert keeper.get(end).status == 404, "what is over cannot be ended again"
    feed = etree.fromstring(stranger.client.get("/status/fr/feed.atom", secure=True).content)
    assert str(feed.findtext(f"{_ATOM}id")).startswith("http"), "an identifier is an absolute IRI"
    assert [one.findtext(f"{_ATOM}summary") for one in feed.iter(f"{_ATOM}entry")] == [
        "<p>Tout fonctionne.</p>",
        "<p>Une pièce est remplacée.</p>",
        "<p>Nous cherchons la cause.</p>",
    ]
    told = stranger.client.get("/api/v1/status", secure=True).json()["announcements"]
    assert [(one["state"], len(one["updates"])) for one in told] == [("resolved", 3)]


def test_planned_work_is_coming_then_goes_on_then_is_history(operator, clerk):
    hour = timedelta(hours=1)
    with acting_for(operator):
        at = acting.transaction_time()
        wanted = Announcing(
            Kind.WORK, ["pages"], Text("Move", "Transfert"), Text("a", "b"), at + hour, at + 3 * hour
        )
        made = services.announce(wanted=wanted, by=operator.caller, at=at)
        for moment, place in ((at, "coming"), (at + 2 * hour, "current"), (at + 4 * hour, "past")):
            board = selectors.board(at=moment)
            assert [one.announcement.pk for one in getattr(board, place)] == [made.pk]
            assert len(board.every()) == 1
            assert bool(selectors.current(at=moment)) == (place == "current")
        assert selectors.board(at=at + timedelta(days=91)).every() == []
    assert "Move" not in clerk.get("/").text, "it has not begun"
    api = Api(accounts.token(operator, "operations:write"))
    said = {"text": {"en": "Not today.", "fr": "Pas aujourd'hui."}}
    assert api.post(f"operations/announcements/{made.pk}/end", said)[1]["state"] == "cancelled"
    status, problem = api.post(f"operations/announcements/{made.pk}/end", said)
    assert (status, problem["code"]) == (409, "wrong-state")


def test_nobody_else_announces(trader, clerk, authority, keeper, operator):
    chief = signed_in(authority, "administrator")
    for address in ("/operations/announcements/", "/operations/announcements/incident/"):
        assert clerk.get(address).status == chief.get(address).status == 403
    assert Api(accounts.token(trader, "accounts:write")).post("operations/announcements", {})[0] == 403
    keeper.post("/operations/announcements/incident/", **_INCIDENT)
    insert = (
        "INSERT INTO announcements_update (id, announcement_id, at, text_en, text_fr)"
        " SELECT gen_random_uuid(), id, now(), 'x', 'x' FROM announcements_announcement"
    )
    for actor in (lambda: acting.as_organisation(trader.id), acting.as_nobody):
        with pytest.raises(DatabaseError, match="row-level security"), actor():
            acting.connection().cursor().execute(insert)
        with actor(), acting.connection().cursor() as cursor:
            cursor.execute("UPDATE announcements_announcement SET ends_at = now()")
            assert cursor.rowcount == 0


def test_faults_stand_at_their_fields_and_many_announcements_cost_the_same(keeper):
    page = keeper.post(
        "/operations/announcements/work/",
        **{**_INCIDENT, "title_fr": " "},
        starts_at="2031-01-02T10:00",
        ends_at="2031-01-02T09:00",
    )
    assert "This field is required" in page.main()
    page = keeper.post(
        "/operations/announcements/work/",
        **_INCIDENT,
        starts_at="2031-01-02T10:00",
        ends_at="2031-01-02T09:00",
    )
    assert 'href="#id_ends_at"' in page.markup

    def look() -> None:
        assert keeper.get("/operations/announcements/").status == 200
        assert keeper.get("/status/").status == 200

    keeper.post("/operations/announcements/incident/", **_INCIDENT)
    before = queries(look)
    for _ in range(3):
        keeper.post("/operations/announcements/incident/", **_INCIDENT)
    assert queries(look) == before
