"""A person's language and time zone over the API: chosen, refused, and left to the browser again."""

import pytest

from tests.factories import accounts
from tests.factories.calling import Api

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
ADDRESS = "session/preferences"
UNSAID = {"language": "", "zone": ""}


def test_preferences_are_unsaid_chosen_and_left_to_the_browser_again(trader):
    person = accounts.person(trader, "publisher", password=accounts.PASSWORD)
    api = Api()
    api.sign_in(person.email, accounts.PASSWORD)
    assert api.get(ADDRESS) == (200, UNSAID)
    chosen = {"language": "fr", "zone": "Europe/Paris"}
    assert api.put(ADDRESS, chosen) == (200, chosen)
    assert api.get(ADDRESS) == (200, chosen)
    status, problem = api.put(ADDRESS, {"language": "xx", "zone": "Atlantis/Centre"})
    assert (status, [one["pointer"] for one in problem["errors"]]) == (422, ["/language", "/zone"])
    assert api.put(ADDRESS, UNSAID) == (200, UNSAID)


def test_a_machine_has_no_preferences(trader):
    machine = Api(accounts.token(trader, "notices:read"))
    assert machine.get(ADDRESS)[1]["code"] == "needs-person"
