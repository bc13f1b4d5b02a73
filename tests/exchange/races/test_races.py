"""What stays true whatever runs at the same moment: no position skipped, no version lost or out of order."""

import random
import threading
from contextlib import suppress
from functools import partial
from typing import Any

import pytest

from accounts.errors import Conflict
from exchange import pipeline
from exchange.deliveries.models import Delivery
from exchange.review import services as review
from tests.conftest import sample
from tests.exchange.races import acting_at_once as race
from tests.factories import accounts
from tests.factories.accounts import Member

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)

NOTICES = 16
LAST = 5


def document(name: str, n: int, *, destination: str = "NL") -> dict[str, Any]:
    return sample("advance_cargo") | {"ucr": f"6NL854120099-{name}-{n}", "destination_country": destination}


def test_a_reader_with_a_cursor_sees_what_was_accepted_in_a_transaction_that_committed_late(
    trader: Member, authority: Member, agreement: Any
) -> None:
    first_accepted, read_on = threading.Event(), threading.Event()
    over, routed = threading.Event(), threading.Event()

    def late() -> str:
        caller = accounts.caller(trader, "publisher")
        with race.acting.as_organisation(trader.id, person=caller.person):
            draft = pipeline.Draft("advance_cargo", "LATE", document("LATE", 1))
            (receipt,) = pipeline.publish([draft], by=caller)
            first_accepted.set()
            assert read_on.wait(timeout=race.SECONDS)
        over.set()
        return receipt.number

    def others() -> list[str]:
        assert first_accepted.wait(timeout=race.SECONDS)
        numbers = [race.publish(trader, f"LRN{n}", document("P", n)).number for n in range(20)]
        while len([one for one in race.inbox(authority) if one.state == "delivered"]) < len(numbers):
            pass
        read_on.set()
        return numbers

    number, numbers, _, seen = race.at_once(
        late, others, *race.routing(over, routed), race.reading(authority, routed)
    )
    assert [one.delivery.position for one in seen] == list(range(1, 22))
    assert [one.delivery.number for one in seen][-1] == number
    assert sorted(one.delivery.number for one in seen) == sorted([*numbers, number])
    accepted = {one.delivery.number: one.delivery.accepted_at for one in seen}
    assert accepted[number] < min(accepted[other] for other in numbers)


def test_one_reference_sent_many_times_at_once_is_one_notice(
    trader: Member, authority: Member, agreement: Any
) -> None:
    receipts = race.at_once(*[partial(race.publish, trader, "LRN1", document("R", 1))] * 50)
    assert len({one.number for one in receipts}) == 1
    assert [one.repeated for one in receipts].count(False) == 1
    assert race.at_once(*[pipeline.route] * 2).count(1) == 1
    assert [one.n for one in race.inbox(authority)] == [1]
    with pytest.raises(Conflict, match="other content"):
        race.publish(trader, "LRN1", document("R", 2))


def test_routers_side_by_side_lose_nothing_and_double_nothing(
    trader: Member, authority: Member, agreement: Any
) -> None:
    numbers = [race.publish(trader, f"LRN{n}", document("W", n)).number for n in range(60)]
    over, routed = threading.Event(), threading.Event()
    over.set()
    routers = race.routing(over, routed, routers=4, limit=7)
    *shares, seen = race.at_once(*routers, race.reading(authority, routed))
    # A router may find everything locked by the others and leave; what it left was theirs.
    assert sum(shares) == len(numbers)
    assert sorted(one.delivery.number for one in seen) == sorted(numbers)
    assert [one.delivery.position for one in seen] == list(range(1, 61))
    assert len(race.inbox(authority)) == 60


def test_amendments_withdrawals_and_cancellations_race_the_original_and_its_readers(
    trader: Member, authority: Member, agreement: Any, narrow: Member
) -> None:
    chance = random.Random(13)
    acts: list[Any] = []
    plans: dict[str, tuple[list[str], bool]] = {}
    for number in range(NOTICES):
        reference = f"LRN{number}"
        last = chance.randint(1, LAST)
        leaves = chance.choice([2, 3, 4, LAST + 1])
        destinations = ["NL" if n < leaves else "US" for n in range(1, last + 1)]
        cancelled = chance.random() < 0.4
        plans[reference] = destinations, cancelled
        for n, destination in enumerate(destinations, start=1):
            content = document(str(number), n, destination=destination)
            acts.append(
                partial(race.publish, trader, reference, content)
                if n == 1
                else partial(race.amend, trader, reference, content, replaces=n - 1)
            )
        if cancelled:
            acts.append(partial(race.cancel, trader, reference, replaces=last))
    chance.shuffle(acts)
    over, routed = threading.Event(), threading.Event()
    race.at_once(
        *race.sharing(acts, threads=4, over=over),
        *race.routing(over, routed, routers=2),
        race.reading(authority, routed),
        race.reading(narrow, routed),
    )
    for member in (authority, narrow):
        rows = race.inbox(member)
        assert [one.position for one in rows] == list(range(1, len(rows) + 1))
        for reference, (destinations, cancelled) in plans.items():
            entitled = [member is authority or one == "NL" for one in destinations]
            check([one for one in rows if one.number == number_of(trader, reference)], entitled, cancelled)


def test_two_authorities_decide_on_one_notice_at_the_same_moment(
    trader: Member, authority: Member, agreement: Any, narrow: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = race.publish(trader, "LRN1", document("D", 1))
    pipeline.route()
    hold = sample("hold") | {"cites": {"notice": receipt.number, "version": 1}, "addressee": "publisher"}
    del hold["informed"]
    both_have_opened = threading.Barrier(2)
    record = review.record

    def late(*args: Any, **more: Any) -> None:
        with suppress(threading.BrokenBarrierError):
            both_have_opened.wait(timeout=2)
        record(*args, **more)

    monkeypatch.setattr("exchange.pipeline.review.record", late)

    def decide(by: Member) -> str:
        caller = accounts.caller(by, "officer")
        with race.acting.as_organisation(by.id, person=caller.person):
            return pipeline.reply(pipeline.Draft("hold", "HOLD-1", hold), by=caller).number

    for member in (authority, narrow):
        race.feed(member, 0)
    race.at_once(partial(decide, authority), partial(decide, narrow))
    pipeline.route()
    assert [one.type for one in race.inbox(trader)] == ["hold", "hold"]
    assert race.amend(trader, "LRN1", document("D", 2), replaces=1).late


def number_of(trader: Member, reference: str) -> str:
    with race.acting.as_organisation(trader.id):
        return race.notices.own_notices(publisher=trader.id).get(reference=reference).number


def check(rows: list[Delivery], entitled: list[bool], cancelled: bool) -> None:
    """One recipient's deliveries of one notice, given which of its versions it may receive."""
    told = [(one.n, one.kind) for one in rows]
    assert told == sorted(told), "versions never go back"
    contents = {one.n: one for one in rows if one.kind == "content"}
    assert all(entitled[n - 1] for n in contents), "content only of what it was entitled to"
    left = [n for n, one in contents.items() if one.state == "delivered"]
    may_receive_newest = entitled[-1]
    if not cancelled:
        assert set(contents) == {n for n, may in enumerate(entitled, start=1) if may}
        if may_receive_newest:
            assert max(left) == len(entitled), "the current one is the highest"
    withdrawn = [one.n for one in rows if one.kind == "withdrawal"]
    ended = [one.n for one in rows if one.kind == "cancellation"]
    if not cancelled:
        assert (len(withdrawn) == 1) == (bool(left) and not may_receive_newest)
    assert ended == ([len(entitled) + 1] if cancelled and left else []), "exactly those that got content"
