"""The builder of agreements: each step shows the draft's terms and keeps what is said about them."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts import acting
from accounts.errors import Fault
from accounts.users.models import User
from exchange.agreements import rules, selectors, services
from exchange.agreements.models import AgreementVersion, Form, ItemScope, Purpose
from exchange.agreements.terms import Clause, Terms
from hub.demo import cargo_terms, contracts, members, other_terms
from hub.demo import cast as story
from hub.demo.world import World
from hub.portal.administrator.building import faults
from tests.factories import accounts, agreements, notices
from tests.factories.accounts import PASSWORD, Member, acting_for
from tests.hub.portal.browsing import Browser, Page, queries, sign_in, signed_in
from tests.hub.portal.forms_on_pages import sent_by

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases="__all__", transaction=True)]

STEPS = ("purpose", "parties", "types", "conditions", "elements", "basis", "rules")


def address(version: AgreementVersion, step: str) -> str:
    return f"/agreements/versions/{version.id}/draft/{step}/"


def step(browser: Browser, version: AgreementVersion, name: str, **said: object) -> Page:
    """Send a step as it stands, but for what is said otherwise."""
    where = address(version, name)
    sent = sent_by(browser.get(where).markup, form="build")
    return Page(browser.client.post(where, {**sent, "do": "stay", **said}, secure=True))


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
            assert step(browser, version, name).status == 302, (before.title, name)
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


def test_an_agreement_begins_with_a_name_and_a_purpose(administrator: Browser, trader: Member) -> None:
    nameless = administrator.post("/agreements/new/", purpose="revenue")
    assert "There is a problem" in nameless.text
    begun = administrator.post("/agreements/new/", title="Coffee", purpose="revenue")
    assert "Only your organisation sees it." in begun.text
    assert "Coffee" in begun.main()
    assert "Who provides?" in begun.main()


def test_parties_and_codes_are_found_by_name(administrator: Browser, draft: AgreementVersion) -> None:
    found = administrator.get("/agreements/find-party/", side="recipients", **{"find-recipients": "author"})
    assert "Customs administration, France" in found.text
    nobody = administrator.get("/agreements/find-party/", side="recipients", **{"find-recipients": "nobody"})
    assert "No other member or group" in nobody.text
    codes = administrator.get("/agreements/find-code/", at="0", **{"kind-0": "origin", "find-0": "germ"})
    assert "Germany" in codes.text
    assert 'name="entries-0" value="DE"' in codes.markup


def test_enter_in_the_search_for_parties_looks_and_sends_nothing(
    administrator: Browser, draft: AgreementVersion, trader: Member, authority: Member
) -> None:
    where = address(draft, "parties")
    markup = administrator.get(where).markup
    first = re.search(r'<button[^>]+name="do" value="([^"]*)"', markup)
    assert first is not None
    sent = {**sent_by(markup, form="build"), "recipients": [], "find-recipients": "author", "do": first[1]}
    looked = administrator.post(where, **sent)
    assert f'value="o:{authority.id}"' in looked.markup
    assert terms_of(draft, trader).recipients.organisations == (authority.id,)


def test_what_a_total_tells_of_a_masked_item_is_pointed_out(
    administrator: Browser, trader: Member, authority: Member
) -> None:
    hashed = Clause("/items/*/value/amount", Form.HASHED)
    for scope, warned in (
        ((Clause("", Form.PLAIN), hashed), True),
        ((Clause("", Form.PLAIN), hashed, Clause("/totals/value/amount", Form.HIDDEN)), False),
    ):
        draft = agreements.draft(
            trader, agreements.terms(providers=[trader], recipients=[authority], scope=scope)
        )
        page = administrator.get(address(draft, "elements")).main()
        assert ("shown more openly in the totals: Goods items · Value of item · Amount." in page) is warned


def test_what_a_proposal_needs_is_not_called_optional(
    administrator: Browser, draft: AgreementVersion
) -> None:
    page = administrator.get(address(draft, "rules")).main()
    assert "How many days may recipients read what they received? (needed to propose it)" in page
    assert "Counted from (needed to propose it)" in page


def test_a_condition_is_added_filled_and_taken_away_without_scripts(
    administrator: Browser, draft: AgreementVersion, trader: Member
) -> None:
    added = step(administrator, draft, "conditions", do="add", new="hs")
    assert "HS code" in added.main()
    sent = {**sent_by(added.markup, form="build"), "find-0": "8518, 63"}
    where = address(draft, "conditions")
    looked = Page(administrator.client.post(where, {**sent, "do": "draw"}, secure=True))
    assert "begins with 8518 (in chapter 85, Electrical equipment) or " in looked.text
    wrong = administrator.post(where, **{**sent, "find-0": "coffee", "do": "stay"})
    assert "is no code of this kind" in wrong.text
    mixed = administrator.post(where, **{**sent, "find-0": "630221, 99zz", "do": "stay"})
    assert "“99zz” is no code of this kind" in mixed.text
    assert 'name="entries-0" value="630221"' in mixed.markup
    assert terms_of(draft, trader).conditions == []
    kept = sent_by(looked.markup, form="build")
    assert "The draft has been saved." in administrator.post(where, **{**kept, "do": "stay"}).text
    assert terms_of(draft, trader).conditions == [{"hs": ["8518", "63"]}]
    step(administrator, draft, "conditions", do="remove:0")
    assert terms_of(draft, trader).conditions == [{"hs": ["8518", "63"]}]


def test_a_condition_that_has_just_been_added_is_not_judged_before_it_is_kept(
    administrator: Browser, draft: AgreementVersion
) -> None:
    added = step(administrator, draft, "conditions", do="add", new="value")
    assert added.status == 200
    assert "There is a problem" not in added.text
    kept = sent_by(added.markup, form="build")
    refused = administrator.post(address(draft, "conditions"), **{**kept, "do": "on"})
    assert "Choose a currency." in refused.text


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("rules", {"retention_days": "77", "objection_days": ""}, "77 days"),
        ("elements", {"form:/consignee/name": "hashed"}, "Consignee · Name"),
    ],
)
def test_the_plain_words_follow_what_is_chosen_before_it_is_kept(
    administrator: Browser, draft: AgreementVersion, name: str, said: dict[str, str], told: str
) -> None:
    before = administrator.get(address(draft, name))
    assert 'hx-select="#in-words"' in before.markup, "the page asks for them at each change"
    drawn = step(administrator, draft, name, do="draw", **said)
    assert drawn.status == 200
    words = [page.text.rpartition("In plain words")[2] for page in (before, drawn)]
    assert [told in text for text in words] == [False, True]


def test_what_is_wrong_stands_beside_the_condition_that_it_is_about(
    administrator: Browser, draft: AgreementVersion
) -> None:
    added = step(administrator, draft, "conditions", do="add", new="mass")
    sent = sent_by(added.markup, form="build")
    said = {"min-0": "10", "max-0": "2,5"}
    refused = administrator.post(address(draft, "conditions"), **{**sent, **said, "do": "on"})
    assert refused.status == 422
    assert 'href="#condition-0"' in refused.markup
    assert 'id="condition-0-error"' in refused.markup
    assert "The lower bound lies above the upper bound." in refused.text
    for nonsense, answer in (("ten", "Write bounds as numbers"), ("", "Give a lower or an upper bound")):
        said = {"min-0": nonsense, "max-0": ""}
        refused = administrator.post(address(draft, "conditions"), **{**sent, **said, "do": "on"})
        assert answer in refused.text


@pytest.mark.parametrize("name", STEPS)
def test_nonsense_sent_to_a_step_is_no_accident(
    administrator: Browser, draft: AgreementVersion, name: str
) -> None:
    nul = "a\x00b"
    nonsense = {
        "do": f"find:{nul}", "card": ["0", "0", "x", nul], "kind-0": "place", "kind-x": "no-kind",
        "element-0": nul, "entries-0": [nul, ">"], "find-0": nul, "providers": ["o:1", "g:", "x:y", nul],
        "recipients": nul, "find-providers": nul, "types": ["nothing", nul], "form:/items": "nothing",
        f"form:{nul}": "plain", "purpose": nul, "title": nul, "retention_days": "many", "items": nul,
        "onward_groups": nul, "effective_from": "yesterday", "revision": "x",
    }  # fmt: skip
    for do in (nonsense["do"], "draw", "remove:99", "add", "stay", "on", ":", nul):
        answer = administrator.client.post(address(draft, name), {**nonsense, "do": do}, secure=True)
        assert answer.status_code in (200, 302, 422), do


def test_a_form_at_a_group_holds_for_what_is_in_it_unless_said_otherwise(
    administrator: Browser, draft: AgreementVersion, trader: Member
) -> None:
    step(administrator, draft, "elements", **{"form:/consignee": "plain", "form:/consignee/name": "hashed"})
    scope = {clause.path: clause.form for clause in terms_of(draft, trader).scope}
    assert scope == {
        "/items/*/hs_code": Form.PLAIN,
        "/consignee": Form.PLAIN,
        "/consignee/name": Form.HASHED,
    }
    page = administrator.get(address(draft, "elements")).text
    assert "15 of 16 seen as they are, 1 behind a mask" in page
    step(administrator, draft, "elements", **{"form:/consignee": "", "form:/consignee/name": ""})
    assert [clause.path for clause in terms_of(draft, trader).scope] == ["/items/*/hs_code"]


def test_who_is_named_no_more_takes_the_legal_basis_along(
    administrator: Browser, draft: AgreementVersion, trader: Member, authority: Member
) -> None:
    assert len(terms_of(draft, trader).legal_basis) == 2
    step(administrator, draft, "parties", recipients=[])
    assert [basis.party for basis in terms_of(draft, trader).legal_basis] == [trader.id]


def test_another_persons_edit_is_not_overwritten(
    administrator: Browser, draft: AgreementVersion, trader: Member
) -> None:
    where = address(draft, "purpose")
    stale = sent_by(administrator.get(where).markup, form="build")
    step(administrator, draft, "purpose", title="Mine")
    refused = administrator.post(where, **{**stale, "title": "Theirs", "do": "stay"})
    assert "Someone has edited the draft since you read it" in refused.text
    assert terms_of(draft, trader).title == "Mine"


def test_the_check_says_what_is_missing_and_where_it_is_mended(
    trader: Member, administrator: Browser
) -> None:
    empty = agreements.draft(trader, Terms(purpose=Purpose.REVENUE))
    page = administrator.get(address(empty, "proposal"))
    assert "Name at least one provider and one recipient." in page.text
    assert address(empty, "basis") not in page.links("/nowhere")
    assert address(empty, "parties") in page.links(address(empty, "parties"))
    assert "Propose to all parties" not in page.text


def test_every_rule_of_terms_is_told_in_words_for_people() -> None:
    codes = [rule.__name__.replace("_", "-") for rule in rules.PROPOSAL_RULES]
    assert not [code for code in codes if faults.message(Fault("", code, "for programs")) == "for programs"]


def test_a_draft_is_proposed_from_its_last_step_and_built_no_more(
    administrator: Browser, draft: AgreementVersion
) -> None:
    assert "Propose to all parties" in administrator.get(address(draft, "proposal")).text
    proposed = administrator.post(address(draft, "proposal"))
    assert "All parties see it now" in proposed.text
    assert administrator.get(address(draft, "parties")).status == 403


def test_the_builder_is_for_the_drafters_administrators_alone(
    draft: AgreementVersion, trader: Member, authority: Member
) -> None:
    for name in (*STEPS, "preview", "proposal", "withdraw"):
        assert signed_in(trader, "publisher").get(address(draft, name)).status == 403
        assert signed_in(authority, "administrator").get(address(draft, name)).status == 404


def test_a_preview_tells_who_would_newly_receive_what(
    administrator: Browser, trader: Member, authority: Member, draft: AgreementVersion
) -> None:
    notices.published(trader)
    page = administrator.get(f"/agreements/versions/{draft.id}/previewed/", days=7)
    assert "1 notice of yours looked at" in page.text
    assert f"As {authority.organisation.name} would see" in page.text
    assert "Goods items · HS code" in page.text
    assert "630221" in page.text
    assert "Cotton bed linen" not in page.text
    whole = administrator.get(address(draft, "preview"), whole="1")
    assert "Notices a day that each recipient would receive" in whole.text


def test_a_preview_without_notice_types_leads_to_their_step(administrator: Browser, trader: Member) -> None:
    notices.published(trader)
    empty = agreements.draft(trader, Terms(purpose=Purpose.REVENUE))
    page = administrator.get(f"/agreements/versions/{empty.id}/previewed/")
    assert "You have published no notice" not in page.text
    assert page.links(address(empty, "types"))


def test_a_preview_asks_no_more_of_the_database_for_more_notices(
    administrator: Browser, trader: Member, draft: AgreementVersion
) -> None:
    where = f"/agreements/versions/{draft.id}/previewed/"
    notices.published(trader)
    for_one = queries(lambda: administrator.get(where))
    for n in range(3):
        notices.published(trader, f"MORE-{n}")
    assert queries(lambda: administrator.get(where)) == for_one


def test_what_was_chosen_when_the_session_ended_is_there_again(
    trader: Member, authority: Member, draft: AgreementVersion
) -> None:
    person = accounts.person(trader, "administrator", password=PASSWORD)
    browser = sign_in(person)
    browser.client.post("/organisations/", {"organisation": str(trader.id)}, secure=True)
    where = address(draft, "conditions")
    sent = sent_by(step(browser, draft, "conditions", do="add", new="hs").markup, form="build")
    browser.client.logout()
    browser.post(where, **{**sent, "find-0": "8518", "do": "on"})
    door = {"login": person.email, "password": PASSWORD}
    browser.client.post(f"/accounts/login/?next={where}", door, secure=True)
    again = browser.get(where)
    assert "What you had typed is here again" in again.text
    assert "begins with 8518" in again.text
    assert terms_of(draft, trader).conditions == []
