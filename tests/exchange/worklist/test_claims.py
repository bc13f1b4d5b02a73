"""Work on a notice is one person's at a time, and every hand that it went through stays on record."""

from uuid import UUID

import pytest

from accounts import acting
from accounts.callers import Caller
from accounts.errors import Conflict, Forbidden, Invalid
from exchange.deliveries import selectors as deliveries
from exchange.deliveries import services as delivering
from exchange.worklist import filters, selectors, services
from tests.exchange.races.acting_at_once import at_once
from tests.factories import accounts, notices

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def notice(trader, authority, agreement) -> UUID:
    notices.published(trader)
    with acting.as_organisation(authority.id):
        return deliveries.inbox(recipient=authority.id).get().notice_id


@pytest.fixture
def first(authority) -> Caller:
    return accounts.caller(authority, "officer", person=accounts.person(authority, "officer"))


@pytest.fixture
def second(authority) -> Caller:
    return accounts.caller(authority, "publisher", person=accounts.person(authority, "publisher"))


def does(by: Caller, service, *arguments, **more):
    with acting.as_organisation(by.organisation, person=by.person):
        return service(*arguments, by=by, **more)


def history(notice: UUID, by: Caller) -> list[tuple]:
    with acting.as_organisation(by.organisation):
        rows = list(selectors.history(organisation=by.organisation, notice=notice))
    return [(one.person_id, one.given_by, one.ended_by, one.valid_until is None) for one in rows]


def test_of_two_who_claim_at_once_one_has_it_and_the_other_is_told_who(notice, first, second):
    def claims(by: Caller):
        try:
            does(by, services.claim_one, notice)
        except Conflict as refused:
            return refused
        return None

    for _ in range(5):
        answers = at_once(lambda: claims(first), lambda: claims(second))
        (refused,) = [one for one in answers if one is not None]
        winner = first if answers[0] is None else second
        assert (refused.code, refused.facts["person"]) == ("claimed-by-another", str(winner.person))
        does(winner, services.give_back, [notice])


def test_claiming_again_changes_nothing_and_giving_back_leaves_the_record(notice, first, second):
    for _ in range(2):
        does(first, services.claim_one, notice)
    assert does(second, services.give_back, [notice]) == frozenset()
    assert does(first, services.give_back, [notice]) == {notice}
    does(second, services.claim_one, notice)
    assert history(notice, first) == [
        (second.person, second.person, None, True),
        (first.person, first.person, first.person, False),
    ]


def test_an_officer_assigns_over_anothers_claim_and_only_to_a_worker(notice, first, second, authority):
    with acting.as_organisation(authority.id):
        at = acting.transaction_time()
    does(second, services.claim_one, notice)
    assert does(first, services.assign, [notice], to=first.person, at=at) == {notice}
    assert does(first, services.assign, [notice], to=first.person, at=at) == frozenset()
    auditor = accounts.person(authority, "auditor")
    with pytest.raises(Invalid) as refused:
        does(first, services.assign, [notice], to=auditor.pk, at=at)
    assert refused.value.code == "no-worker"
    with pytest.raises(Forbidden):
        does(second, services.assign, [notice], to=second.person, at=at)
    assert [one[0] for one in history(notice, first)] == [first.person, second.person]


def test_another_organisation_neither_sees_nor_makes_claims_here(notice, first, operator):
    does(first, services.claim_one, notice)
    other = accounts.member(operator, "authority", country="BE")
    stranger = accounts.caller(other, "officer")
    assert history(notice, stranger) == []
    assert does(stranger, services.give_back, [notice]) == frozenset()
    with pytest.raises(Exception, match="row-level security"):
        does(stranger, services.claim_one, notice)


def test_the_list_shows_what_is_mine_and_what_nobody_has(notice, first, second):
    def listed(by: Caller, claim: str) -> int:
        with acting.as_organisation(by.organisation, person=by.person):
            at = acting.transaction_time()
            return len(selectors.page(filters.read({"claim": claim}), by=by, at=at).rows)

    assert (listed(first, "unclaimed"), listed(first, "mine")) == (1, 0)
    does(first, services.claim_one, notice)
    assert (listed(first, "unclaimed"), listed(first, "mine")) == (0, 1)
    assert (listed(second, "mine"), listed(second, str(first.person))) == (0, 1)


def test_several_are_acknowledged_and_what_nobody_has_opened_is_passed_over(
    trader, authority, agreement, first
):
    notices.published(trader, "A")
    notices.opened(authority)
    notices.published(trader, "B")
    with acting.as_organisation(authority.id, person=first.person):
        rows = list(deliveries.inbox(recipient=authority.id).order_by("position"))
        at = acting.transaction_time()
        told = delivering.acknowledge_all(rows, at=at, person=first.person)
    assert (len(told.now), len(told.before), len(told.unopened)) == (1, 0, 1)
    with acting.as_organisation(authority.id, person=first.person):
        rows = list(deliveries.inbox(recipient=authority.id).order_by("position"))
        told = delivering.acknowledge_all(rows, at=at, person=first.person)
    assert (len(told.now), len(told.before), len(told.unopened)) == (0, 1, 1)
    assert [one.acknowledged_by for one in rows] == [first.person, None]


def test_a_view_is_its_keepers_and_shared_where_the_keeper_says_so(first, second, authority):
    with acting.as_organisation(authority.id):
        at = acting.transaction_time()
    wanted = filters.read({"state": "open", "office": "NL000511"})
    kept = does(first, services.keep_view, name=" Rotterdam  today ", query=wanted, shared=False, at=at)
    assert (kept.name, kept.query) == ("Rotterdam today", "state=open&office=NL000511")
    assert does(second, selectors.views) == []
    does(first, services.keep_view, name="Rotterdam today", query=wanted, shared=True, at=at)
    (seen,) = does(second, selectors.views)
    assert seen.id == kept.id
    with pytest.raises(Forbidden):
        does(second, services.drop_view, seen.id)
    does(first, services.drop_view, seen.id)
    assert does(first, selectors.views) == []
