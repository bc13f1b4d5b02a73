"""Whom a reply would reach is told before it is sent, and sending it does just that."""

import pytest

from accounts import acting
from accounts.errors import Invalid, NotFound
from exchange import pipeline
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.notices.submissions import Receipt
from exchange.review import reaching
from exchange.review import selectors as review
from exchange.review.models import Case
from tests.conftest import sample
from tests.exchange.test_pipeline import inbox, open_all, publish
from tests.exchange.test_replies import answer, cases, document, reply
from tests.factories import accounts
from tests.factories import agreements as made
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

SCOPE = (Clause("/items", Form.PLAIN), Clause("/declarant", Form.PLAIN), Clause("/carrier", Form.HASHED))


@pytest.fixture
def held(trader, authority) -> Receipt:
    """A notice whose declarant the authority sees plainly, its carrier masked, its representative not at all."""
    made.in_force(providers=[trader], recipients=[authority], scope=SCOPE)
    receipt = publish(trader)
    pipeline.route()
    open_all(authority)
    return receipt


@pytest.fixture
def declarant(operator, held) -> Member:
    eori = sample("advance_cargo")["declarant"]["identifier"]
    return accounts.member(operator, identifiers=[("eori", eori)], country="NL")


def reach(of: Member, about: Receipt) -> dict[str, reaching.Reach]:
    caller = accounts.caller(of, "officer")
    with acting.as_organisation(of.id, person=caller.person):
        return {one.role: one for one in pipeline.reach(number=about.number, n=1, by=caller)}


def test_each_role_is_reached_by_sending_exactly_if_it_was_said_to_be(trader, authority, declarant, held):
    told = reach(authority, held)
    assert {role: one.organisation for role, one in told.items() if one.organisation} == {
        "publisher": trader.id,
        "declarant": declarant.id,
    }
    assert (told["carrier"].reason, told["representative"].reason) == ("masked", "not-named")
    for role, one in told.items():
        asked = document("information_request", held, addressee=role)
        if one.organisation is None:
            with pytest.raises(Invalid, match="Mend") as refused:
                reply(authority, "information_request", f"RFI-{role}", asked)
            assert [fault.place for fault in refused.value.faults] == ["/addressee"]
        else:
            reply(authority, "information_request", f"RFI-{role}", asked)
    pipeline.route()
    assert [one.reference for one in inbox(trader)] == ["RFI-publisher"]
    assert [one.reference for one in inbox(declarant)] == ["RFI-declarant"]


def test_a_preview_says_what_sending_does_and_sends_nothing(trader, authority, declarant, held):
    reply(authority, "hold", "HOLD-1", document("hold", held))
    release = {**document("release", held, lifts=["HOLD-1"]), "informed": ["declarant"]}
    caller = accounts.caller(authority, "officer")
    with acting.as_organisation(authority.id, person=caller.person):
        told = pipeline.preview_reply(pipeline.Draft("release", "REL-1", release), by=caller)
    assert (told.addressee, told.informed) == (trader.id, (declarant.id,))
    assert [(case.reference, outcome) for case, outcome in told.closes] == [("HOLD-1", "lifted")]
    assert cases(authority) == [("HOLD-1", "")]
    reply(authority, "release", "REL-1", release)
    pipeline.route()
    assert cases(authority) == [("HOLD-1", "lifted")]
    assert [(one.reference, one.basis) for one in inbox(declarant)] == [("REL-1", "informed")]


def test_only_who_holds_the_version_learns_whom_it_names(operator, held):
    with pytest.raises(NotFound):
        reach(accounts.member(operator, "authority", country="BE"), held)


def test_a_release_of_a_part_leaves_the_case_open_and_stands_in_its_thread(trader, authority, held):
    reply(authority, "hold", "HOLD-1", document("hold", held))
    reply(trader, "answer", "ANS-1", answer(held, "HOLD-1") | {"outcome": "acknowledged"})
    part = {"quantity": "40", "unit": "NIU"}
    release = document("release", held, lifts=["HOLD-1"], partial_quantity=part)
    reply(authority, "release", "REL-1", release)
    assert cases(authority) == [("HOLD-1", "")]
    whole = {name: value for name, value in release.items() if name != "partial_quantity"}
    reply(authority, "release", "REL-2", whole)
    assert cases(authority) == [("HOLD-1", "lifted")]
    for side in (authority, trader):
        with acting.as_organisation(side.id):
            steps = review.steps(Case.objects.values_list("pk", flat=True))
        assert [(one.type, one.reference, one.outcome) for one in steps] == [
            ("hold", "HOLD-1", ""),
            ("answer", "ANS-1", ""),
            ("release", "REL-1", ""),
            ("release", "REL-2", "lifted"),
        ]
