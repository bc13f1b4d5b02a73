"""Asking to join: nothing reaches the operator unconfirmed, nothing is done twice, no stranger learns who is here."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail

from accounts import acting
from accounts.joining import door, services
from accounts.joining.models import JoinRequest
from accounts.organisations.models import Organisation
from hub.limits import WINDOWS
from tests.factories import accounts
from tests.factories.accounts import acting_for
from tests.hub.portal.browsing import Browser, Page, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

_ASKED = {
    "name": "Northern Reefers",
    "kind": "trader",
    "country": "DK",
    "scheme": "gln",
    "value": "5790000000005",
    "contact_name": "Ada Holm",
    "contact_email": "ada@reefers.example",
    "reason": "We carry frozen fish.",
    "consent": "on",
}


@pytest.fixture(autouse=True)
def _shares() -> Iterator[None]:
    WINDOWS.clear()
    yield
    WINDOWS.clear()


@pytest.fixture
def keeper(operator) -> Browser:
    return signed_in(operator, "administrator")


def _link() -> str:
    """The way in the last letter."""
    found = re.search(r"https?://[^/]+(/join/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def _open_for(keeper: Browser) -> list[str]:
    return keeper.get("/members/onboarding/").links("/members/requests/")


def test_a_request_becomes_a_member_whose_administrator_can_sign_in(keeper, operator):
    stranger = Browser()
    assert "Look into your mailbox" in stranger.post("/join/", **_ASKED).main()
    assert _open_for(keeper) == [], "nobody has read the mail yet"
    confirm = _link()
    assert "We carry frozen fish." in stranger.get(confirm).main()
    assert _open_for(keeper) == [], "programs look at links, and press no button"
    for _ in range(2):
        assert "Your request is with the operator" in stranger.post(confirm).main()
    (request,) = _open_for(keeper)
    assert "1 request to join waits for you" in keeper.get("/").main()
    assert "Onboarding 1 waiting for you" in keeper.get("/members/").main()
    keeper.post(f"{request}ask/", text="Which ports?")
    assert "to join" not in keeper.get("/").main(), "it waits for the stranger now"
    assert stranger.get(confirm).status == 410, "a later link replaces it"
    answer = _link()
    assert "Which ports?" in stranger.get(answer).main()
    for _ in range(2):
        assert "Your request is with the operator" in stranger.post(answer, text="Esbjerg.").main()
    page = keeper.get(request)
    assert page.main().count("Esbjerg.") == 1
    given = {"region": "EUR", "administrator": "Ada Holm", "email": "ada@reefers.example"}
    assert "is a member now" in keeper.post(f"{request}admit/", **given).text
    assert keeper.post(f"{request}admit/", **given).status == 404
    with acting_for(operator):
        made = Organisation.objects.get(name="Northern Reefers")
        assert made.identifiers.get().value == "5790000000005"
        assert made.memberships.get().person.email == "ada@reefers.example"
    assert "set a password" in str([letter.body for letter in mail.outbox[-2:]])


def test_an_administrator_who_is_on_the_hub_already_is_told_and_the_operator_too(keeper, trader):
    Browser().post("/join/", **_ASKED)
    Browser().post(_link())
    (request,) = _open_for(keeper)
    known = trader.administrator.email
    given = {"region": "EUR", "administrator": "Somebody", "email": known.upper()}
    said = keeper.post(f"{request}admit/", **given).text
    assert f"{known} belongs to somebody who is on the hub already" in said
    letters = {letter.to[0]: str(letter.body) for letter in mail.outbox[-2:]}
    assert letters.keys() == {known, _ASKED["contact_email"]}
    assert "Northern Reefers is a member of the Exchange Hub now, and you are its first" in letters[known]


def test_who_is_a_member_cannot_be_learnt_by_asking(keeper, operator, trader):
    accounts.member(operator, name="Held", country="DK", identifiers=[("gln", "5790000000005")])
    answers = set[str]()
    for asked in (
        {"name": "Nobody knows it", "value": "5790000000012"},
        {"name": "Held"},
        {"contact_email": trader.administrator.email},
        {"contact_email": trader.administrator.email.upper()},
    ):
        page = Browser().post("/join/", **{**_ASKED, **asked})
        answers.add(page.main())
    assert len(answers) == 1
    assert len(mail.outbox) == 4
    assert {letter.subject for letter in mail.outbox} == {"Confirm your request to join"}


def test_asking_again_doubles_nothing_and_fills_no_mailbox(keeper):
    for _ in range(2):
        Browser().post("/join/", **_ASKED)
    earlier, later = (re.search(r"/join/\S+", str(letter.body))[0] for letter in mail.outbox)
    assert Browser().get(earlier).status == 410
    Browser().post(later)
    Browser().post("/join/", **{**_ASKED, "reason": "Let me in."})
    assert mail.outbox[-1].subject == "Your request to join is with the operator"
    Browser().post("/join/", **_ASKED)
    assert len(mail.outbox) == 3, "an address gets three letters a day"
    (request,) = _open_for(keeper)
    assert "We carry frozen fish." in keeper.get(request).main()
    assert "refused" in keeper.post(f"{request}refuse/", reason="For customs matters alone.").text
    assert "For customs matters alone." in str(mail.outbox[-1].body)
    assert _open_for(keeper) == []


def test_numbers_are_checked_by_their_own_rule_and_faults_stand_at_their_fields():
    page = Browser().post("/join/", **{**_ASKED, "value": "5790000000004", "consent": ""})
    assert page.status == 422
    assert 'href="#id_consent"' in page.markup
    page = Browser().post("/join/", **{**_ASKED, "value": "5790000000004"})
    assert 'href="#id_value"' in page.markup
    page = Browser().post("/join/", **{**_ASKED, "scheme": ""})
    assert (page.status, 'href="#id_scheme"' in page.markup) == (422, True), "no number is lost silently"
    assert mail.outbox == []


def test_a_link_that_is_over_confirms_nothing_and_what_was_not_confirmed_is_erased(keeper, engines):
    Browser().post("/join/", **_ASKED)
    link = _link()
    secret = link.split("/")[-2]
    with door.by_link(secret):
        at = acting.transaction_time() + services.CONFIRMED_WITHIN
        JoinRequest.objects.update(link_until=acting.transaction_time())
    for page in (Browser().get(link), Browser().post(link), Browser().get("/join/confirm/made-up/")):
        assert (page.status, "does not work any more" in page.main()) == (410, True)
        assert (page.links("/join/"), "overview" in page.main()) == (["/join/"], False)
    with acting.as_pipeline():
        assert services.forget(at=at - timedelta(days=4)) == 0
        assert services.forget(at=at) == 1


def test_requests_are_the_operators_alone(keeper, operator, trader, clerk):
    Browser().post("/join/", **_ASKED)
    Browser().post(_link())
    (request,) = _open_for(keeper)
    chief = signed_in(trader, "administrator")
    for way in ("", "admit/", "ask/", "refuse/"):
        assert chief.get(f"{request}{way}").status == 403
        assert _door(Browser().client.get(f"{request}{way}", secure=True))
    for actor in (lambda: acting.as_organisation(trader.id), acting.as_nobody):
        with actor():
            assert JoinRequest.objects.count() == 0
    for _ in range(12):
        last: Page = Browser().get("/join/confirm/guessed/")
    assert last.status == 429


def _door(answer) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
