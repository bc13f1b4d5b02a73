"""Versions that were not opened before the next one came, to a recipient that hears nothing of the next one."""

import pytest

from exchange import pipeline
from exchange.subscriptions import services as subscriptions
from tests.exchange.test_pipeline import act, amend, changed, kinds, open_all, publish

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
