"""An agreement to take away: as ODRL for machines, as a text for lawyers, for its parties alone."""

import json
from datetime import UTC, datetime

import pytest

from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.factories import accounts, agreements
from tests.factories.calling import Api
from tests.hub.portal.browsing import signed_in

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def signed(trader, authority):
    return agreements.in_force(
        providers=[trader],
        recipients=[authority],
        title="Cargo before loading",
        scope=(Clause("/items", Form.PLAIN), Clause("/consignor/name", Form.HASHED)),
        conditions=[{"corridor": [["CN", "FR"]]}, {"hs": ["2402"]}],
    )


def test_it_is_an_odrl_agreement_that_says_what_was_signed(trader, authority, signed):
    answer = signed_in(trader, "officer").get(f"/agreements/versions/{signed.id}/odrl/")
    assert answer.answer.headers["Content-Type"] == "application/ld+json"
    policy = json.loads(answer.markup)
    assert policy["@context"][0] == "http://www.w3.org/ns/odrl.jsonld"
    assert (policy["@type"], policy["profile"]) == ("Agreement", "urn:exchange-hub:odrl:1")
    (permission,) = policy["permission"]
    assert permission["assigner"] == [{"@type": "Party", "uid": f"urn:uuid:{trader.id}"}]
    assert permission["assignee"] == [{"@type": "Party", "uid": f"urn:uuid:{authority.id}"}]
    constraints = {one["leftOperand"]: one["rightOperand"] for one in permission["constraint"]}
    assert constraints["purpose"] == "hub:safety_and_security"
    assert constraints["elapsedTime"]["@value"] == "P365D"
    assert constraints["hub:corridor"] == {"@value": [["CN", "FR"]], "@type": "@json"}
    (target,) = permission["target"]
    assert target["hub:scope"][1] == {"hub:path": "/consignor/name", "hub:form": "hub:hashed"}
    assert {one["action"] for one in policy["prohibition"]} == {"use", "distribute"}
    assert {one["action"] for one in policy["obligation"]} == {"delete", "inform"}


def test_what_takes_effect_with_its_last_signature_names_no_beginning(trader, authority, signed):
    def begins(version) -> tuple[bool, bool]:
        answer = signed_in(trader, "officer").get(f"/agreements/versions/{version.id}/odrl/")
        policy = json.loads(answer.markup)
        constraints = policy["permission"][0]["constraint"]
        return "hub:effectiveFrom" in policy, any(one["leftOperand"] == "dateTime" for one in constraints)

    assert begins(signed) == (False, False)
    later = datetime(2090, 1, 1, tzinfo=UTC)
    terms = agreements.terms(providers=[trader], recipients=[authority], effective_from=later)
    assert begins(agreements.proposed(trader, terms)) == (True, True)


def test_of_a_group_those_that_have_acceded_are_party(trader, authority):
    group = agreements.listed_group(authority, name="Neighbours")
    version = agreements.proposed(trader, agreements.terms(providers=[trader], recipients=[group]))
    policy = json.loads(signed_in(trader, "officer").get(f"/agreements/versions/{version.id}/odrl/").markup)
    (assignee,) = policy["permission"][0]["assignee"]
    assert (assignee["@type"], assignee["source"]) == ("PartyCollection", f"urn:uuid:{group.pk}")
    assert assignee["refinement"][0]["leftOperand"] == "hub:acceded"


def test_the_text_for_lawyers_holds_every_section_clause_and_signature(trader, authority, signed):
    page = signed_in(trader, "officer").get(f"/agreements/versions/{signed.id}/print/").main()
    for words in (
        "Cargo before loading",
        "Legal basis",
        "Consignor · Name /consignor/name",
        "Keyed hash only",
        "Digest of the terms",
    ):
        assert words in page
    assert "not yet" not in page
    assert "In force · proposed" in page
    waits = agreements.proposed(trader, agreements.terms(providers=[trader], recipients=[authority]))
    page = signed_in(trader, "officer").get(f"/agreements/versions/{waits.id}/print/").main()
    assert page.count("Proposed") == 1
    assert "· proposed" not in page


def test_nobody_else_takes_it_away(operator, signed):
    stranger = accounts.member(operator, "trader", country="NL")
    browser = signed_in(stranger, "administrator")
    assert browser.get(f"/agreements/versions/{signed.id}/odrl/").status == 404
    assert browser.get(f"/agreements/versions/{signed.id}/print/").status == 404
    api = Api(accounts.token(stranger, "agreements:read"))
    assert api.get(f"agreements/{signed.agreement_id}/versions/{signed.id}/odrl")[0] == 404


def test_machines_get_the_same_policy(trader, signed):
    api = Api(accounts.token(trader, "agreements:read"))
    status, policy = api.get(f"agreements/{signed.agreement_id}/versions/{signed.id}/odrl")
    assert status == 200
    assert policy == json.loads(
        signed_in(trader, "officer").get(f"/agreements/versions/{signed.id}/odrl/").markup
    )
