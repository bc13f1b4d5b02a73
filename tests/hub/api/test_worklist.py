"""The worklist over HTTP: the same filters and rights as on its page."""

import pytest

from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.factories import accounts, agreements, notices
from tests.factories.calling import Api

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def shown(trader, authority) -> None:
    scope = (Clause("/items", Form.PLAIN), Clause("/entry_office", Form.PLAIN))
    agreements.in_force(providers=[trader], recipients=[authority], scope=scope)


@pytest.fixture
def officer(authority) -> Api:
    person = accounts.person(authority, "officer", password=accounts.PASSWORD)
    api = Api()
    api.sign_in(person.email, accounts.PASSWORD)
    api.put("session/organisation", {"organisation": str(authority.id)})
    return api


def test_an_officer_finds_claims_and_acknowledges(shown, trader, authority, officer):
    notices.published(trader)
    assert officer.get("worklist", office="NL000511")[1]["items"] == []
    notices.opened(authority)
    status, answer = officer.get("worklist", office="NL000511", hs="6302", order="newest")
    assert status == 200
    (item,) = answer["items"]
    assert item["told"]["offices"] == ["NL000511"]
    assert officer.get("worklist")[1]["items"][0]["told"] is None
    chosen = {"deliveries": [item["delivery"]]}
    assert officer.post("worklist/claims", chosen) == (200, {"claimed": [item["delivery"]], "by_others": []})
    assert len(officer.get("worklist", claim="mine")[1]["items"]) == 1
    assert officer.get(f"inbox/{item['delivery']}/claims")[1]["items"][0]["until"] is None
    assert officer.post("worklist/claims/ended", chosen)[1] == {"given_back": [item["delivery"]]}
    done = officer.post("worklist/acknowledgements", chosen)[1]
    assert done == {"acknowledged": [item["delivery"]], "before": [], "unopened": []}
    assert officer.get("worklist")[1] == {"items": [], "next": None}
    days = officer.get("worklist/own-work", days="3")[1]["days"]
    assert [one["acknowledged"] for one in days] == [0, 0, 1]


def test_pages_follow_each_other(shown, trader, officer):
    numbers = [notices.published(trader, f"LRN{n}") for n in range(3)]
    first = officer.get("worklist", limit="2")[1]
    second = officer.get("worklist", limit="2", cursor=first["next"])[1]
    assert [one["notice"] for one in (*first["items"], *second["items"])] == numbers[::-1]
    assert second["next"] is None


def test_a_machine_assigns_and_claims_nothing_for_itself(shown, trader, authority):
    notices.published(trader)
    machine = Api(accounts.token(authority, "inbox:read", "inbox:assign"))
    chosen = {"deliveries": [machine.get("worklist")[1]["items"][0]["delivery"]]}
    assert machine.post("worklist/claims", chosen)[1]["code"] == "needs-person"
    person = accounts.person(authority, "officer")
    given = machine.post("worklist/assignments", {**chosen, "person": str(person.pk)})
    assert given == (200, {"assigned": chosen["deliveries"]})
    refused = machine.post("worklist/assignments", {**chosen, "person": NOBODY})
    assert (refused[0], refused[1]["code"]) == (422, "no-worker")


def test_views_are_kept(officer):
    view = {"name": "Rotterdam", "shared": True, "filters": {"office": "NL000511", "state": "open"}}
    status, kept = officer.post("worklist/views", view)
    assert (status, kept["filters"]) == (201, view["filters"])
    assert officer.get("worklist/views")[1]["items"] == [kept]
    assert officer.delete(f"worklist/views/{kept['id']}") == (204, None)
    assert officer.post("worklist/views", {**view, "name": "  "})[1]["code"] == "invalid-view"
