"""Which webhook endpoints a delivery goes to: queued in the transaction that makes it available."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from exchange.deliveries.channels.webhook import work
from exchange.deliveries.channels.webhook.message import DeliveryRef
from exchange.deliveries.channels.webhook.models import Endpoint
from exchange.deliveries.channels.webhook.work import NewDispatch
from exchange.deliveries.writing import NewDelivery


def enqueue(deliveries: Sequence[NewDelivery]) -> None:
    """Queue the available ones that their recipients want pushed for every active endpoint of theirs."""
    pushed = [one for one in deliveries if one.push and one.position is not None]
    endpoints = _active_endpoints({one.recipient for one in pushed})
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
            for endpoint in endpoints.get(one.recipient, ())
        ]
    )


def _active_endpoints(organisations: set[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    active = Endpoint.objects.filter(organisation_id__in=organisations).exclude(state=Endpoint.State.REMOVED)
    for organisation, endpoint in active.values_list("organisation_id", "id"):
        found[organisation].append(endpoint)
    return found
