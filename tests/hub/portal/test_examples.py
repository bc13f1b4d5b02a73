"""Examples kept with an agreement: tried on each version, and nobody's but their keeper's."""

import json

import pytest

from accounts import acting
from exchange.agreements.models import Example
from tests.factories import accounts, agreements, notices
from tests.factories.calling import Api
from tests.hub.portal.browsing import queries, signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def chief(trader):
    """An administrator of the trader's."""
    return signed_in(trader, "administrator")


@pytest.fixture
def kept(chief, trader, authority, agreement):
    """The page of an agreement with two examples: a notice that must go, and a document that must not."""
    number = notices.published(trader)
    address = f"/agreements/versions/{agreement.id}/examples/"
    common = {"recipient": str(authority.id)}
    chief.post(f"{address}new/", name="Ours goes", must_send="yes", source="own", notice=number, **common)
    chief.post(
        f"{address}new/",
        name="Documents stay",
        must_send="no",
        source="document",
        publisher=str(trader.id),
        type="advance_cargo",
        document=json.dumps(notices.sample()),
        **common,
    )
    return address


def test_examples_say_whether_each_holds_and_why_not(chief, kept):
    page = chief.get(kept).main()
    assert "1 example fails" in page
    assert "Ours goes Passed be sent" in page
    assert "Documents stay Failed not be sent It is sent, with" in page


def test_a_new_version_is_tried_before_it_is_proposed(chief, kept, trader, authority, agreement):
    terms = agreements.terms(providers=[trader], recipients=[authority], conditions=[{"hs": ["2402"]}])
    draft = agreements.successor(agreement, terms, by=trader)
    tried = chief.get(f"/agreements/versions/{draft.id}/examples/").main()
    assert "Tried on the draft" in tried
    assert "Ours goes Failed be sent It stops at rule 6, Conditions." in tried
    assert "Documents stay Passed" in tried
    assert "1 of 2 fail on this version" in chief.get(f"/agreements/versions/{draft.id}/").main()
    step = f"/agreements/versions/{draft.id}/draft"
    assert "Ours goes Failed be sent" in chief.get(f"{step}/examples/").main()
    assert "1 example that you keep fails" in chief.get(f"{step}/proposal/").main()
    assert chief.post(f"{step}/proposal/").status == 422
    chief.post(f"{step}/proposal/", despite="We gave that lane up.")
    assert "Proposed although examples failed" in chief.get("/settings/trail/").main()
    assert "We gave that lane up." in chief.get("/settings/trail/").main()
    other = signed_in(authority, "administrator")
    assert "Sign for" in other.get(f"/agreements/versions/{draft.id}/sign/").main()
    for path in (f"/agreements/versions/{draft.id}/", "/settings/trail/"):
        assert "lane" not in other.get(path).main()


def test_no_other_party_sees_them_and_the_database_holds_that(chief, kept, authority, operator):
    other = signed_in(authority, "administrator")
    assert "No example is kept yet." in other.get(kept).main()
    drops = [one for one in chief.get(kept).links(kept) if one.endswith("/drop/")]
    assert other.post(drops[0]).status == 404
    stranger = accounts.member(operator, "trader", country="NL")
    assert signed_in(stranger, "administrator").get(kept).status == 404
    for who in (authority, stranger):
        with acting.as_organisation(who.id):
            assert not Example.objects.exists()


def test_a_number_in_small_letters_is_ones_own_notice_too(chief, authority, trader, agreement):
    number = notices.published(trader)
    address = f"/agreements/versions/{agreement.id}/examples/"
    form = {"name": "Ours", "must_send": "yes", "source": "own", "recipient": str(authority.id)}
    chief.post(f"{address}new/", notice=number.lower(), **form)
    assert "Ours Passed be sent" in chief.get(address).main()


def test_what_cannot_be_kept_is_said_beside_its_field(chief, authority, trader, agreement):
    address = f"/agreements/versions/{agreement.id}/examples/new/"
    form = {"name": "X", "must_send": "yes", "recipient": str(authority.id)}
    assert (
        "You have no notice of this number."
        in chief.post(address, source="own", notice="NONE", **form).main()
    )
    document = {"source": "document", "publisher": str(trader.id), "type": "advance_cargo"}
    assert "This is no JSON" in chief.post(address, document="{", **document, **form).main()
    faulty = chief.post(address, document="{}", **document, **form)
    assert faulty.status == 422
    assert "/items: " in faulty.main(), "it says which element of the document it is about"
    with acting.as_organisation(trader.id):
        assert not Example.objects.exists()


def test_an_example_is_dropped_and_an_auditor_only_reads(chief, kept, trader):
    auditor = signed_in(trader, "auditor")
    assert "Drop" not in auditor.get(kept).main()
    assert auditor.get(f"{kept}new/").status == 403
    drops = [one for one in chief.get(kept).links(kept) if one.endswith("/drop/")]
    assert len(drops) == 2
    assert "It is kept no longer." in chief.post(drops[0]).text
    assert len([one for one in chief.get(kept).links(kept) if one.endswith("/drop/")]) == 1


def test_machines_keep_and_try_them_too(trader, authority, agreement):
    api = Api(accounts.token(trader, "agreements:write", "agreements:read"))
    base = f"agreements/{agreement.agreement_id}"
    body = {
        "name": "Goes",
        "recipient": str(authority.id),
        "must_send": True,
        "type": "advance_cargo",
        "document": notices.sample(),
    }
    status, made = api.post(f"{base}/examples", body)
    assert status == 201
    assert api.post(f"{base}/examples", body)[0] == 422
    _, tried = api.get(f"{base}/versions/{agreement.id}/examples")
    assert [(one["name"], one["passed"], one["failed_rule"]) for one in tried["items"]] == [
        ("Goes", True, None)
    ]
    terms = agreements.terms(providers=[trader], recipients=[authority], conditions=[{"hs": ["2402"]}])
    proposal = f"{base}/versions/{agreements.successor(agreement, terms, by=trader).id}/propose"
    status, refused = api.post(proposal)
    assert (status, refused["code"], refused["examples"]) == (409, "examples-fail", ["Goes"])
    assert api.post(proposal, {"despite": "Spirits are for another agreement."})[0] == 200
    other = Api(accounts.token(authority, "agreements:write", "agreements:read"))
    assert other.get(f"{base}/examples")[1] == {"items": []}
    assert other.delete(f"{base}/examples/{made['id']}")[0] == 404
    assert api.delete(f"{base}/examples/{made['id']}")[0] == 204


def test_trying_costs_the_same_however_many_there_are(chief, kept, authority):
    def look() -> None:
        assert chief.get(kept).status == 200

    before = queries(look)
    for n in range(3):
        chief.post(
            f"{kept}new/",
            name=f"More {n}",
            must_send="no",
            source="document",
            publisher=str(authority.id),
            type="advance_cargo",
            document=json.dumps(notices.sample()),
            recipient=str(authority.id),
        )
    assert queries(look) == before
