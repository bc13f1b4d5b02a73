"""An officer's reply: written on the page, looked through with whom it reaches, sent once; and its case."""

import re
from typing import Any

import pytest

from accounts import acting
from exchange import pipeline
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.review import templates
from exchange.review.models import Case
from tests.conftest import sample
from tests.exchange.test_pipeline import amend, changed, open_all, publish
from tests.exchange.test_replies import answer, document, reply
from tests.factories import accounts
from tests.factories import agreements as made
from tests.hub.portal.browsing import Browser, Page, queries, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases="__all__", transaction=True)]

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def held(trader, authority, agreement):
    receipt = publish(trader)
    pipeline.route()
    open_all(authority)
    return receipt


def page_of(officer: Browser) -> str:
    """The newest delivery of a notice in the inbox."""
    return officer.get("/inbox/").deliveries()[0]


def filled(page: Page, **values: Any) -> dict[str, Any]:
    """What the page's form sends, with these values in it."""
    hidden: dict[str, Any] = {
        name: value for name, value in _HIDDEN.findall(page.markup) if name != "csrfmiddlewaretoken"
    }
    texts = dict(
        re.findall(r'<input class="form-control"[^>]* name="([^"]+)"[^>]*? value="([^"]+)"', page.markup)
    )
    offsets = {f"{name}@": "Z" for name in texts if name.startswith("/")}
    return {**hidden, **texts, **offsets, "addressee": "publisher", **values}


def asked(officer: Browser, about: str, **values: Any) -> tuple[Page, dict[str, Any]]:
    """A request for information, as far as the summary before it is sent; and what the form sent."""
    form = officer.get(f"{about}reply/information_request/")
    sent = filled(form, **{"/kind": "clarification", "/questions/0/text": "What are they made of?", **values})
    return officer.post(f"{about}reply/information_request/", **sent, do="check"), sent


def cases(of: Any) -> list[tuple[str, str]]:
    with acting.as_organisation(of.id):
        return list(Case.objects.order_by("opened_at").values_list("kind", "outcome"))


def test_the_page_of_a_notice_offers_replies_to_officers_of_authorities_alone(
    held, officer, authority, clerk
):
    page = officer.get(page_of(officer))
    for kind in ("information_request", "do_not_load", "hold", "assessment_complete"):
        assert f"/reply/{kind}/" in page.markup
    assert 'name="element" value="/items/0/description"' in page.markup
    for roles in (("auditor",), ("publisher",)):
        other = signed_in(authority, *roles)
        seen = other.get(page_of(other))
        assert "/reply/" not in seen.markup
        assert 'name="element"' not in seen.markup
        assert other.get(f"{page_of(other)}reply/hold/").status == 403


def test_who_cannot_be_reached_is_told_with_the_reason_before_anything_is_sent(held, officer, trader):
    form = officer.get(f"{page_of(officer)}reply/information_request/")
    assert f"Publisher: {trader.organisation.name}" in form.text
    assert "You see nobody named in this role" in form.text
    assert 'id="addressee-carrier" value="carrier" disabled' in form.markup


def test_elements_picked_on_the_page_stand_in_the_request(held, officer, trader):
    about = page_of(officer)
    form = officer.get(
        f"{about}reply/information_request/", element=["/items/0/description", "/consignee/name"]
    )
    assert "Goods item 1 · Goods description: Cotton bed linen, printed" in form.text
    assert "Noordzee" not in form.markup
    summary, sent = asked(officer, about, element=["/items/0/description", "/consignee/name"])
    assert "Goods item 1 · Goods description" in summary.text
    assert "It opens a case" in summary.text
    assert cases(trader) == []
    done = officer.post(f"{about}reply/information_request/", **sent, do="send")
    assert "is sent" in done.text
    pipeline.route()
    (said,) = [one for one in open_all(trader) if one.delivery.type == "information_request"]
    paths = {one.path: one.value for one in said.elements}
    assert paths["/subjects/elements/0"] == "/items/0/description"
    assert "/subjects/elements/1" not in paths, "what the officer does not see cannot be named"
    assert paths["/questions/0/text"] == "What are they made of?"


def test_sent_twice_is_sent_once(held, officer, authority):
    about = page_of(officer)
    _, sent = asked(officer, about)
    officer.post(f"{about}reply/information_request/", **sent, do="send")
    again = officer.post(f"{about}reply/information_request/", **sent, do="send")
    assert "Nothing was done twice" in again.text
    assert cases(authority) == [("information_request", "")]


def test_what_is_wrong_stands_in_the_summary_and_nothing_typed_is_lost(held, officer, authority):
    about = page_of(officer)
    wrong, _ = asked(officer, about, **{"addressee": "carrier", "reference": "", "/kind": ""})
    assert wrong.status == 422
    assert "The carrier of the cited version cannot be reached" in wrong.text or "required" in wrong.text
    assert "What are they made of?" in wrong.text
    assert cases(authority) == []


def test_a_do_not_load_has_no_field_for_a_reason(held, officer):
    form = officer.get(f"{page_of(officer)}reply/do_not_load/")
    assert "It carries no reason" in form.text
    assert "<textarea" not in form.markup


def test_a_template_fills_the_form_and_is_kept_without_what_is_about_one_notice(held, officer, authority):
    about = page_of(officer)
    _, sent = asked(officer, about, element="/items/0/description")
    kept = officer.post(
        f"{about}reply/information_request/", **sent, do="keep", template_name="Vague description"
    )
    assert "is kept" in kept.text
    with acting.as_organisation(authority.id):
        (one,) = templates.templates()
    assert one.content == {
        "kind": "clarification",
        "questions": [{"text": "What are they made of?"}],
        "addressee": "publisher",
    }
    assert "Vague description" in officer.get("/replies/templates/").text
    form = officer.get(f"{about}reply/information_request/")
    filled_in = officer.post(
        f"{about}reply/information_request/", **filled(form), template=str(one.pk), do="template"
    )
    assert "What are they made of?" in filled_in.text
    assert "No template is kept yet" in officer.post(f"/replies/templates/{one.pk}/drop/").text


def test_a_case_is_read_and_acted_on_from_its_page_by_both_sides(held, officer, clerk, authority, trader):
    reply(authority, "information_request", "RFI-1", document("information_request", held))
    pipeline.route()
    (address,) = clerk.get("/cases/").links("/cases/0")
    page = clerk.get(address)
    assert "What are the cushion covers filled with" in page.text
    assert "Goods item 3 · Goods description" in page.text
    assert page.links("/answers/")
    assert " overdue" in page.text or "left" in page.text
    reply(trader, "answer", "ANS-1", answer(held, "RFI-1") | {"statements": [{"text": "With feathers."}]})
    pipeline.route()
    after = officer.get(address)
    assert "With feathers." in after.text
    assert "Answered" in after.text
    assert not after.links("/answers/")


def test_a_case_is_nobody_elses(held, officer, authority, operator):
    reply(authority, "hold", "HOLD-1", document("hold", held))
    (address,) = officer.get("/cases/").links("/cases/0")
    stranger = signed_in(accounts.member(operator, "authority", country="BE"), "officer")
    assert stranger.get(address).status == 404


def test_a_release_is_offered_only_where_something_stands_open(held, officer, authority):
    about = page_of(officer)
    assert "/reply/release/" not in officer.get(about).markup
    form = officer.get(f"{about}reply/release/")
    assert "there is nothing to release" in form.main()
    assert 'value="check"' not in form.markup
    forced = officer.post(f"{about}reply/release/", addressee="publisher", ends="HOLD-1", do="send")
    assert cases(authority) == []
    assert "is sent" not in forced.main()
    assert officer.post(f"{about}reply/release/", addressee="publisher", do="check").status == 422
    reply(authority, "hold", "HOLD-1", document("hold", held))
    assert "/reply/release/" in officer.get(about).markup
    form = officer.get(f"{about}reply/release/")
    assert 'value="check"' in form.markup
    reply(authority, "hold", "HOLD-2", document("hold", held))
    none = officer.post(f"{about}reply/release/", **filled(form), do="check")
    assert none.status == 422
    assert "What is lifted : Tick at least one." in none.main()
    assert 'id="ends_error"' in none.markup


def test_what_must_be_ticked_says_so_where_it_is_ticked(held, officer):
    address = f"{page_of(officer)}reply/screening_request/"
    wrong = officer.post(address, **filled(officer.get(address)), do="check")
    assert wrong.status == 422
    assert "What it concerns : Tick at least one." in wrong.main()
    assert "write it" not in wrong.main()
    assert 'id="subjects_error"' in wrong.markup


def test_a_request_that_asks_nothing_leads_to_where_one_asks(held, officer):
    wrong, _ = asked(officer, page_of(officer), **{"/questions/0/text": ""})
    assert wrong.status == 422
    assert "Questions : Give at least one of these: Questions, " in wrong.main()
    (target,) = re.findall(r'<li><a href="#([^"]+)">Questions<', wrong.markup)
    assert f'id="{target}"' in wrong.markup
    assert wrong.main().count("Give at least one of these") == 2, "in the summary, and where it is mended"


def test_a_case_tells_the_goods_item_that_it_names_as_the_reply_did(held, officer, clerk, authority, trader):
    about = page_of(officer)
    _, sent = asked(officer, about, item="1")
    officer.post(f"{about}reply/information_request/", **sent, do="send")
    pipeline.route()
    for one in (officer, clerk):
        (address,) = one.get("/cases/").links("/cases/0")
        assert "1 · Cotton bed linen, printed" in one.get(address).main()


def test_a_release_of_a_part_says_that_the_rest_stays_held(held, officer, authority):
    reply(authority, "hold", "HOLD-1", document("hold", held))
    about = page_of(officer)
    form = officer.get(f"{about}reply/release/")
    part = {"/partial_quantity/quantity": "40", "/partial_quantity/unit": "NIU", "ends": "HOLD-1"}
    summary = officer.post(f"{about}reply/release/", **filled(form, **part), do="check")
    assert "A part is released: HOLD-1 stays open for the rest." in summary.text
    assert "Check the quantity" not in summary.text
    much = {"/partial_quantity/quantity": "999999999", "/partial_quantity/unit": "KGM", "ends": "HOLD-1"}
    summary = officer.post(f"{about}reply/release/", **filled(form, **much), do="check")
    assert "Check the quantity: it is more than the gross mass" in summary.text


def test_what_is_decided_in_the_future_is_told_at_its_field(held, officer, authority):
    reply(authority, "hold", "HOLD-1", document("hold", held))
    about = page_of(officer)
    form = officer.get(f"{about}reply/release/")
    early = filled(form, **{"/released_at": "2999-01-01T00:00", "ends": "HOLD-1"})
    told = officer.post(f"{about}reply/release/", **early, do="check")
    assert told.status == 422
    assert "This time is still to come" in told.main()
    assert 'href="#f-released_at"' in told.markup


def test_what_ends_cases_begins_with_the_only_one_and_says_what_it_leaves_open(held, officer, authority):
    """And asks nobody to act, for there is nothing to do."""
    reply(authority, "information_request", "RFI-1", document("information_request", held))
    address = f"{page_of(officer)}reply/assessment_complete/"
    form = officer.get(address)
    assert re.search(r'name="ends"[^>]* value="RFI-1" checked', form.markup)
    assert "Who must act" not in form.main()
    none = officer.post(address, **filled(form), do="check")
    assert "Still open afterwards: RFI-1." in none.main()
    assert "Must act" not in none.main()
    one = officer.post(address, **filled(form, ends="RFI-1"), do="check")
    assert "Still open afterwards" not in one.main()
    reply(authority, "information_request", "RFI-2", document("information_request", held))
    assert 'value="RFI-1" checked' not in officer.get(address).markup, "there is a choice"


def test_what_is_wrong_with_the_desk_leads_to_its_own_field(held, officer, authority):
    reply(authority, "hold", "USED-1", document("hold", held))
    wrong, _ = asked(officer, page_of(officer), contact_email="nowhere", reference="OWN-1")
    assert ('href="#contact_email">E-mail<' in wrong.markup, 'href="#contact_phone"' in wrong.markup) == (
        True,
        False,
    )
    used, _ = asked(officer, page_of(officer), reference="USED-1")
    assert 'href="#reference"' in used.markup
    assert "a reference of its own" in used.main()
    assert "amend that notice" not in used.main()


def test_a_screening_begins_with_a_method_and_names_the_goods_that_it_concerns(held, officer):
    address = f"{page_of(officer)}reply/screening_request/"
    form = officer.get(address)
    (method,) = re.findall(r'<input [^>]*name="/recommended_methods/0"[^>]*>', form.markup)
    assert "required" not in method, "it can be left empty"
    summary = officer.post(address, **filled(form, item="1"), do="check")
    assert "1 · Cotton bed linen, printed" in summary.main()


def test_the_difference_between_versions_shows_nothing_that_the_reader_may_not_see(held, officer, trader):
    items = [{**one, "description": f"{one['description']} x"} for one in sample("advance_cargo")["items"]]
    hidden = {**sample("advance_cargo")["consignee"], "name": "Secret Imports BV"}
    amend(trader, held, changed(items=items, consignee=hidden))
    pipeline.route()
    page = officer.get(page_of(officer))
    assert "What changed from version 1 to 2" in page.text
    assert "Cotton bed linen, printed x" in page.text
    for absent in ("Secret Imports", "Noordzee", "Consignee"):
        assert absent not in page.markup


def test_an_amendment_of_hidden_elements_alone_shows_no_change(held, officer, trader):
    amend(trader, held, changed(consignee={"name": "Secret Imports BV"}))
    pipeline.route()
    page = officer.get(page_of(officer))
    assert "Nothing that you may see has changed." in page.text
    assert "Secret" not in page.markup


def test_whoever_read_an_earlier_version_is_told_what_came_since_and_what_is_late(
    held, officer, trader, authority
):
    officer.get(page_of(officer))
    reply(authority, "hold", "HOLD-1", document("hold", held))
    amend(trader, held, changed(ucr="5DE111222333TWO"))
    pipeline.route()
    page = officer.get(page_of(officer))
    assert "Amended since you last looked: you read version 1" in page.text
    assert "Late: after your decision" in page.text
    assert "Amended since" not in officer.get(page_of(officer)).text


def test_an_amendment_is_late_only_to_the_authority_that_decided(held, trader, authority, operator):
    other = accounts.member(operator, "authority", country="BE")
    accounts.standing(trader, by=other)
    made.in_force(providers=[trader], recipients=[other], scope=(Clause("/items", Form.PLAIN),))
    second = publish(trader, "LRN2")
    pipeline.route()
    open_all(authority)
    open_all(other)
    reply(authority, "hold", "HOLD-1", document("hold", second))
    amend(trader, second, changed(ucr="5DE111222333TWO"))
    pipeline.route()
    innocent = signed_in(other, "officer")
    assert "late" not in innocent.get(page_of(innocent)).text.lower().split("related")[0]


def test_the_form_and_the_case_cost_the_same_however_much_there_is(held, officer, authority):
    about = page_of(officer)
    reply(authority, "hold", "HOLD-0", document("hold", held))
    address = officer.get("/cases/").links("/cases/0")[0]
    form = queries(lambda: officer.get(f"{about}reply/release/"))
    one = queries(lambda: officer.get(address))
    listed = queries(lambda: officer.get("/cases/"))
    for n in range(1, 5):
        reply(authority, "hold", f"HOLD-{n}", document("hold", held))
    assert queries(lambda: officer.get(f"{about}reply/release/")) == form
    assert queries(lambda: officer.get(address)) == one
    assert queries(lambda: officer.get("/cases/")) == listed
    assert max(form, one, listed) <= 60


def test_a_reply_that_takes_two_is_handed_over_and_released_by_a_colleague(trader, authority, officer):
    scope = (Clause("/items", Form.PLAIN),)
    made.in_force(
        providers=[trader], recipients=[authority], scope=scope, second_person=("information_request",)
    )
    publish(trader)
    pipeline.route()
    open_all(authority)
    about = page_of(officer)
    summary, sent = asked(officer, about)
    assert "The agreement asks for a second officer" in summary.text
    waiting = officer.post(f"{about}reply/information_request/", **sent, do="prepare")
    assert "Nothing has been sent yet" in waiting.text
    assert "You prepared it yourself" in waiting.text
    colleague = signed_in(authority, "officer")
    (address,) = colleague.get("/cases/").links("/replies/prepared/")
    page = colleague.get(address).main()
    assert "What are they made of?" in page
    assert f"Must act Publisher: {trader.organisation.name}" in page
    assert "The agreement asks that a second officer approves it." in page
    assert "yourself" in officer.post(f"{address}release/").text
    assert cases(authority) == []
    page = colleague.post(f"{address}release/").main()
    assert "Approved and sent" in page
    assert "Approved by Person" in page
    assert "The agreement asks that a second officer approves it." not in page
    assert cases(authority) == [("information_request", "")]


def test_two_officers_at_one_draft_the_second_sees_both_states_and_says_which_is_kept(held, authority):
    officer, colleague = signed_in(authority, "officer"), signed_in(authority, "officer")
    address = f"{page_of(officer)}reply/information_request/"
    begun = filled(officer.get(address), **{"/kind": "clarification", "/questions/0/text": "Which oil?"})
    officer.post(address, **begun, do="save")
    here = f"{address}?draft={begun['draft']}"
    mine, theirs = filled(officer.get(here)), filled(colleague.get(here))
    # Who goes on saving from one page is in nobody's way.
    for text in ("Whose?", "Whose oil?"):
        kept = colleague.post(address, **theirs | {"/questions/0/text": text}, do="autosave")
    assert 'id="revision" value="3" hx-swap-oob="true"' in kept.markup
    sent = mine | {"/questions/0/text": "How much oil?"}
    assert "Not saved: somebody else" in officer.post(address, **sent, do="autosave").text
    for verb in ("save", "check", "send"):
        page = officer.post(address, **sent, do=verb)
        assert page.status == 409
        assert "Whose oil? How much oil?" in page.main()
        assert page.links(here) == [here]
    assert "Whose oil?" in colleague.get(here).markup
    both = officer.post(address, **filled(page, **{"/questions/0/text": "How much oil?"}), do="both")
    assert "How much oil?" in both.markup
    assert len(officer.get("/cases/").links(address)) == 2
    officer.post(address, **filled(page, **{"/questions/0/text": "How much oil?"}), do="mine")
    assert "How much oil?" in colleague.get(here).markup
    assert colleague.post(address, **theirs, do="save").status == 409
    # What comes late does not bring back a draft that is no more.
    officer.post(f"/replies/drafts/{begun['draft']}/delete/")
    assert "Not saved: this draft was sent" in colleague.post(address, **theirs, do="autosave").text


def test_a_reply_is_kept_found_again_and_gone_with_once_it_is_sent(held, authority, trader):
    """By a colleague too, and by nobody else: at the notice, among the cases and over the API."""
    officer, colleague = signed_in(authority, "officer"), signed_in(authority, "officer")
    about = page_of(officer)
    address = f"{about}reply/information_request/"
    sent = filled(
        officer.get(address),
        **{"/kind": "clarification", "/questions/0/text": "What are they made of?", "item": "1"},
    )
    assert "The draft is saved." in officer.post(address, **sent, do="save").main()
    for place in ("/cases/", about):
        assert sent["reference"] in colleague.get(place).main()
    (there,) = colleague.get("/cases/").links(address)
    again = colleague.get(there)
    assert "What are they made of?" in again.markup
    assert re.search(r'name="item"[^>]* value="1" checked', again.markup)
    kept = colleague.client.get("/api/v1/reply-drafts", secure=True).json()["items"]
    assert [one["content"]["subjects"] for one in kept] == [{"item_sequences": [1]}]
    assert signed_in(trader, "publisher").client.get("/api/v1/reply-drafts", secure=True).status_code == 403
    assert colleague.client.get("/api/v1/drafts", secure=True).status_code == 403
    form = filled(
        again, **{"/kind": "clarification", "/questions/0/text": "What are they made of?", "item": "1"}
    )
    assert "is sent" in colleague.post(address, **form, do="send").main()
    assert "being written" not in officer.get("/cases/").main()
    # Found by its own reference, though it opened no case of its own: a release.
    ends = filled(officer.get(f"{about}reply/assessment_complete/"), ends=sent["reference"])
    assert "is sent" in officer.post(f"{about}reply/assessment_complete/", **ends, do="send").main()
    assert officer.get("/inbox/", q=ends["reference"]).deliveries() == [about]


def test_one_button_sets_when_it_is_due_and_loses_nothing(held, officer):
    address = f"{page_of(officer)}reply/information_request/"
    typed = filled(
        officer.get(address), **{"/kind": "clarification", "/questions/0/text": "What are they made of?"}
    )
    before = typed["/due_at"]
    page = officer.post(address, **typed, do="due:72")
    assert "What are they made of?" in page.markup
    assert filled(page)["/due_at"] > before
    assert re.search(r'name="/due_at"[^>]* autofocus', page.markup), "one goes on where it was set"
