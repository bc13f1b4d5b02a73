"""A6 by webhook: from an accepted notice to its receiver, and nothing once an agreement no longer allows it."""

from collections.abc import Iterator

import pytest

from accounts import acting
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.agreements.models import AgreementVersion
from exchange.deliveries.channels.webhook import guard
from exchange.deliveries.channels.webhook.dispatching import Dispatcher
from exchange.deliveries.channels.webhook.models import Dispatch, Endpoint
from exchange.deliveries.channels.webhook.posting import Poster
from exchange.deliveries.models import Delivery
from exchange.deliveries.sending import Law
from exchange.disclosures.models import Disclosure
from exchange.subscriptions import services as subscriptions
from exchange.subscriptions.models import Channel
from exchange.subscriptions.services import Wish
from tests.conftest import sample
from tests.exchange.deliveries.webhook import receiver as receivers
from tests.exchange.deliveries.webhook.receiver import Receiver
from tests.exchange.deliveries.webhook.sending import register, states_of
from tests.factories import accounts
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


@pytest.fixture
def subscribed(authority: Member, receiver: Receiver) -> Endpoint:
    endpoint, _ = register(authority, receiver)
    with acting_for(authority) as at:
        wish = Wish(channels=(Channel.INBOX, Channel.WEBHOOK))
        subscriptions.begin(by=authority.caller, at=at, wish=wish)
    return endpoint


@pytest.fixture
def law(receiver: Receiver) -> Iterator[Dispatcher]:
    poster = Poster(guard.Policy(allow=frozenset({("127.0.0.1", receiver.port)})), attempt_seconds=2)
    dispatcher = Dispatcher(Law(), poster=poster, delays=(0.2,) * 9)
    yield dispatcher
    dispatcher.close()


def _publish(trader: Member, reference: str = "LRN1") -> None:
    caller = accounts.caller(trader, "publisher")
    with acting.as_organisation(trader.id, person=caller.person):
        (answer,) = pipeline.publish(
            [pipeline.Draft("advance_cargo", reference, sample("advance_cargo"))], by=caller
        )
    assert not isinstance(answer, Exception)
    pipeline.route()


def _delivery() -> Delivery:
    with acting.as_pipeline():
        return Delivery.objects.get()


def test_a_notice_arrives_as_the_agreement_shows_it_and_is_on_the_register(
    trader: Member,
    authority: Member,
    agreement: AgreementVersion,
    subscribed: Endpoint,
    law: Dispatcher,
    receiver: Receiver,
) -> None:
    _publish(trader)
    law.run(seconds=2)
    (call,) = receiver.calls
    forms = {one["path"]: one["form"] for one in call.event["data"]["elements"]}
    assert forms["/consignor/name"] == "hashed"
    assert all(path.startswith("/items/") or path == "/consignor/name" for path in forms)
    assert all(one["grounds"] for one in call.event["data"]["elements"])
    assert sample("advance_cargo")["consignor"]["name"].encode() not in call.body
    assert (_delivery().state, _delivery().delivered_by) == ("delivered", "webhook")
    with acting_for(authority):
        assert [row.channel for row in Disclosure.objects.all()] == ["webhook"]


def test_nothing_leaves_after_a_suspension_and_it_follows_once_resumed(
    trader: Member, agreement: AgreementVersion, subscribed: Endpoint, law: Dispatcher, receiver: Receiver
) -> None:
    receiver.behave = receivers.status(500)
    _publish(trader)
    law.run(seconds=0.1)
    before = len(receiver.calls)
    assert before >= 1
    with acting_for(trader) as at:
        agreements.suspend(by=trader.caller, at=at, agreement=agreement.agreement_id, reason="inquiry")
    receiver.behave = receivers.status(200)
    law.run(seconds=1, linger=True)
    assert len(receiver.calls) == before
    assert states_of(subscribed) == ["withheld"]
    assert _delivery().state == "withheld"
    with acting_for(trader) as at:
        agreements.resume(by=trader.caller, at=at, agreement=agreement.agreement_id, reason="settled")
    while pipeline.reconsider():
        pass
    law.run(seconds=1)
    assert len(receiver.calls) == before + 1
    assert receiver.calls[-1].event["replaces"] == receiver.calls[0].id
    assert states_of(subscribed) == ["sent"]


def test_nothing_leaves_after_the_end(
    trader: Member, agreement: AgreementVersion, subscribed: Endpoint, law: Dispatcher, receiver: Receiver
) -> None:
    _publish(trader)
    with acting_for(trader) as at:
        agreements.terminate(by=trader.caller, at=at, agreement=agreement.agreement_id, reason="over")
    law.run(seconds=1)
    assert receiver.calls == []
    assert states_of(subscribed) == ["cancelled"]
    with acting.as_pipeline():
        assert list(Dispatch.objects.values_list("attempts", flat=True)) == [0]
