"""What a reader may not see changes nothing that the reader sees, and is not found by guessing at it."""

import re

import pytest

from tests.factories import notices
from tests.hub.portal.browsing import Browser

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

# Names and moments: what differs between any two notices.
_ITS_OWN = re.compile(r"\d{6}(-\w{4}){3}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d\d:\d\d(:\d\d)?")
# By the worklist's filters, what the agreement of these tests hides of the notice.
_HIDDEN = {
    "office": "NL000511",
    "mode": "1",
    "voyage": "MD647W",
    "loading": "CNNGB",
    "party": "Noordzee Retail",
    "arrives": "168",
    "departs": "past",
    "q": "6NL854120099-PO-77120",
}
_GUESSED = {"mode": "4", "arrives": "past", "departs": "168"}


def _pages(officer: Browser, delivery: str) -> list[str]:
    """The pages about one delivery, without what it is called and when it came."""
    addresses = (delivery, f"{delivery}timeline/", f"{delivery}reply/hold/")
    return [_ITS_OWN.sub("_", officer.get(address).main()) for address in addresses]


def test_two_notices_that_differ_in_what_is_hidden_look_the_same(trader, agreement, officer):
    notices.published(trader, "ONE")
    sample = notices.sample()
    hidden = {
        "consignee": {**sample["consignee"], "name": "Somebody else"},
        "transport": {**sample["transport"], "conveyance_reference": "XX1"},
        "ucr": "6NL854120099-PO-OTHER",
        "notify": None,
        "totals": None,
    }
    notices.published(trader, "ANOTHER", **hidden)
    one, another = officer.get("/inbox/").deliveries()
    first, second = _pages(officer, one), _pages(officer, another)
    assert "Cotton bed linen" in first[0]
    assert first == second


def test_what_is_hidden_is_found_no_more_than_what_is_not_there(published, officer, authority):
    notices.opened(authority)
    assert published in officer.get("/inbox/", hs="63").main()
    for name, value in _HIDDEN.items():
        right = officer.get("/inbox/", **{name: value}).main()
        wrong = officer.get("/inbox/", **{name: _GUESSED.get(name, "ZZ999")}).main()
        assert (published in right) == (published in wrong), name
