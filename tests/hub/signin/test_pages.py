"""People at the door: the pages, the link by mail, the second factor, and the same door over the API."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client

from accounts import acting
from tests.factories import accounts
from tests.factories.accounts import PASSWORD, Member
from tests.factories.calling import Api

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def operator(db: None) -> Member:
    return accounts.operator()


@pytest.fixture
def trader(operator: Member) -> Member:
    trader = accounts.member(operator)
    accounts.set_password(trader.administrator)
    return trader


def _sign_in(client: Client, email: str, password: str) -> str:
    answer = client.post("/accounts/login/", {"login": email, "password": password}, secure=True)
    return answer.headers.get("Location", "")


def test_a_person_signs_in_on_the_page_and_the_api_knows_the_session(trader: Member) -> None:
    client = Client()
    assert client.get("/accounts/login/", secure=True).status_code == 200
    assert _sign_in(client, trader.administrator.email, "wrong") == ""
    assert _sign_in(client, trader.administrator.email.upper(), PASSWORD) == "/"
    session = client.get("/api/v1/session", secure=True).json()
    assert session["person"]["id"] == str(trader.administrator.pk)
    assert session["organisation"] == str(trader.id)
    assert client.post("/accounts/logout/", secure=True).status_code == 302
    assert client.get("/api/v1/session", secure=True).json()["person"] is None


def test_nobody_signs_up(operator: Member) -> None:
    form = {"email": "new@hub.example", "password1": PASSWORD, "password2": PASSWORD}
    assert b"closed" in Client().post("/accounts/signup/", form, secure=True).content.lower()


def test_an_invited_person_sets_a_password_through_the_link_once(trader: Member) -> None:
    api = Api()
    api.sign_in(trader.administrator.email, PASSWORD)
    invitation = {"email": "grace@hub.example", "name": "Grace", "roles": ["publisher"]}
    status, made = api.post("people", invitation)
    assert (status, made["initial_password"], made["link_sent"]) == (201, None, True)
    (message,) = mail.outbox
    assert message.to == ["grace@hub.example"]
    link = re.search(r"https://testserver(/\S+)", message.body)
    assert link is not None

    client = Client()
    page = client.get(link[1], secure=True)
    new = {"password1": "a long new password", "password2": "a long new password"}
    assert client.post(page.headers["Location"], new, secure=True).status_code == 302
    assert _sign_in(Client(), "grace@hub.example", "a long new password") == "/"
    used = Client().get(link[1], secure=True, follow=True)
    assert b"password1" not in used.content


def test_a_second_factor_is_asked_for_on_the_page_and_over_the_api(trader: Member, settings: Any) -> None:
    # The half minute of a code may end while it is on its way.
    settings.MFA_TOTP_TOLERANCE = 1
    secret = totp.generate_totp_secret()
    with acting.as_person(trader.administrator.pk):
        totp.TOTP.activate(trader.administrator, secret)
    email = trader.administrator.email
    assert _sign_in(Client(), email, PASSWORD) == "/accounts/2fa/authenticate/"
    assert Api().sign_in(email, PASSWORD)[1]["code"] == "second-factor-needed"
    assert Api().sign_in(email, PASSWORD, code="000000")[1]["code"] == "wrong-code"
    *_, counter = totp.yield_hotp_counters_from_time()
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    person = Api()
    assert person.sign_in(email, PASSWORD, code=code)[0] == 200
    assert person.get("organisations")[0] == 200
    assert Api().sign_in(email, PASSWORD, code=code)[1]["code"] == "wrong-code"


@pytest.mark.parametrize(
    "page", ["password/change/", "2fa/", "sessions/", "email/", "reauthenticate/", "logout/"]
)
def test_a_signed_in_person_reaches_every_page_of_the_account(trader: Member, page: str) -> None:
    client = Client()
    _sign_in(client, trader.administrator.email, PASSWORD)
    assert client.get(f"/accounts/{page}", secure=True).status_code == 200


@pytest.mark.parametrize(
    "page", ["login/", "password/reset/", "password/reset/done/", "signup/", "inactive/"]
)
def test_a_stranger_reaches_the_pages_of_the_door(operator: Member, page: str) -> None:
    assert Client().get(f"/accounts/{page}", secure=True).status_code == 200


def test_a_password_is_changed_and_other_sessions_end(trader: Member) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        _sign_in(client, trader.administrator.email, PASSWORD)
    form = {
        "oldpassword": PASSWORD,
        "password1": "quite another password",
        "password2": "quite another password",
    }
    assert here.post("/accounts/password/change/", form, secure=True).status_code == 302
    assert elsewhere.get("/api/v1/session", secure=True).json()["person"] is None
    assert _sign_in(Client(), trader.administrator.email, "quite another password") == "/"


def test_a_second_factor_is_set_up_after_the_password_is_given_again(trader: Member) -> None:
    client = Client()
    _sign_in(client, trader.administrator.email, PASSWORD)
    page = "/accounts/2fa/totp/activate/"
    asked = client.get(page, secure=True)
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    again = client.post(asked.headers["Location"], {"password": PASSWORD}, secure=True)
    assert again.headers["Location"] == page
    assert client.get(page, secure=True).status_code == 200


def test_a_person_is_made_even_when_the_link_cannot_be_sent_and_it_is_sent_again_later(
    trader: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = Api()
    api.sign_in(trader.administrator.email, PASSWORD)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.message.EmailMessage.send", _no_server)
        invitation = {"email": "grace@hub.example", "name": "Grace", "roles": ["publisher"]}
        status, made = api.post("people", invitation)
    assert (status, made["link_sent"]) == (201, False)
    assert api.post(f"people/{made['id']}/password-link")[1] == {"link_sent": True}
    assert len(mail.outbox) == 1


def test_a_page_that_breaks_keeps_nothing_it_wrote(trader: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    _sign_in(client, trader.administrator.email, PASSWORD)
    new = "quite another password"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    with monkeypatch.context() as broken:
        broken.setattr("hub.signin.adapter.HubAdapter.add_message", _no_server)
        assert client.post("/accounts/password/change/", form, secure=True).status_code == 500
    assert _sign_in(Client(), trader.administrator.email, PASSWORD) == "/"


def _no_server(*args: object, **kwargs: object) -> None:
    raise OSError("no server")
