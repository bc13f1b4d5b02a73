"""Subscriptions over the API."""

import pytest

from tests.factories import accounts
from tests.factories.accounts import Member
from tests.factories.calling import Api

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def operator(db: None) -> Member:
    return accounts.operator()


@pytest.fixture
def api(operator: Member) -> Api:
    return Api(accounts.token(accounts.member(operator, "authority"), "subscriptions:write"))


def test_a_subscription_is_begun_read_and_ended(api: Api, operator: Member) -> None:
    wish = {
        "purpose": "revenue",
        "types": ["advance_cargo"],
        "filter": [{"path": "/destination_country", "any_of": ["FR"]}],
        "channels": ["feed", "webhook"],
    }
    status, begun = api.post("subscriptions", wish)
    assert (status, {name: begun[name] for name in wish}, begun["ended"]) == (201, wish, None)
    address = f"subscriptions/{begun['id']}"
    assert api.get(address) == (200, begun)
    assert api.get("subscriptions")[1]["items"] == [begun]
    stranger = Api(accounts.token(accounts.member(operator), "subscriptions:write"))
    assert stranger.get(address)[0] == stranger.delete(address)[0] == 404
    status, ended = api.delete(address)
    assert (status, ended["ended"] is not None) == (200, True)
    status, problem = api.delete(address)
    assert (status, problem["code"]) == (409, "already-ended")


def test_what_is_left_out_is_everything_to_the_inbox(api: Api) -> None:
    status, begun = api.post("subscriptions", {})
    assert status == 201
    assert (begun["purpose"], begun["types"], begun["filter"], begun["channels"]) == (None, [], [], ["inbox"])


def test_the_one_that_always_was_is_there_until_it_is_ended(api: Api) -> None:
    assert api.get("subscriptions/always") == (200, {"ended": None})
    status, ended = api.delete("subscriptions/always")
    assert status == 200
    assert api.get("subscriptions/always") == (200, ended)
    assert api.delete("subscriptions/always")[0] == 409
    assert api.get("subscriptions")[1]["items"] == []


def test_every_fault_of_a_wish_is_told_with_its_pointer(api: Api) -> None:
    status, problem = api.post(
        "subscriptions", {"types": ["gossip"], "filter": [{"path": "/nowhere", "any_of": ["x"]}]}
    )
    assert (status, problem["code"]) == (422, "invalid-subscription")
    assert {(fault["pointer"], fault["code"]) for fault in problem["errors"]} == {
        ("/types/0", "unknown-type"),
        ("/filter/0/path", "no-such-element"),
    }


def test_a_digest_looks_at_no_element(api: Api) -> None:
    assert api.post("subscriptions", {"channels": ["digest"]})[0] == 201
    element = {"path": "/transport/mode", "any_of": ["1"]}
    status, problem = api.post("subscriptions", {"channels": ["digest"], "filter": [element]})
    assert status == 422
    assert ("/filter", "digest-takes-no-filter") in {
        (fault["pointer"], fault["code"]) for fault in problem["errors"]
    }


def test_reading_takes_a_scope_that_gives_it(operator: Member) -> None:
    api = Api(accounts.token(accounts.member(operator), "inbox:read"))
    assert api.get("subscriptions")[0] == 403
    assert api.post("subscriptions", {})[0] == 403
