"""Which webhook endpoints a delivery goes to: queued in the transaction that makes it available."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from exchange.deliveries.channels.webhook import work
from exchange.deliveries.channels.webhook.message import DeliveryRef
from exchange.deliveries.channels.webhook.models import Endpoint
from exchange.deliveries.channels.webhook.work import NewDispatch
from exchange.deliveries.models import Delivery
from exchange.deliveries.writing import NewDelivery
from exchange.subscriptions import selectors as subscriptions


def enqueue(deliveries: Sequence[NewDelivery]) -> None:
    """Queue the available ones that their recipients want pushed for every endpoint of theirs."""
    pushed = [one for one in deliveries if one.push and one.position is not None]
    if not pushed:
        return
    endpoints = _endpoints({one.recipient for one in pushed})
    replies = [one for one in pushed if one.basis != Delivery.Basis.AGREEMENT and one.recipient in endpoints]
    unasked = _unasked(replies)
    work.enqueue(
        [
            NewDispatch(
                delivery=DeliveryRef(one.version_id, one.recipient, one.purpose),
                delivery_id=one.id,
                endpoint=endpoint,
                key_kind=one.key_kind,
                key_value=one.key_value,
                position=one.position or 0,
            )
            for one in pushed
            if one.id not in unasked
            for endpoint in endpoints.get(one.recipient, ())
        ]
    )


def _unasked(replies: Sequence[NewDelivery]) -> set[UUID]:
    """The replies to those who subscribed to nothing by webhook when they were accepted.

    No wish has a say in who hears of a reply, so any wish that names the webhook lets it be pushed.
    """
    wishes = subscriptions.pushed_to({one.recipient for one in replies}) if replies else {}
    return {
        one.id
        for one in replies
        if not any(wish.counts_at(one.accepted_at) for wish in wishes.get(one.recipient, ()))
    }


def _endpoints(organisations: set[UUID]) -> dict[UUID, list[UUID]]:
    """Where each is called; an endpoint that stands still queues what it is owed."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    kept = Endpoint.objects.filter(organisation_id__in=organisations).exclude(state=Endpoint.State.REMOVED)
    for organisation, endpoint in kept.values_list("organisation_id", "id"):
        found[organisation].append(endpoint)
    return found
