"""Reading endpoints, their secrets' periods, and the log of what was sent. Row-level security leaves one's own."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Now

from accounts.errors import NotFound
from exchange.deliveries.channels.webhook import states
from exchange.deliveries.channels.webhook.models import Attempt, Dispatch, Endpoint, EndpointEvent, Secret

# Still on their way: only these have a next attempt.
WAITING = (Dispatch.State.DUE, Dispatch.State.RETRYING)
# What the web login may read of a message: not the digests that order and compare it.
_SHOWN = (
    "version_id", "recipient_id", "purpose", "endpoint_id", "id", "delivery_id", "position", "state", "reason",
    "next_try", "attempts", "message_id", "created_at", "first_tried_at", "sent_at",
)  # fmt: skip


def endpoints(*, organisation: UUID) -> QuerySet[Endpoint]:
    """The organisation's endpoints, removed ones left out."""
    return Endpoint.objects.filter(organisation_id=organisation).exclude(state=Endpoint.State.REMOVED)


def endpoint(*, organisation: UUID, endpoint: UUID) -> Endpoint:
    """One endpoint; absent and foreign look the same."""
    found = endpoints(organisation=organisation).filter(id=endpoint).first()
    if found is None:
        raise NotFound
    return found


def keys(*, endpoint: UUID) -> QuerySet[Secret]:
    """The secrets that are valid now: their names and periods, never themselves."""
    valid = Q(valid_until=None) | Q(valid_until__gt=Now())
    return Secret.objects.filter(valid, endpoint_id=endpoint).defer("sealed").order_by("valid_from")


def events(*, endpoint: UUID) -> QuerySet[EndpointEvent]:
    """What happened to the endpoint."""
    return EndpointEvent.objects.filter(endpoint_id=endpoint)


def messages(*, endpoint: UUID, states: tuple[str, ...] = ()) -> QuerySet[Dispatch]:
    """The messages to the endpoint, of these states if any are named."""
    found = Dispatch.objects.filter(endpoint_id=endpoint).only(*_SHOWN)
    return found.filter(state__in=states) if states else found


def message(*, endpoint: UUID, message: UUID) -> Dispatch:
    """One message to the endpoint."""
    found = messages(endpoint=endpoint).filter(id=message).first()
    if found is None:
        raise NotFound
    return found


def attempts(*, message: Dispatch) -> QuerySet[Attempt]:
    """The attempts at one message, in order."""
    return Attempt.objects.filter(version_id=message.version_id, dispatch_id=message.id).order_by("id")


def log(*, endpoint: UUID) -> QuerySet[Attempt]:
    """Every attempt at every message to the endpoint."""
    return Attempt.objects.filter(endpoint_id=endpoint)


def next_tries(endpoints: Collection[UUID]) -> dict[UUID, datetime]:
    """When a message to each of these that has failed before is tried next; whoever has none is absent."""
    waiting = Dispatch.objects.filter(endpoint_id__in=endpoints, state=Dispatch.State.RETRYING)
    return dict(waiting.values_list("endpoint_id").annotate(next=Min("next_try")))


def replayable(endpoints: Collection[UUID]) -> dict[UUID, int]:
    """How many messages to each of these were given up or withheld; whoever has none is absent."""
    found = Dispatch.objects.filter(endpoint_id__in=endpoints, state__in=states.REPLAYABLE)
    return dict(found.exclude(delivery_id=None).values_list("endpoint_id").annotate(n=Count("*")))


def counts() -> dict[str, int]:
    """How many messages there are in each state, over all endpoints that the acting login sees."""
    rows = Dispatch.objects.values_list("state").annotate(n=Count("*"))
    return {**dict.fromkeys(Dispatch.State.values, 0), **dict(rows)}
