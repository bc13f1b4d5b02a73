"""The builder of agreements: each step shows the draft's terms and keeps what is said about them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts import acting
from accounts.users.models import User
from exchange.agreements import selectors, services
from exchange.agreements.models import AgreementVersion, Form, ItemScope, Purpose
from exchange.agreements.terms import Clause, Terms
from hub.demo import cargo_terms, contracts, members, other_terms
from hub.demo import cast as story
from hub.demo.world import World
from tests.factories import agreements
from tests.factories.accounts import Member, acting_for
from tests.hub.portal.browsing import Browser, Page, queries, sign_in, signed_in
from tests.hub.portal.forms_on_pages import sent_by

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

STEPS = ("purpose", "parties", "types", "conditions", "elements", "basis", "rules")


def address(version: AgreementVersion, step: str) -> str:
    return f"/agreements/versions/{version.id}/draft/{step}/"


def step(browser: Browser, version: AgreementVersion, name: str, **said: object) -> Page:
    """Send a step as it stands, but for what is said otherwise."""
    where = address(version, name)
    sent = sent_by(browser.get(where).markup, form="build")
    return browser.post(where, **{**sent, "do": "stay", **said})


def terms_of(version: AgreementVersion, reader: Member) -> Terms:
    with acting_for(reader):
        return selectors.terms_of(selectors.version(version.id))


@pytest.fixture
def administrator(trader: Member) -> Browser:
    return signed_in(trader, "administrator")


@pytest.fixture
def draft(trader: Member, authority: Member) -> AgreementVersion:
    return agreements.draft(trader, agreements.terms(providers=[trader], recipients=[authority]))


@pytest.fixture
def cast(transactional_db: None) -> World:
    """The members of the demo with their standing and groups, and nothing agreed yet."""
    world = members.enter()
    assert world is not None
    members.let_in(world)
    members.grant_standing(world)
    members.form_groups(world)
    return world


def test_every_step_sends_back_the_terms_that_it_shows(cast: World) -> None:
    written: list[Callable[[World], Terms]] = [one.terms for one in (*contracts.AT_DAWN, contracts.STRAITS)]
    written += [cargo_terms.rotterdam_second, cargo_terms.events_wider, cargo_terms.antwerp_draft]
    written.append(everything_else)
    with cast.changing("nl") as (by, at):
        drafts = [services.draft(by=by, at=at, terms=terms(cast)) for terms in written]
    browser = of_demo(cast, "nl")
    for version in drafts:
        with cast.acting("nl"):
            before = selectors.terms_of(version)
        for name in STEPS:
            assert "The draft has been saved." in step(browser, version, name).text, (before.title, name)
            with cast.acting("nl"):
                after = selectors.terms_of(selectors.version(version.id))
            assert after == before, name


def everything_else(world: World) -> Terms:
    """What no agreement of the demo says."""
    return replace(
        other_terms.low_value(world),
        title="Everything else",
        conditions=[
            {"country": {"of": "dispatch", "any_of": ["CN", "XK"]}},
            {"place": {"element": None, "any_of": ["NLRTM"]}},
            {"office": ["NL000396"]},
            {"hs": ["8518", "01"]},
            {"value": {"min": None, "max": "150.50", "currency": "EUR"}},
            {"mass": {"min": "1", "max": None}},
        ],
        items=ItemScope.MATCHING,
        scope=(
            Clause("/items/*", Form.TRUNCATED),
            Clause("/items/*/hs_code", Form.PLAIN),
            Clause("/consignee/name", Form.HASHED),
        ),
        purpose=Purpose.STATISTICS,
        follow_up=True,
        objection_days=0,
        effective_from=world.began,
        legal_basis=(),
    )


def of_demo(world: World, key: str) -> Browser:
    """The administrator of a member of the demo, signed in and acting for it."""
    person = world.people[story.player_for(key, story.ADMINISTRATOR).email]
    with acting.as_person(person):
        browser = sign_in(User.objects.get(pk=person))
    browser.client.post("/organisations/", {"organisation": str(world.id_of(key))}, secure=True)
    return browser
