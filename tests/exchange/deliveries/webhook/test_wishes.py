"""Without a webhook wish no push: who is called follows from subscriptions, and registering begins the first."""

from uuid import UUID

import pytest

from accounts import acting
from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.agreements.models import AgreementVersion
from exchange.deliveries.channels.webhook import services
from exchange.deliveries.channels.webhook.models import Dispatch
from exchange.deliveries.channels.webhook.services import Registered
from exchange.deliveries.models import Delivery
from exchange.subscriptions import services as subscriptions
from exchange.subscriptions.models import Channel
from exchange.subscriptions.services import Wish
from tests.conftest import sample
from tests.exchange.races import acting_at_once as race
from tests.exchange.test_replies import document, reply
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)


def _registered(by: Member) -> Registered:
    with acting_for(by) as at:
        address = services.VettedUrl("https://93.184.215.14/hub")
        return services.register(address=address, by=by.caller, at=at)


def _end(subscription: UUID | None, by: Member) -> None:
    assert subscription is not None
    with acting_for(by) as at:
        subscriptions.end(by=by.caller, at=at, subscription=subscription)


def _pushed() -> list[tuple[int, str]]:
    """The version and kind of everything queued, in the order of the versions."""
    with acting.as_pipeline():
        deliveries = {one.id: one for one in Delivery.objects.all()}
        queued = [deliveries[one] for one in Dispatch.objects.values_list("delivery_id", flat=True)]
        return sorted((one.n, one.kind) for one in queued)


def _exclude(trader: Member, authority: Member, agreement: AgreementVersion) -> None:
    with acting_for(trader) as at:
        excluded = {"agreement": agreement.agreement_id, "recipient": authority.id, "reason": "dispute"}
        agreements.exclude(by=trader.caller, at=at, **excluded)


def _readmit(trader: Member, authority: Member, agreement: AgreementVersion) -> None:
    with acting_for(trader) as at:
        readmitted = {"agreement": agreement.agreement_id, "recipient": authority.id, "reason": "settled"}
        agreements.readmit(by=trader.caller, at=at, **readmitted)


def test_an_endpoint_is_pushed_everything_from_its_registration_and_nothing_once_that_wish_has_ended(
    trader: Member, authority: Member, agreement: AgreementVersion
) -> None:
    made = _registered(authority)
    race.publish(trader, "LRN1", sample("advance_cargo"))
    pipeline.route()
    assert _pushed() == [(1, "content")]
    _end(made.subscription, authority)
    race.publish(trader, "LRN2", sample("advance_cargo") | {"ucr": "5DE111222333TWO"})
    pipeline.route()
    assert len(race.inbox(authority)) == 2
    assert _pushed() == [(1, "content")]


def test_an_endpoint_beside_a_wish_of_its_own_begins_no_other(
    trader: Member, authority: Member, agreement: AgreementVersion
) -> None:
    with acting_for(authority) as at:
        narrow = Wish(types=("hold",), channels=(Channel.WEBHOOK,))
        subscriptions.begin(by=authority.caller, at=at, wish=narrow)
    assert _registered(authority).subscription is None
    race.publish(trader, "LRN1", sample("advance_cargo"))
    pipeline.route()
    assert _pushed() == []


def test_who_once_was_pushed_content_is_pushed_its_withdrawal(
    trader: Member, authority: Member, agreement: AgreementVersion
) -> None:
    made = _registered(authority)
    race.publish(trader, "LRN1", sample("advance_cargo"))
    pipeline.route()
    race.feed(authority, 0)
    _end(made.subscription, authority)
    _exclude(trader, authority, agreement)
    race.amend(trader, "LRN1", sample("advance_cargo") | {"ucr": "5DE111222333TWO"}, replaces=1)
    pipeline.route()
    assert _pushed() == [(1, "content"), (2, "withdrawal")]


@pytest.mark.parametrize("wished", [True, False])
def test_a_reply_is_pushed_to_an_addressee_that_subscribes_by_webhook_and_to_no_other(
    wished: bool, trader: Member, authority: Member, agreement: AgreementVersion
) -> None:
    made = _registered(trader)
    if not wished:
        _end(made.subscription, trader)
    receipt = race.publish(trader, "LRN1", sample("advance_cargo"))
    pipeline.route()
    race.feed(authority, 0)
    reply(authority, "information_request", "RFI-1", document("information_request", receipt))
    pipeline.route()
    assert [one.basis for one in race.inbox(trader)] == ["addressee"]
    assert _pushed() == ([(1, "content")] if wished else [])


@pytest.mark.parametrize("message", ["withheld", "dead"])
def test_a_replay_has_a_withheld_delivery_decided_again_and_sent_at_its_new_position(
    message: str, trader: Member, authority: Member, agreement: AgreementVersion
) -> None:
    made = _registered(authority)
    race.publish(trader, "LRN1", sample("advance_cargo"))
    pipeline.route()
    with acting.as_pipeline():
        Delivery.objects.update(state="withheld", reason="excluded")
        Dispatch.objects.update(state=message, reason="excluded")

    def replayed() -> tuple[str, str, str]:
        with acting_for(authority) as at:
            assert services.replay(endpoint=made.endpoint.id, by=authority.caller, at=at) == 1
        pipeline.reconsider()
        with acting.as_pipeline():
            delivery, dispatch = Delivery.objects.get(), Dispatch.objects.get()
            assert delivery.position is not None
            assert dispatch.position <= delivery.position
            return delivery.state, delivery.reason, dispatch.state

    _exclude(trader, authority, agreement)
    assert replayed() == ("withheld", "excluded", "withheld")
    _readmit(trader, authority, agreement)
    assert replayed() == ("available", "", "due")
    with acting.as_pipeline():
        assert Dispatch.objects.get().position == Delivery.objects.get().position == 2
