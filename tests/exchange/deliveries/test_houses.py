"""Missing houses are told within what a viewer may know, and nothing about anybody's filing leaks by being named."""

import pytest

from accounts import acting
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.deliveries import houses, masters
from exchange.deliveries.houses import House
from exchange.deliveries.models import Shown
from tests.exchange.test_pipeline import act, amend, cancel, changed
from tests.exchange.worklist.test_finding import numbers
from tests.factories import accounts, notices
from tests.factories import agreements as made
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

CARRIER, FORWARDER, STRANGER = "DE4471902", "NL854120099", "SE5561234567"
BILL = "MEDL26110771"
EVERYTHING = (Clause("", Form.PLAIN),)


def member(operator: Member, authority: Member, number: str) -> Member:
    found = accounts.member(operator, "trader", identifiers=[("eori", number)])
    accounts.standing(found, by=authority)
    return found


@pytest.fixture
def carrier(operator, authority) -> Member:
    return member(operator, authority, CARRIER)


@pytest.fixture
def forwarder(operator, authority) -> Member:
    return member(operator, authority, FORWARDER)


def master(by: Member, *filers: str, reference: str = "MASTER", **changes):
    """A master filing that names who files the houses."""
    named = [{"identifier": one} for one in filers or (FORWARDER,)]
    said = {
        "house_document": None,
        "ucr": "MASTER",
        "representative": None,
        "declarant": {"identifier": CARRIER},
    }
    return publish_as(by, reference, supplementary_declarants=named, **(said | changes))


def house(by: Member, **changes):
    return publish_as(by, "HOUSE", **changes)


def publish_as(by: Member, reference: str, **changes):
    caller = accounts.caller(by, "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        draft = pipeline.Draft("advance_cargo", reference, notices.sample(**changes))
        (receipt,) = pipeline.publish([draft], by=caller)
    if isinstance(receipt, Exception):
        raise receipt
    pipeline.route()
    return receipt


def of_own(by: Member, receipt) -> list[bool]:
    """Whether each house that the publisher named is known to it."""
    with acting.as_organisation(by.id, person=by.administrator.pk):
        found = houses.of_own([receipt.notice_id], publisher=by.id, at=acting.transaction_time())
    return [one.known for one in found.get(receipt.notice_id, [])]


def seen(by: Member, number: str) -> list[House]:
    """What a recipient knows of the houses of the notice with this number."""
    (one,) = [o for o in notices.opened(by) if o.delivery.number == number and o.shown]
    with acting.as_organisation(by.id, person=by.administrator.pk):
        found = houses.of_deliveries([one.delivery.id], recipient=by.id, at=acting.transaction_time())
    return found.get(one.delivery.id, [])


def awaits(by: Member) -> list[bool]:
    """Of each master filing that was shown to it, whether its houses are looked for when missing ones are listed."""
    with acting.as_organisation(by.id, person=by.administrator.pk):
        found = Shown.objects.filter(terms__contains=[masters.NAMES_SOMEBODY])
        return [one.awaits_houses for one in found]


def test_a_master_filer_learns_that_a_house_it_named_has_come_and_nothing_else(carrier, forwarder):
    named = master(carrier)
    assert of_own(carrier, named) == [False]
    filed = house(forwarder)
    assert of_own(carrier, named) == [True]
    assert of_own(forwarder, named) == []
    cancel(forwarder, filed)
    assert of_own(carrier, named) == [False]


@pytest.mark.parametrize(
    "changes",
    [
        {"carrier": {"identifier": STRANGER}},
        {"master_document": {"number": "OTHER1"}},
        {"master_document": {"number": BILL, "type": "704", "issue_date": "2020-01-31"}},
    ],
)
def test_naming_somebody_tells_nothing_of_a_filing_that_does_not_name_one_back(carrier, forwarder, changes):
    named = master(carrier)
    house(forwarder, **changes)
    assert of_own(carrier, named) == [False]


def test_a_recipient_knows_the_houses_that_it_has_opened_and_may_read(carrier, forwarder, authority):
    made.in_force(providers=[carrier], recipients=[authority], scope=EVERYTHING)
    book = made.in_force(providers=[forwarder], recipients=[authority], scope=EVERYTHING)
    number = master(carrier, FORWARDER, STRANGER).number
    assert numbers(authority, houses="1") == []
    notices.opened(authority)
    house(forwarder)
    # It has arrived, but nobody has opened it: of what nobody was shown there is no sign.
    assert numbers(authority, houses="1") == [number]
    assert [one.known for one in seen(authority, number)] == [True, False]
    assert numbers(authority, houses="1") == [number]
    made.in_force(providers=[carrier], recipients=[forwarder], scope=EVERYTHING)
    mine = master(carrier, FORWARDER, reference="AGAIN").number
    assert [one.known for one in seen(forwarder, mine)] == [True]
    act(forwarder, agreements.suspend, agreement=book.agreement_id, reason="audit")
    assert [one.known for one in seen(authority, number)] == [False, False]


def test_the_list_ends_with_the_last_house_and_begins_again_with_its_cancellation(
    carrier, forwarder, authority
):
    made.in_force(providers=[carrier, forwarder], recipients=[authority], scope=EVERYTHING)
    number = master(carrier).number
    filed = house(forwarder)
    notices.opened(authority)
    assert numbers(authority, houses="1", state="any") == []
    cancel(forwarder, filed)
    pipeline.route()
    assert numbers(authority, houses="1", state="any") == [number]


@pytest.mark.parametrize("hidden", ["/declarant/identifier", "/master_document/number"])
def test_a_masked_house_filing_is_as_unknown_as_none(carrier, operator, authority, hidden):
    """Filed by a broker that holds no such number itself, so that only what it says could tell."""
    broker = member(operator, authority, STRANGER)
    made.in_force(providers=[carrier], recipients=[authority], scope=EVERYTHING)
    masks = (Clause(hidden, Form.HASHED), Clause("/representative", Form.HIDDEN))
    made.in_force(providers=[broker], recipients=[authority], scope=(*EVERYTHING, *masks))
    number = master(carrier).number
    notices.opened(authority)
    before = seen(authority, number), numbers(authority, houses="1")
    house(broker)
    assert (seen(authority, number), numbers(authority, houses="1")) == before
    assert [one.known for one in before[0]] == [False]


def test_a_list_looks_only_at_masters_that_await_and_at_those_whose_grounds_have_ended(
    carrier, forwarder, authority
):
    made.in_force(providers=[carrier], recipients=[authority], scope=EVERYTHING)
    book = made.in_force(providers=[forwarder], recipients=[authority], scope=EVERYTHING)
    house(forwarder)
    notices.opened(authority)
    number = master(carrier).number
    assert awaits(authority) == []
    notices.opened(authority)
    # Shown after its house, and so known at once.
    assert awaits(authority) == [False]
    assert numbers(authority, houses="1") == []
    act(forwarder, agreements.suspend, agreement=book.agreement_id, reason="audit")
    assert awaits(authority) == [False]
    assert numbers(authority, houses="1") == [number]
    act(forwarder, agreements.resume, agreement=book.agreement_id, reason="done")
    assert numbers(authority, houses="1") == []


def test_a_newer_version_of_a_house_filing_has_its_master_await_again(carrier, forwarder, authority):
    made.in_force(providers=[carrier, forwarder], recipients=[authority], scope=EVERYTHING)
    number = master(carrier).number
    filed = house(forwarder)
    notices.opened(authority)
    assert awaits(authority) == [False]
    amend(forwarder, filed, changed(master_document={"number": "OTHER1"}))
    pipeline.route()
    assert awaits(authority) == [True]
    # Until the newer version is opened, the earlier one is what the authority knows.
    assert numbers(authority, houses="1", state="any") == []
    notices.opened(authority)
    assert numbers(authority, houses="1", state="any") == [number]
