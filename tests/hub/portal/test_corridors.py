"""Corridors of one's own notices: counted, drawn, and nobody else's."""

import pytest

from hub.portal import worldmap
from tests.factories import accounts, notices
from tests.factories.calling import Api
from tests.hub.portal.browsing import queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def sent(trader, agreement):
    """Two notices along one corridor, and one along another."""
    for n, (dispatch, destination) in enumerate((("CN", "FR"), ("CN", "FR"), ("BR", "DE"))):
        notices.published(trader, f"WAY-{n}", dispatch_country=dispatch, destination_country=destination)


def test_ones_own_notices_are_counted_by_corridor_and_drawn(clerk, sent):
    page = clerk.get("/corridors/")
    assert "China France 2" in page.main()
    assert "Brazil Germany 1" in page.main()
    assert page.markup.count('class="world-way"') == 2
    assert "portal/world" in page.markup


def test_nobody_elses_are_not_even_those_received(officer, sent, authority):
    notices.opened(authority)
    page = officer.get("/corridors/")
    assert "None of your notices" in page.main()
    assert "China" not in page.main()


def test_machines_get_the_same_figures(trader, operator, sent):
    _, found = Api(accounts.token(trader, "notices:read")).get("corridors")
    assert found["corridors"][0] == {"dispatch": "CN", "destination": "FR", "notices": 2}
    other = accounts.member(operator, "trader", country="NL")
    assert Api(accounts.token(other, "notices:read")).get("corridors")[1]["notices"] == 0


def test_it_costs_the_same_however_many_notices_there_are(clerk, trader, sent):
    def look() -> None:
        assert clerk.get("/corridors/", days="nonsense").status == 200

    before = queries(look)
    notices.published(trader, "ONE-MORE")
    assert queries(look) == before


def test_the_map_knows_where_countries_lie_and_what_is_small_too():
    places = worldmap.places()
    assert {"FR", "NO", "US", "CN", "SG", "HK", "MT"} <= places.keys()
    assert all(0 <= x <= worldmap.WIDTH and 0 <= y <= worldmap.HEIGHT for x, y in places.values())
    assert places["BR"][0] < places["FR"][0] < places["CN"][0]
    assert places["NO"][1] < places["FR"][1] < places["ZA"][1]


def test_an_auditor_sees_it_and_a_stranger_is_sent_to_the_door(trader, sent):
    assert "China" in signed_in(trader, "auditor").get("/corridors/").main()
