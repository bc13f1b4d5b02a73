"""Pages that ask and then do: what is refused stands by its field, nothing is done twice, nothing typed is lost."""

import re
from uuid import uuid4

import pytest
from django import forms
from django.db import ProgrammingError, transaction
from django.test import override_settings
from django.urls import include, path

from accounts import acting
from accounts.access import permissions
from accounts.errors import Conflict, Fault, Invalid
from hub.portal import submissions
from hub.portal.form_pages import Done, PortalForm, form_page
from hub.portal.models import Submission
from tests.factories import accounts
from tests.hub.portal.browsing import Browser, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

DONE: list[str] = []


class Naming(PortalForm):
    places = {"/names/0": "name"}
    name = forms.CharField(label="Name", help_text="As people know it.")
    secret = forms.CharField(required=False, widget=forms.PasswordInput)


@form_page("confirm.html", permissions.NOTICES_PUBLISH, form=Naming, then="portal:notices")
def naming(request, caller, form) -> Done | str:
    name = form.cleaned_data["name"]
    if name == "faulty":
        faults = [Fault("/names/0", "odd", "Choose another name."), Fault("/else", "odd", "Mend this, too.")]
        raise Invalid("invalid-name", "Mend what is listed.", faults=faults)
    if name == "taken":
        raise Conflict("name-taken", "There is one of that name.")
    DONE.append(name)
    return Done("Named.", to="portal:cases") if name == "elsewhere" else "Named."


def _occupied(request, caller):
    raise Conflict("name-taken", "There is one of that name.")


@form_page("confirm.html", permissions.NOTICES_PUBLISH, form=Naming, then="portal:notices", read=_occupied)
def unreadable(request, caller, form) -> str:
    raise AssertionError("what could not be read is not acted on")


urlpatterns = [path("naming/", naming), path("unreadable/", unreadable), path("", include("hub.urls"))]


@pytest.fixture(autouse=True)
def addresses():
    DONE.clear()
    with override_settings(ROOT_URLCONF=__name__):
        yield


def _once(browser: Browser) -> str:
    return re.search(r'name="once" value="([^"]+)"', browser.get("/naming/").markup)[1]


def test_a_form_that_does_not_hold_says_so_by_its_field(clerk):
    page = clerk.post("/naming/", once=_once(clerk), name="")
    assert page.status == 422
    assert "There is a problem Name : This field is required." in page.main()
    assert 'href="#id_name"' in page.markup
    assert re.search(r'<input[^>]+aria-describedby="id_name_helptext id_name_error"', page.markup)
    assert not DONE


def test_what_the_service_refuses_stands_by_the_field_that_it_is_about(clerk):
    page = clerk.post("/naming/", once=_once(clerk), name="faulty")
    assert page.status == 422
    assert "/else: Mend this, too. Name : Choose another name." in page.main()
    assert 'value="faulty"' in page.markup
    assert "There is one of that name." in clerk.post("/naming/", once=_once(clerk), name="taken").main()


def test_success_leads_on_and_a_second_press_does_nothing_twice(clerk):
    once = _once(clerk)
    for said in ("Named.", "Nothing was done twice."):
        answer = clerk.post("/naming/", once=once, name="elsewhere")
        assert said in answer.text
        assert answer.answer.request["PATH_INFO"] == "/cases/"
    assert DONE == ["elsewhere"]


def test_a_refusal_spends_nothing(clerk):
    once = _once(clerk)
    clerk.post("/naming/", once=once, name="taken")
    clerk.post("/naming/", once=once, name="free")
    assert DONE == ["free"]


def test_what_was_typed_when_the_session_ended_is_there_after_sign_in_for_nobody_else(trader):
    person = accounts.person(trader, "publisher")
    browser = Browser()

    def login(who) -> None:
        with acting.as_person(who.pk):
            browser.client.force_login(who)

    for who, there in ((accounts.person(trader, "publisher"), False), (person, True)):
        login(person)
        browser.post("/organisations/", organisation=str(trader.id))
        once = _once(browser)
        browser.client.cookies.pop("sessionid")
        browser.post("/naming/", once=once, name="long text", secret="s3cr3t")
        login(who)
        browser.post("/organisations/", organisation=str(trader.id))
        page = browser.get("/naming/")
        assert ("long text" in page.markup) is there
        assert "s3cr3t" not in page.markup
    assert not DONE
    assert "Nothing has been done yet." in page.main()
    assert "long text" not in browser.get("/naming/").markup


def test_a_page_that_cannot_be_read_says_why_not(clerk):
    for page in (clerk.get("/unreadable/"), clerk.post("/unreadable/", name="free")):
        assert page.status == 409
        assert "There is one of that name." in page.main()


def test_a_form_beyond_ones_permissions_is_refused(authority):
    assert signed_in(authority, "officer").get("/naming/").status == 403


def test_nobody_sees_or_spends_anothers_submissions(trader):
    token, mine, other = (
        submissions.new(trader.administrator.pk),
        trader.administrator.pk,
        accounts.person(trader).pk,
    )
    with acting.as_person(mine):
        assert submissions.spend(token, person=mine, at=acting.transaction_time())
        assert not submissions.spend(token, person=mine, at=acting.transaction_time())
        assert Submission.objects.count() == 1
    with acting.as_person(other):
        assert not Submission.objects.exists()
        assert Submission.objects.update(led_to="/elsewhere/") == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            Submission.objects.create(token=uuid4(), person=mine, at=acting.transaction_time())
