"""Looking at pages without a browser: who is signed in, and what a page says."""

import html
import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import acting
from accounts.users.models import User
from exchange.catalogue import codelists
from hub.chosen import choose_organisation
from tests.factories import accounts
from tests.factories.accounts import Member

_MARKUP = re.compile(r"<(script|style).*?</\1>|<[^>]+>", re.DOTALL)


class Page:
    """An answer, as markup and as the words on it."""

    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.markup = answer.content.decode()
        self.text = " ".join(html.unescape(_MARKUP.sub(" ", self.markup)).split())

    def main(self) -> str:
        """The words of the page's own part, without bar and foot."""
        body = self.markup[self.markup.index("<main") : self.markup.index("</main>")]
        return " ".join(html.unescape(_MARKUP.sub(" ", body)).split())

    def links(self, beginning: str) -> list[str]:
        """The addresses on the page that begin so, each once."""
        return list(dict.fromkeys(re.findall(rf'href="({re.escape(beginning)}[^"#]*)"', self.markup)))

    def deliveries(self) -> list[str]:
        """The deliveries that the page leads to."""
        return [address for address in self.links("/inbox/") if address.count("/") == 3]


def queries(act: Callable[[], object]) -> int:
    """How many queries it takes, once everything that is kept in memory is there.

    Whether the code lists are still of today is asked twice a minute: here each time, so that it always counts.
    """
    act()
    codelists.look_again()
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


class Browser:
    """One person at the portal."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, address: str, **query: Any) -> Page:
        return Page(self.client.get(address, query, secure=True))

    def post(self, address: str, **form: Any) -> Page:
        """Send a form and follow where it leads."""
        return Page(self.client.post(address, form, secure=True, follow=True))


def signed_in(of: Member, *roles: str) -> Browser:
    """Somebody new of the member's, with these roles, signed in and acting for it."""
    browser = Browser()
    _begin_session(browser, accounts.person(of, *roles), acting_for=of)
    return browser


def sign_in(person: User) -> Browser:
    """A session of this person's, made without the page: passwords are slow by intent."""
    browser = Browser()
    _begin_session(browser, person)
    return browser


def _begin_session(browser: Browser, person: User, *, acting_for: Member | None = None) -> None:
    with acting.as_person(person.pk):
        browser.client.force_login(person)
        if acting_for is not None:
            request = HttpRequest()
            request.session = browser.client.session
            choose_organisation(request, acting_for.id)
            request.session.save()
