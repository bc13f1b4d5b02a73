"""Reading subscriptions: one organisation's own, and everybody's for the engine."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.errors import NotFound
from exchange.subscriptions.models import Channel, Subscription


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """One wish as the engine reads it.

    ``since`` None: it always was. It counts for versions accepted in ``[since, until)``. ``filter``: path and
    the values of which one must be seen plainly. ``id`` None: the one that always was, while it is not ended.
    """

    id: UUID | None
    purpose: str | None
    types: frozenset[str]
    filter: tuple[tuple[str, tuple[Any, ...]], ...]
    channels: frozenset[str]
    since: datetime | None
    until: datetime | None

    def counts_at(self, accepted_at: datetime) -> bool:
        """Whether a version accepted at this moment falls into the subscription's period."""
        return (self.since is None or self.since <= accepted_at) and (
            self.until is None or accepted_at < self.until
        )


ALWAYS = SubscriptionFacts(
    id=None,
    purpose=None,
    types=frozenset(),
    filter=(),
    channels=frozenset({Channel.INBOX.value}),
    since=None,
    until=None,
)


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Everybody's subscriptions. An organisation without a row has the one that always was, still open."""

    written: Mapping[UUID, tuple[SubscriptionFacts, ...]]
    always_ended: frozenset[UUID] = field(default_factory=frozenset)

    def of(self, organisation: UUID) -> tuple[SubscriptionFacts, ...]:
        """What this organisation subscribes to, or once did."""
        written = self.written.get(organisation, ())
        return written if organisation in self.always_ended else (ALWAYS, *written)


def decision_facts() -> Subscriptions:
    """All subscriptions, ended ones too: a version is routed by those of the moment it was accepted."""
    written = _facts(Subscription.objects.all())
    ended = {who for who, wishes in written.items() if any(wish.since is None for wish in wishes)}
    return Subscriptions({who: tuple(wishes) for who, wishes in written.items()}, frozenset(ended))


def pushed_to(organisations: Collection[UUID]) -> Mapping[UUID, Sequence[SubscriptionFacts]]:
    """What these organisations subscribe to by webhook, or once did; whoever never did is absent."""
    return _facts(_by_webhook().filter(organisation__in=organisations))


def by_digest(organisation: UUID) -> Sequence[SubscriptionFacts]:
    """What this organisation wishes to be told of by mail, or once did."""
    rows = Subscription.objects.filter(channels__contains=[Channel.DIGEST.value], organisation=organisation)
    return _facts(rows).get(organisation, ())


def open_by_webhook(organisation: UUID) -> Subscription | None:
    """A subscription of this organisation's that names the webhook and has not ended, if there is any."""
    return _by_webhook().filter(organisation=organisation, valid_until=None).order_by("id").first()


def _by_webhook() -> QuerySet[Subscription]:
    return Subscription.objects.filter(channels__contains=[Channel.WEBHOOK.value])


def _facts(rows: QuerySet[Subscription]) -> dict[UUID, list[SubscriptionFacts]]:
    found: dict[UUID, list[SubscriptionFacts]] = defaultdict(list)
    columns = ("organisation_id", "id", "purpose", "types", "filter", "channels", "valid_from", "valid_until")
    for organisation, id_, purpose, types, wishes, channels, since, until in rows.order_by("id").values_list(
        *columns
    ):
        found[organisation].append(
            SubscriptionFacts(
                id=id_,
                purpose=purpose,
                types=frozenset(types),
                filter=tuple((wish["path"], tuple(wish["any_of"])) for wish in wishes),
                channels=frozenset(channels),
                since=since,
                until=until,
            )
        )
    return found


def subscription(subscription_id: UUID) -> Subscription:
    """One of the acting organisation's own subscriptions."""
    found = written().filter(id=subscription_id).first()
    if found is None:
        raise NotFound
    return found


def written() -> QuerySet[Subscription]:
    """The acting organisation's subscriptions, beside the one that always was."""
    return Subscription.objects.exclude(valid_from=None)


def running_by_webhook() -> QuerySet[Subscription]:
    """Those of the acting organisation's subscriptions that say what is sent to its endpoints now."""
    return written().filter(channels__contains=[Channel.WEBHOOK.value], valid_until=None).order_by("id")


def always_ended(organisation: UUID) -> datetime | None:
    """When the organisation ended the subscription that always was; None while it holds."""
    rows = Subscription.objects.filter(organisation=organisation, valid_from=None)
    return rows.values_list("valid_until", flat=True).first()
