"""Versions that were not opened before the next one came, to a recipient that hears nothing of the next one."""

import pytest

from exchange import pipeline
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.subscriptions import services as subscriptions
from tests.exchange.test_pipeline import act, amend, changed, kinds, open_all, publish
from tests.factories import agreements as made

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def test_an_undelivered_version_is_shown_to_whom_may_receive_the_newer_one_but_has_not_subscribed_to_it(
    trader, authority, agreement
):
    receipt = publish(trader)
    pipeline.route()
    act(authority, subscriptions.end_always)
    amend(trader, receipt, changed(ucr="5DE111222333TWO"))
    pipeline.route()
    open_all(authority)
    pipeline.reconsider()
    assert kinds(authority)[0][2] in ("available", "delivered")
    (opened,) = open_all(authority)
    assert opened.elements


def test_what_a_back_fill_opened_is_shown_no_more_once_it_is_not_the_current_version(trader, authority):
    receipt = publish(trader)
    pipeline.route()
    scope = (Clause("/items", Form.PLAIN),)
    made.in_force(providers=[trader], recipients=[authority], scope=scope, back_fill_from=receipt.accepted_at)
    assert pipeline.back_fill() == 1
    amend(trader, receipt, changed(ucr="5DE111222333TWO"))
    pipeline.route()
    first, second = open_all(authority)
    assert (first.elements, first.reason) == ([], "decided-again")
    assert second.elements
    pipeline.reconsider()
    assert kinds(authority) == [(1, "content", "closed"), (2, "content", "delivered")]
