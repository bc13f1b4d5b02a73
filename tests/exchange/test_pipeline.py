"""A notice on its way: accepted, routed to whom an agreement entitles, opened by the recipient, answered."""

import pytest

from accounts import acting
from accounts.callers import Caller
from exchange import pipeline
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.door import Opened, Reader
from exchange.notices.submissions import Receipt
from tests.exchange.conftest import sample
from tests.factories import accounts
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def publish(by: Member, reference: str = "LRN1", document: dict | None = None) -> Receipt:
    caller = accounts.caller(by, "publisher")
    with acting.as_organisation(by.id, person=caller.person):
        draft = pipeline.Draft("advance_cargo", reference, document or sample("advance_cargo"))
        (answer,) = pipeline.publish([draft], by=caller)
    if isinstance(answer, Exception):
        raise answer
    return answer


def inbox(of: Member) -> list:
    with acting.as_organisation(of.id):
        return list(deliveries.inbox(recipient=of.id).order_by("position"))


def open_all(of: Member) -> list[Opened]:
    caller: Caller = accounts.caller(of, "officer")
    with acting.as_organisation(of.id, person=caller.person):
        rows = list(deliveries.inbox(recipient=of.id).order_by("position"))
        return pipeline.open_deliveries(rows, reader=Reader(of.id, caller.person, None, "inbox"))


def test_a_notice_reaches_whom_the_agreement_entitles_and_shows_only_its_elements(
    trader, authority, agreement
):
    publish(trader)
    assert pipeline.route() == 1
    (opened,) = open_all(authority)
    paths = {one.path: one.form for one in opened.elements}
    assert paths
    assert all(path.startswith("/items/") or path == "/consignor/name" for path in paths)
    assert paths["/consignor/name"] == "hashed"


def test_without_an_agreement_nobody_receives_anything(trader, authority):
    publish(trader)
    pipeline.route()
    assert inbox(authority) == []
