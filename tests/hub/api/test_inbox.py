"""The inbox over the API: what never became available is found, and asked for, there."""

import pytest

from accounts.organisations import services as members
from exchange import pipeline
from tests.conftest import sample
from tests.exchange.races import acting_at_once as race
from tests.factories import accounts, agreements
from tests.factories.accounts import Member, acting_for
from tests.factories.calling import Api

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def operator(transactional_db: None) -> Member:
    return accounts.operator()


@pytest.fixture
def authority(operator: Member) -> Member:
    return accounts.member(operator, "authority", country="FR")


@pytest.fixture
def trader(operator: Member, authority: Member) -> Member:
    made = accounts.member(operator, "trader")
    accounts.standing(made, by=authority)
    return made


def test_a_cancellation_withheld_from_a_suspended_member_is_listed_and_asked_for_once_it_is_back(
    operator: Member, authority: Member, trader: Member
) -> None:
    agreements.in_force(providers=[trader], recipients=[authority])
    for n in (1, 2):
        race.publish(trader, f"LRN{n}", sample("advance_cargo") | {"ucr": f"5DE111222333-{n}"})
    pipeline.route()
    race.feed(authority, 0)
    with acting_for(operator) as at:
        members.suspend(organisation=authority.organisation, reason="audit", by=operator.caller, at=at)
    for n in (1, 2):
        race.cancel(trader, f"LRN{n}", replaces=1)
    pipeline.route()
    with acting_for(operator) as at:
        members.resume(organisation=authority.organisation, reason="done", by=operator.caller, at=at)
    api = Api(accounts.token(authority, "inbox:read", "inbox:acknowledge"))
    assert [one["kind"] for one in api.get("inbox")[1]["items"]] == ["content"] * 2
    _, page = api.get("inbox", state="withheld", limit=1)
    _, rest = api.get(page["next"].removeprefix("/api/v1/"))
    found = page["items"] + rest["items"]
    assert [(one["kind"], one["position"], one["version"]) for one in found] == [
        ("cancellation", None, 2)
    ] * 2
    assert found[0]["delivery"] != found[1]["delivery"]
    assert rest["next"] is None
    assert api.post(f"inbox/{found[0]['delivery']}/replay")[0] == 202
    pipeline.reconsider()
    assert api.get("inbox")[1]["items"][0]["delivery"] == found[0]["delivery"]
    assert len(api.get("inbox", state="withheld")[1]["items"]) == 1
