"""A company writes by hand: a notice with a fault, its draft, an amendment with its differences, an answer."""

import re

import pytest

from accounts import acting
from exchange import pipeline
from exchange.drafts import selectors as drafts
from exchange.notices import selectors as notices
from exchange.review.models import Case
from tests.exchange.test_pipeline import amend, publish
from tests.exchange.test_replies import document, reply
from tests.factories import accounts
from tests.factories import notices as making
from tests.factories.notices import sample
from tests.hub.portal.browsing import Browser, Page, queries, sign_in, signed_in
from tests.hub.portal.test_writing import Controls, shown

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def begun(browser: Browser, query: str = "type=advance_cargo") -> str:
    """The address of something new to write."""
    (address, *_) = [one for one in browser.get("/notices/new/").links("/notices/drafts/") if query in one]
    return address.replace("&amp;", "&")


def fields(page: Page) -> dict[str, str]:
    """What the page's form would send, without a button."""
    form = page.markup[page.markup.index('<form method="post" class="writing"') :]
    return Controls(form[: form.index("</form>")]).sent


def filled(page: Page, **changes: str) -> dict[str, str]:
    return fields(page) | changes


def send(browser: Browser, address: str, sent: dict[str, str], do: str) -> Page:
    return browser.post(address.partition("?")[0], **{**sent, "do": do})


def written(type_id: str = "advance_cargo", **changes) -> dict[str, str]:
    """The sample document as its form sends it."""
    return shown(type_id, sample(type_id, **changes)).sent


def test_a_faulty_notice_comes_back_with_its_faults_and_is_published_once_mended(clerk, trader, agreement):
    address = begun(clerk)
    page = clerk.get(address)
    assert "Goods items" in page.main()
    sent = filled(page) | written()
    faulty = send(clerk, address, sent | {"/items/0/hs_code": "12x", "reference": ""}, "send")
    assert faulty.status == 422
    assert "There is a problem" in faulty.main()
    assert 'href="#f-items-0-hs_code"' in faulty.markup
    assert 'href="#reference"' in faulty.markup
    assert fields(faulty)["/items/0/hs_code"] == "12x"
    assert faulty.markup.index("There is a problem") < faulty.markup.index('id="reference"')
    done = send(
        clerk, address, fields(faulty) | {"/items/0/hs_code": "630221", "reference": "BY-HAND-1"}, "send"
    )
    assert "Accepted: this is notice" in done.main()
    again = send(clerk, address, sent | {"reference": "BY-HAND-1"}, "send")
    assert "Nothing was done twice." in again.main()
    with acting.as_organisation(trader.id):
        (notice,) = notices.own_notices(publisher=trader.id)
        (content,) = notices.own_content([notices.versions(notice)[0].id]).values()
        assert not drafts.drafts(organisation=trader.id).exists()
    assert content == sample()


def test_what_the_hub_doubts_is_told_before_a_notice_is_published(clerk, trader, agreement):
    address = begun(clerk)
    sent = filled(clerk.get(address)) | written(buyer={"identifier": "12345"}) | {"reference": "DOUBT-1"}
    told = send(clerk, address, sent, "send")
    assert "Not published yet" in told.main()
    assert "should begin with its country" in told.main()
    assert 'href="#f-buyer-identifier"' in told.markup
    with acting.as_organisation(trader.id):
        assert not notices.own_notices(publisher=trader.id).exists()
    (despite,) = re.findall(r'name="do" value="(send:[0-9a-f]+)"', told.markup)
    # What was not among the remarks shown is shown first, too.
    other = fields(told) | {"/seller/identifier": "12345", "/seller/name": "Lintong Textile"}
    assert "Not published yet" in send(clerk, address, other, despite).main()
    page = clerk.get(address)
    done = send(clerk, address, fields(page) | sent | {"revision": fields(page)["revision"]}, despite)
    assert "Accepted: this is notice" in done.main()
    assert "should begin with its country" not in done.text


def test_a_draft_is_kept_listed_resumed_and_deleted_and_is_nobody_elses(clerk, trader, authority, operator):
    address = begun(clerk)
    sent = filled(clerk.get(address), reference="LATER-1", **{"/carrier/name": "Meridian Lines"})
    assert "Draft saved" in send(clerk, address, sent, "keep").text
    listed = clerk.get("/notices/new/")
    assert "LATER-1" in listed.main()
    resumed = clerk.get(address.partition("?")[0])
    assert fields(resumed)["/carrier/name"] == "Meridian Lines"
    stranger = signed_in(accounts.member(operator, "trader", country="NL"), "publisher")
    assert "LATER-1" not in stranger.get("/notices/new/").main()
    assert stranger.get(address.partition("?")[0]).answer["Location"] == "/notices/new/"
    assert "There is no such draft" in stranger.get("/notices/new/").text
    assert "The draft is deleted." in clerk.post(address.partition("?")[0] + "delete/").text
    assert "LATER-1" not in clerk.get("/notices/new/").main()


def test_two_at_one_draft_the_second_sees_both_states_and_says_which_is_kept(clerk, trader):
    address = begun(clerk)
    here = address.partition("?")[0]
    send(clerk, address, filled(clerk.get(address), reference="TWO-1"), "save")
    colleague = signed_in(trader, "publisher")
    mine, theirs = clerk.get(here), colleague.get(here)
    # Who goes on saving from one page is in nobody's way.
    for name in ("Meridian", "Meridian Lines"):
        kept = send(colleague, here, filled(theirs, **{"/carrier/name": name}), "keep")
    assert 'id="revision" value="3" hx-swap-oob="true"' in kept.markup
    sent = filled(mine, **{"/carrier/name": "Baltic Lines"})
    assert "Not saved: somebody else has changed this draft" in send(clerk, here, sent, "keep").text
    for verb in ("save", "send"):
        page = send(clerk, here, sent, verb)
        assert page.status == 409
        assert "Meridian Lines Baltic Lines" in page.main()
        assert fields(page)["/carrier/name"] == "Baltic Lines"
    assert fields(colleague.get(here))["/carrier/name"] == "Meridian Lines"
    both = send(clerk, here, fields(page), "both")
    assert fields(both)["/carrier/name"] == "Baltic Lines"
    send(clerk, here, fields(page), "mine")
    assert fields(colleague.get(here))["/carrier/name"] == "Baltic Lines"
    assert send(colleague, here, filled(theirs), "save").status == 409
    with acting.as_organisation(trader.id):
        assert drafts.drafts(organisation=trader.id).count() == 2
    # What comes late does not bring back a draft that is no more.
    clerk.post(f"{here}delete/")
    assert "Not saved: this draft was sent or deleted" in send(clerk, here, filled(theirs), "keep").text
    assert clerk.client.get(here, secure=True).status_code == 302


def test_rows_and_groups_are_added_and_removed_without_a_script(clerk, trader):
    address = begun(clerk)
    sent = filled(clerk.get(address), **{"/items/0/description": "Bed linen"})
    added = send(clerk, address, sent, "add:/items")
    assert fields(added)["/items/0/description"] == "Bed linen"
    assert "/items/1/description" in fields(added)
    assert re.search(r'id="f-items-1-[a-z_]+"[^>]* autofocus', added.markup)
    assert "/buyer/name" in fields(send(clerk, address, fields(added), "add:/buyer"))
    fewer = send(clerk, address, fields(added), "remove:/items/0")
    assert "/items/1/description" not in fields(fewer)
    assert fields(fewer)["/items/0/description"] == ""


@pytest.mark.parametrize("by_script", [False, True])
def test_what_was_typed_when_the_session_ended_is_there_again(trader, by_script):
    person = accounts.person(trader, "publisher")
    clerk = sign_in(person)
    clerk.post("/organisations/", organisation=str(trader.id))
    address = begun(clerk)
    sent = filled(clerk.get(address), reference="AGAIN-1", **{"/carrier/name": "Meridian Lines"})
    clerk.client.logout()
    if by_script:
        told = clerk.client.post(
            address.partition("?")[0],
            {**sent, "do": "keep"},
            secure=True,
            headers={"HX-Request": "true", "HX-Current-URL": f"https://testserver{address}"},
        )
        assert told.headers["HX-Redirect"] == f"/accounts/login/?next={address.partition('?')[0]}"
    else:
        assert "Sign in" in send(clerk, address, sent, "send").text
    with acting.as_person(person.pk):
        clerk.client.force_login(person)
    clerk.post("/organisations/", organisation=str(trader.id))
    again = clerk.get(address.partition("?")[0])
    assert "What you had typed is here again" in again.text
    assert fields(again)["/carrier/name"] == "Meridian Lines"
    assert fields(again)["reference"] == "AGAIN-1"


def test_an_amendment_shows_what_changes_before_it_is_sent(clerk, trader, authority, agreement):
    number = making.published(trader)
    page = clerk.get(f"/notices/{number}/")
    (address,) = page.links(f"/notices/{number}/amend/")
    form = clerk.client.get(address, secure=True, follow=True)
    here = form.request["PATH_INFO"]
    sent = fields(Page(form))
    assert "Nothing has changed yet" in send(clerk, here, sent, "review").main()
    changed = sent | {"/items/0/description": "Cotton sheets", "/consignee/address/postcode": ""}
    looked = send(clerk, here, changed, "review")
    assert "What changes" in looked.main()
    assert "Goods item 1 · Goods description" in looked.main()
    assert "Cotton sheets" in looked.main()
    assert "removed" in looked.main()
    once = re.search(r'name="once" value="([^"]+)"', looked.markup)[1]
    revision = int(re.search(r'name="revision" value="([0-9]+)"', looked.markup)[1])
    assert "Somebody has changed this draft" in clerk.post(f"{here}changes/", revision=revision - 1).main()
    done = clerk.post(f"{here}changes/", once=once, revision=revision)
    assert "the notice stands at version 2" in done.main()
    assert "Nothing was done twice." in clerk.post(f"{here}changes/", once=once, revision=revision).main()


def test_who_amends_what_was_amended_in_the_meantime_is_told_and_loses_nothing(clerk, trader, agreement):
    receipt = publish(trader)
    form = clerk.client.get(f"/notices/{receipt.number}/amend/", secure=True, follow=True)
    here = form.request["PATH_INFO"]
    changed = fields(Page(form)) | {"/items/0/description": "Cotton sheets"}
    amend(trader, receipt, sample(ucr="5DE111222333TWO"))
    told = send(clerk, here, changed, "review")
    assert "it stands at version 2" in told.main()
    looked = send(clerk, here, fields(told), "review").main()
    assert "Cotton sheets" in looked
    assert "5DE111222333TWO" in looked


def test_a_reference_that_is_in_use_is_told_beside_its_field(clerk, trader, agreement):
    number = making.published(trader, "TAKEN-1")
    address = begun(clerk)
    sent = filled(clerk.get(address)) | written(ucr="5DE111222333TWO") | {"reference": "TAKEN-1"}
    told = send(clerk, address, sent, "send")
    assert f"Your notice {number} has this reference already." in told.main()
    assert 'id="reference-fault"' in told.markup


def test_a_request_is_answered_from_the_page(clerk, trader, authority, agreement):
    receipt = publish(trader)
    pipeline.route()
    making.opened(authority)
    about = {"subjects": {"elements": ["/items/0/description"]}}
    asked = reply(
        authority, "information_request", "RFI-7", document("information_request", receipt, **about)
    )
    pipeline.route()
    assert f"/answers/{asked.number}/" in clerk.get(f"/notices/{receipt.number}/").markup
    form = clerk.client.get(f"/answers/{asked.number}/", secure=True, follow=True)
    here = form.request["PATH_INFO"]
    page = Page(form)
    assert "Answer RFI-7" in page.main()
    assert "Goods item 1 · Goods description: Cotton bed linen, printed" in page.main()
    empty = send(clerk, here, fields(page) | {"/outcome": "answered"}, "send")
    assert empty.status == 422
    assert 'href="#f-statements-0-text"' in empty.markup
    assert 'id="f-statements-0-text-fault"' in empty.markup
    amend(trader, receipt, sample("advance_cargo", ucr="5DE111222333TWO"))
    assert "your answer is about version 2." in clerk.get(here).main()
    sent = fields(page) | {"/outcome": "cannot_answer", "/statements/0/text": "The consignor knows."}
    refused = send(clerk, here, sent, "send")
    assert "Who can answer" in refused.main()
    assert 'href="#f-ask' in refused.markup
    done = send(clerk, here, fields(refused) | {"/ask/name": "Lintong Textile"}, "send")
    assert "is accepted, and on its way" in done.main()
    with acting.as_organisation(trader.id):
        (case,) = Case.objects.all()
    assert case.outcome == Case.Outcome.REFERRED
    closed = clerk.client.get(f"/answers/{asked.number}/", secure=True, follow=True)
    assert closed.request["PATH_INFO"] == f"/cases/{case.pk}/"
    assert "nothing is open any more" in Page(closed).text
    assert "The consignor knows." in Page(closed).main()


def test_cancelling_says_what_it_does_and_happens_once(clerk, trader, authority, agreement):
    number = making.published(trader)
    page = clerk.get(f"/notices/{number}/cancel/")
    assert "It lifts no hold" in page.main()
    once = re.search(r'name="once" value="([^"]+)"', page.markup)[1]
    assert "The notice is cancelled." in clerk.post(f"/notices/{number}/cancel/", once=once).main()
    assert "Nothing was done twice." in clerk.post(f"/notices/{number}/cancel/", once=once).main()
    assert clerk.get(f"/notices/{number}/cancel/").status == 403


@pytest.mark.parametrize("type_id", ["ecommerce_parcel", "transport_event"])
def test_other_types_are_written_by_the_same_page(clerk, trader, type_id):
    address = begun(clerk, f"type={type_id}")
    sent = filled(clerk.get(address)) | written(type_id) | {"reference": "OTHER-1"}
    assert "Accepted: this is notice" in send(clerk, address, sent, "send").main()
    with acting.as_organisation(trader.id):
        (notice,) = notices.own_notices(publisher=trader.id)
        (content,) = notices.own_content([notices.versions(notice)[0].id]).values()
    assert content == sample(type_id)


def test_an_officer_writes_what_authorities_publish_and_no_more(authority, trader):
    officer = signed_in(authority, "publisher")
    page = officer.get("/notices/new/")
    assert "Risk alert" in page.main()
    assert "Advance cargo" not in page.main()
    address = begun(officer, "type=risk_alert")
    sent = filled(officer.get(address)) | written("risk_alert")
    assert "Accepted" in send(officer, address, sent | {"reference": "RA-1"}, "send").main()
    assert officer.get(address.replace("risk_alert", "advance_cargo")).status == 403


def test_writing_costs_the_same_however_much_is_written(clerk, trader):
    address = begun(clerk)
    sent = filled(clerk.get(address))
    few = queries(lambda: clerk.get(address))
    send(clerk, address, sent | written(), "save")
    kept = queries(lambda: clerk.get(address.partition("?")[0]))
    assert kept <= few + 1
