"""Where an agreement asks for it, one officer prepares a reply and another one releases it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from accounts import acting
from accounts.callers import Caller
from accounts.errors import Conflict, Forbidden, NotFound
from exchange import pipeline
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.notices.submissions import Receipt
from exchange.notifications import selectors as notifications
from exchange.notifications.notification import Kind, Notification
from exchange.review import seconding
from exchange.review.models import PreparedReply
from tests.exchange.test_pipeline import amend, changed, inbox, open_all, publish
from tests.exchange.test_replies import cases, document, reply
from tests.factories import accounts
from tests.factories import agreements as made
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def held(trader, authority) -> Receipt:
    """A notice under an agreement that asks a second person for holds alone."""
    scope = (Clause("/items", Form.PLAIN),)
    made.in_force(providers=[trader], recipients=[authority], scope=scope, second_person=("hold",))
    receipt = publish(trader)
    pipeline.route()
    open_all(authority)
    return receipt


def another(of: Member) -> Caller:
    """One more officer of the member's."""
    return replace(accounts.caller(of, "officer"), person=accounts.person(of, "officer").pk)


def as_officer(of: Member, officer: Caller, act: Callable[..., Any], *args: Any) -> Any:
    with acting.as_organisation(of.id, person=officer.person):
        return act(*args, by=officer)


def waiting_for(caller: Caller) -> list[Notification]:
    """What this person is told to release."""
    with acting.as_organisation(caller.organisation, person=caller.person):
        return [one for one in notifications.derived(caller) if one.kind is Kind.RELEASE_WAITED_FOR]


@pytest.fixture
def officer(authority) -> Caller:
    return accounts.caller(authority, "officer")


@pytest.fixture
def prepared(authority, officer, held) -> PreparedReply:
    draft = pipeline.Draft("hold", "HOLD-1", document("hold", held))
    found: PreparedReply = as_officer(authority, officer, pipeline.prepare_reply, draft)
    return found


def test_a_reply_that_takes_two_is_not_sent_by_one(trader, authority, held):
    with pytest.raises(Conflict, match="second person"):
        reply(authority, "hold", "HOLD-1", document("hold", held))
    assert cases(authority) == []
    reply(authority, "information_request", "RFI-1", document("information_request", held))
    assert cases(authority) == [("RFI-1", "")]


def test_another_officer_is_told_and_releases_word_for_word_what_was_prepared(
    trader, authority, officer, held, prepared
):
    with pytest.raises(Forbidden, match="yourself"):
        as_officer(authority, officer, pipeline.release_reply, prepared.pk)
    second = another(authority)
    assert [one.subject for one in waiting_for(second)] == [prepared.pk]
    assert waiting_for(officer) == waiting_for(trader.caller) == []
    as_officer(authority, second, pipeline.release_reply, prepared.pk)
    assert waiting_for(second) == []
    pipeline.route()
    assert cases(authority) == cases(trader) == [("HOLD-1", "")]
    assert [one.reference for one in inbox(trader)] == ["HOLD-1"]
    with acting.as_organisation(authority.id):
        after = seconding.one(prepared.pk)
    assert (after.state, after.person, after.decided_by) == ("sent", officer.person, second.person)
    with pytest.raises(Conflict):
        as_officer(authority, second, pipeline.release_reply, prepared.pk)


def test_preparing_twice_is_once_and_withdrawn_is_never_sent(authority, officer, held, prepared):
    draft = pipeline.Draft("hold", "HOLD-1", document("hold", held))
    assert as_officer(authority, officer, pipeline.prepare_reply, draft).pk == prepared.pk
    with acting.as_organisation(authority.id, person=officer.person):
        seconding.withdraw(prepared.pk, by=officer, at=acting.transaction_time())
    with pytest.raises(Conflict):
        as_officer(authority, another(authority), pipeline.release_reply, prepared.pk)
    assert cases(authority) == []


def test_what_no_agreement_asks_for_is_not_prepared(authority, officer, held):
    draft = pipeline.Draft("information_request", "RFI-1", document("information_request", held))
    with pytest.raises(Conflict, match="No agreement asks"):
        as_officer(authority, officer, pipeline.prepare_reply, draft)


def test_a_newer_version_of_the_notice_is_shown_beside_what_waits(trader, authority, held, prepared):
    def outdated() -> bool:
        with acting.as_organisation(authority.id):
            found: bool = seconding.one(prepared.pk).outdated
            return found

    assert not outdated()
    amend(trader, held, changed(ucr="5DE111222333TWO"))
    pipeline.route()
    assert outdated()


def test_what_waits_is_the_authoritys_own(trader, operator, prepared):
    for other in (trader, accounts.member(operator, "authority", country="BE")):
        stranger = accounts.caller(other, "officer")
        with pytest.raises(NotFound), acting.as_organisation(other.id, person=stranger.person):
            seconding.one(UUID(str(prepared.pk)))
