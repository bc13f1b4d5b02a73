"""What an organisation wishes to hear of, and since when."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, transaction

from accounts import acting
from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.organisations import facts
from exchange.agreements.models import Purpose
from exchange.subscriptions import selectors, services
from exchange.subscriptions.models import Channel, Subscription
from exchange.subscriptions.selectors import ALWAYS
from exchange.subscriptions.services import Wish
from tests.factories import accounts
from tests.factories.accounts import Member, acting_for

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
WISH = Wish(
    purpose=Purpose.REVENUE,
    types=("advance_cargo",),
    filter=({"path": "/items/*/hs_code", "any_of": ["847130"]},),
    channels=(Channel.FEED, Channel.WEBHOOK),
)


def begun(by: Member, wish: Wish = WISH) -> Subscription:
    with acting_for(by) as at:
        return services.begin(by=by.caller, at=at, wish=wish)


def known() -> selectors.Subscriptions:
    with acting.as_pipeline():
        return selectors.decision_facts()


def test_every_organisation_begins_with_everything_to_the_inbox(authority: Member) -> None:
    assert known().of(authority.id) == (ALWAYS,)
    assert (ALWAYS.since, ALWAYS.until, ALWAYS.types, ALWAYS.channels) == (None, None, set(), {"inbox"})


def test_a_wish_counts_from_its_beginning_beside_the_one_that_always_was(authority: Member) -> None:
    subscription = begun(authority)
    always, wish = known().of(authority.id)
    assert always is ALWAYS
    assert (wish.id, wish.purpose, wish.types) == (subscription.id, "revenue", {"advance_cargo"})
    assert wish.filter == (("/items/*/hs_code", ("847130",)),)
    assert wish.channels == {"feed", "webhook"}
    since = subscription.valid_from
    assert wish.counts_at(since)
    assert not wish.counts_at(since - timedelta(microseconds=1))


def test_a_wish_ends_once_and_what_was_accepted_before_still_counts(authority: Member) -> None:
    subscription = begun(authority)
    with acting_for(authority) as ended_at:
        services.end(by=authority.caller, at=ended_at, subscription=subscription.id)
    _, wish = known().of(authority.id)
    assert wish.counts_at(ended_at - timedelta(microseconds=1))
    assert not wish.counts_at(ended_at)
    with acting_for(authority) as at, pytest.raises(Conflict, match="already-ended"):
        services.end(by=authority.caller, at=at, subscription=subscription.id)


def test_the_one_that_always_was_ends_for_good(authority: Member, stranger: Member) -> None:
    with acting_for(authority) as ended_at:
        services.end_always(by=authority.caller, at=ended_at)
        assert selectors.always_ended(authority.id) == ended_at
    (always,) = known().of(authority.id)
    assert (always.since, always.until, always.channels) == (None, ended_at, {"inbox"})
    assert known().of(stranger.id) == (ALWAYS,)
    with acting_for(authority) as at:
        with pytest.raises(Conflict, match="already-ended"):
            services.end_always(by=authority.caller, at=at)
        with pytest.raises(NotFound):
            selectors.subscription(always.id)
        assert not selectors.written().exists()


def test_every_fault_of_a_wish_is_told_at_once(authority: Member) -> None:
    wish = Wish(
        types=("gossip", "hold", "hold"),
        filter=({"path": "/no/such/element", "any_of": []},),
        channels=(),
    )
    with pytest.raises(Invalid) as refusal:
        begun(authority, wish)
    assert [(fault.code, fault.place) for fault in refusal.value.faults] == [
        ("unknown-type", "/types/0"),
        ("named-twice", "/types/2"),
        ("no-channel", "/channels"),
        ("empty-list", "/filter/0/any_of"),
        ("no-such-element", "/filter/0/path"),
    ]
    with pytest.raises(Invalid):
        begun(authority, Wish(channels=(Channel.INBOX, Channel.INBOX)))


def test_a_digest_takes_no_filter_for_a_mail_tells_envelopes_alone(authority: Member) -> None:
    wish = Wish(
        types=("advance_cargo",),
        filter=({"path": "/items/*/hs_code", "any_of": ["8471"]},),
        channels=(Channel.INBOX, Channel.DIGEST),
    )
    with pytest.raises(Invalid) as refusal:
        begun(authority, wish)
    (fault,) = refusal.value.faults
    assert (fault.code, fault.place) == ("digest-takes-no-filter", "/filter")


def test_a_subscription_changes_the_facts(authority: Member) -> None:
    with acting_for(authority):
        before = facts.stamp()
    begun(authority)
    with acting_for(authority):
        assert facts.stamp() > before


def test_who_may_not_subscribe_does_not(authority: Member) -> None:
    auditor = accounts.caller(authority, "auditor")
    subscription = begun(authority)
    with acting_for(authority) as at:
        for act in (
            lambda: services.begin(by=auditor, at=at, wish=WISH),
            lambda: services.end(by=auditor, at=at, subscription=subscription.id),
            lambda: services.end_always(by=auditor, at=at),
        ):
            with pytest.raises(Forbidden):
                act()


def test_a_subscription_is_its_organisations_alone(authority: Member, stranger: Member) -> None:
    (model,) = apps.get_app_config("subscriptions").get_models()
    assert model is Subscription
    subscription = begun(authority)
    with acting_for(stranger) as at:
        with pytest.raises(NotFound):
            services.end(by=stranger.caller, at=at, subscription=subscription.id)
        assert Subscription.objects.update(valid_until=at) == 0
        with pytest.raises(ProgrammingError), transaction.atomic(using=acting.alias()):
            Subscription.objects.create(organisation_id=authority.id, channels=["inbox"], valid_from=at)
    with acting.as_nobody():
        assert not Subscription.objects.exists()
    with acting.as_pipeline():
        assert Subscription.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic(using=acting.alias()):
            Subscription.objects.update(valid_until=acting.transaction_time())


def test_the_database_keeps_a_wish_as_it_was_made(authority: Member) -> None:
    begun(authority)
    with acting_for(authority) as at:
        for broken in (
            {"valid_from": at, "channels": []},
            {"valid_from": at, "channels": ["pigeon"]},
            {"valid_from": at, "valid_until": at, "channels": ["inbox"]},
            {"valid_from": at, "purpose": "gossip", "channels": ["inbox"]},
            {"valid_from": None, "channels": ["inbox"]},
            {"valid_from": None, "valid_until": at, "channels": ["feed"]},
            {"valid_from": None, "valid_until": at, "channels": ["inbox"], "types": ["hold"]},
        ):
            with pytest.raises(IntegrityError), transaction.atomic(using=acting.alias()):
                Subscription.objects.create(organisation_id=authority.id, **broken)
        with pytest.raises(ProgrammingError), transaction.atomic(using=acting.alias()):
            Subscription.objects.update(types=[])
