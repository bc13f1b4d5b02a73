"""Writing down what one's organisation wishes to hear of. A wish is begun and ended, never changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.access.permissions import SUBSCRIPTIONS_WRITE, WEBHOOKS_WRITE
from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Invalid
from exchange.agreements.models import Purpose
from exchange.catalogue import types as catalogue
from exchange.subscriptions import selectors
from exchange.subscriptions.models import Channel, Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to hear of, and how.

    ``filter``: entries ``{"path": pattern, "any_of": [values]}``, all of which must hold on elements that
    the recipient sees plainly; in a list, one position that matches is enough.
    """

    purpose: Purpose | None = None
    types: tuple[str, ...] = ()
    filter: Sequence[Mapping[str, Any]] = ()
    channels: tuple[Channel, ...] = (Channel.INBOX,)

    @property
    def is_everything_to_the_inbox(self) -> bool:
        """Whether it is what every organisation begins with."""
        return not (self.purpose or self.types or self.filter) and set(self.channels) == {Channel.INBOX}


def begin(*, by: Caller, at: datetime, wish: Wish) -> Subscription:
    """Subscribe from now on: what was accepted earlier is not sent for it."""
    by.check_may(SUBSCRIPTIONS_WRITE)
    faults = list(_faults(wish))
    if faults:
        raise Invalid("invalid-subscription", "Mend what is listed and send it again.", faults=faults)
    return _write(wish, organisation=by.organisation, at=at)


def begin_by_webhook(*, by: Caller, at: datetime) -> Subscription | None:
    """Everything to the webhook from now on, unless something is subscribed to by webhook already.

    Part of registering an endpoint, and held by the permission for that: an endpoint without it is never called.
    """
    by.check_may(WEBHOOKS_WRITE)
    if selectors.open_by_webhook(by.organisation) is not None:
        return None
    return _write(Wish(channels=(Channel.WEBHOOK,)), organisation=by.organisation, at=at)


def end(*, by: Caller, at: datetime, subscription: UUID) -> Subscription:
    """End a subscription for good. Deliveries that it has brought about already stay as they are."""
    by.check_may(SUBSCRIPTIONS_WRITE)
    found = selectors.subscription(subscription)
    if found.valid_until is not None:
        raise Conflict("already-ended", "This subscription has ended already; begin a new one to hear again.")
    found.valid_until = at
    found.save(update_fields=["valid_until"])
    return found


def end_always(*, by: Caller, at: datetime) -> Subscription:
    """End the one that always was: from now on only what is subscribed to reaches the organisation."""
    by.check_may(SUBSCRIPTIONS_WRITE)
    if selectors.always_ended(by.organisation) is not None:
        raise Conflict(
            "already-ended",
            "The subscription to everything has ended already; begin one without types to hear again.",
        )
    return Subscription.objects.create(
        organisation_id=by.organisation, channels=[Channel.INBOX.value], valid_until=at
    )


def _write(wish: Wish, *, organisation: UUID, at: datetime) -> Subscription:
    return Subscription.objects.create(
        organisation_id=organisation,
        purpose=wish.purpose,
        types=list(wish.types),
        filter=[dict(entry) for entry in wish.filter],
        channels=[channel.value for channel in wish.channels],
        valid_from=at,
    )


def _faults(wish: Wish) -> Iterator[Fault]:
    known = {notice_type.id: notice_type for notice_type in catalogue.every()}
    for n, type_id in enumerate(wish.types):
        if type_id not in known:
            yield Fault(f"/types/{n}", "unknown-type", "The catalogue has no such notice type.")
        if type_id in wish.types[:n]:
            yield Fault(f"/types/{n}", "named-twice", "Named before in the same list.")
    yield from _channel_faults(wish.channels)
    if Channel.DIGEST in wish.channels and wish.filter:
        yield Fault(
            "/filter",
            "digest-takes-no-filter",
            "A digest tells of envelopes and looks at no element. Leave out the filter, or the digest.",
        )
    wanted = [known[type_id] for type_id in wish.types if type_id in known] or list(known.values())
    for n, entry in enumerate(wish.filter):
        if not entry["any_of"]:
            yield Fault(
                f"/filter/{n}/any_of", "empty-list", "An empty list never holds: name at least one value."
            )
        if not any(entry["path"] in notice_type.leaves for notice_type in wanted):
            yield Fault(
                f"/filter/{n}/path", "no-such-element", "None of the types has an element under this path."
            )


def _channel_faults(channels: Sequence[Channel]) -> Iterator[Fault]:
    for n, channel in enumerate(channels):
        if channel in channels[:n]:
            yield Fault(f"/channels/{n}", "named-twice", "Named before in the same list.")
    if not channels:
        yield Fault("/channels", "no-channel", "Name at least one channel.")
