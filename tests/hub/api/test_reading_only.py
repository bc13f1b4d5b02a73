"""Who may only read changes nothing: neither a delivery by opening it, nor the pipeline."""

import pytest

from exchange import pipeline
from tests.exchange.test_pipeline import inbox, publish
from tests.factories import accounts
from tests.factories.accounts import PASSWORD, Member
from tests.factories.calling import Api

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def person(of: Member, role: str) -> Api:
    api = Api()
    status, _ = api.sign_in(accounts.person(of, role, password=PASSWORD).email, PASSWORD)
    assert status == 200
    return api


def test_an_auditor_opens_over_the_api_only_what_was_delivered_before(
    trader: Member, authority: Member, agreement: object
) -> None:
    publish(trader)
    pipeline.route()
    auditor = person(authority, "auditor")
    _, listed = auditor.get("inbox")
    address = f"inbox/{listed['items'][0]['delivery']}"
    status, refused = auditor.get(address)
    assert (status, refused["code"]) == (403, "opening-delivers")
    assert auditor.get("feed")[0] == 403
    assert [one.state for one in inbox(authority)] == ["available"]
    assert person(authority, "officer").get(address)[0] == 200
    status, opened = auditor.get(address)
    assert (status, bool(opened["elements"])) == (200, True)


def test_routing_the_quarantined_again_takes_more_than_reading_them(operator: Member, trader: Member) -> None:
    again = "operations/quarantine/261125-0000-0000-0000/reprocess"
    for reader in (person(operator, "auditor"), Api(accounts.token(operator, "operations:read"))):
        assert reader.get("operations/quarantine")[0] == 200
        assert reader.post(again)[0] == 403
    for keeper in (person(operator, "administrator"), Api(accounts.token(operator, "operations:write"))):
        assert keeper.post(again)[0] == 404
    assert person(trader, "administrator").post(again)[0] == 403
