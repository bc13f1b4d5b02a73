"""What an organisation does with its endpoints: register, rotate, test, stop, start, replay."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from accounts import clock, lifecycle
from accounts.access.permissions import WEBHOOKS_WRITE
from accounts.callers import Caller
from accounts.errors import Conflict, NotFound
from accounts.sentences import Sentence
from exchange.deliveries import services as deliveries
from exchange.deliveries.channels.webhook import guard, sealing, signature, states
from exchange.deliveries.channels.webhook.models import Dispatch, Endpoint, EndpointEvent, Secret
from exchange.deliveries.channels.webhook.policy import policy
from exchange.deliveries.reconsidering import REPLAY_ASKED
from exchange.subscriptions import services as subscriptions

MOST_ENDPOINTS = 20
MOST_SECRETS = 4
DEFAULT_OVERLAP = timedelta(hours=24)
LONGEST_OVERLAP = timedelta(days=7)
TEST_PURPOSE = "test"
MOST_REPLAYED = 10_000


@dataclass(frozen=True, slots=True)
class VettedUrl:
    """An address that was found to be callable."""

    url: str


def vet(*, url: str) -> VettedUrl:
    """Check an address before it is registered. It looks the name up, so do it outside any transaction."""
    guard.vet(url, policy())
    return VettedUrl(url)


@dataclass(frozen=True, slots=True)
class Registered:
    """A new endpoint and its secret, which is shown this once.

    ``subscription``: everything to the webhook, where registering began it; None where one says already what
    is sent.
    """

    endpoint: Endpoint
    secret: str = field(repr=False)
    subscription: UUID | None


def register(*, address: VettedUrl, description: str = "", by: Caller, at: datetime) -> Registered:
    """Have the hub call this address from now on; ``at``: from ``facts.change_time()``."""
    by.check_may(WEBHOOKS_WRITE)
    own = Endpoint.objects.filter(organisation_id=by.organisation).exclude(state=Endpoint.State.REMOVED)
    if own.filter(url=address.url).exists():
        raise Conflict(
            "webhook-registered-already", "This address is registered. Change that endpoint instead."
        )
    if own.count() >= MOST_ENDPOINTS:
        raise Conflict(
            "too-many-webhooks",
            Sentence("An organisation has at most %(most)s endpoints.", most=MOST_ENDPOINTS),
        )
    endpoint = Endpoint.objects.create(
        organisation_id=by.organisation, url=address.url, description=description, state_at=at, created_at=at
    )
    secret = _add_secret(endpoint, at)
    _record(endpoint, "registered", by=by, at=at)
    begun = subscriptions.begin_by_webhook(by=by, at=at)
    return Registered(endpoint, secret, None if begun is None else begun.id)


def describe(*, endpoint: UUID, description: str, by: Caller, at: datetime) -> Endpoint:
    """Change what the endpoint is called."""
    found = _lock(endpoint, by)
    found.description = description
    found.save(update_fields=["description"])
    _record(found, "described", by=by, at=at)
    return found


def rotate_secret(
    *, endpoint: UUID, overlap: timedelta = DEFAULT_OVERLAP, by: Caller, at: datetime
) -> tuple[Secret, str]:
    """A new secret, shown this once; until the overlap is over, messages carry both signatures."""
    found = _lock(endpoint, by)
    valid = found.secrets.filter(Q(valid_until=None) | Q(valid_until__gt=at))
    if overlap > timedelta(0) and valid.count() >= MOST_SECRETS:
        raise Conflict("rotation-underway", "Earlier secrets are still valid. Wait until they have run out.")
    ends = at + min(max(overlap, timedelta(0)), LONGEST_OVERLAP)
    found.secrets.filter(valid_until=None).update(valid_until=ends)
    if overlap <= timedelta(0):
        # A secret that got out is dead at once, and so are those it was overlapping with.
        valid.update(valid_until=at)
    secret = _add_secret(found, at)
    _record(found, "rotated", by=by, at=at)
    current = found.secrets.defer("sealed").get(valid_until=None)
    return current, secret


def disable(*, endpoint: UUID, by: Caller, at: datetime) -> Endpoint:
    """Stand still: messages wait until the endpoint is enabled again."""
    found = _lock(endpoint, by)
    if found.state == Endpoint.State.DISABLED:
        return found
    return _become(found, "disabled", reason="by-organisation", by=by, at=at)


def enable(*, endpoint: UUID, by: Caller, at: datetime) -> Endpoint:
    """Go on: what waited is sent in order, each message with its whole schedule before it."""
    found = _lock(endpoint, by)
    if found.state == Endpoint.State.ACTIVE:
        return found
    found.failures = 0
    found.save(update_fields=["failures"])
    _become(found, "enabled", reason="", by=by, at=at)
    waiting = Dispatch.objects.filter(endpoint_id=endpoint, state__in=[states.DUE, states.RETRYING])
    waiting.update(next_try=at, attempts=0, state=states.DUE)
    return found


def remove(*, endpoint: UUID, by: Caller, at: datetime) -> Endpoint:
    """End the endpoint. What was still to be sent there is not; the log stays."""
    found = _lock(endpoint, by)
    _become(found, "removed", reason="by-organisation", by=by, at=at)
    found.secrets.filter(Q(valid_until=None) | Q(valid_until__gt=at)).update(valid_until=at)
    waiting = Dispatch.objects.filter(endpoint_id=endpoint, state__in=[*states.OPEN, *states.REPLAYABLE])
    waiting.update(state=states.CANCELLED, reason="endpoint-removed", lease=None)
    return found


def send_test(*, endpoint: UUID, by: Caller, at: datetime) -> Dispatch:
    """Send an event about nothing, by the same way as all others."""
    found = _lock(endpoint, by)
    if found.state != Endpoint.State.ACTIVE:
        raise Conflict("webhook-not-active", "Enable the endpoint first.")
    dispatch = Dispatch(
        version_id=clock.uuid7(),
        recipient_id=found.organisation_id,
        purpose=TEST_PURPOSE,
        endpoint_id=found.id,
        order_key=clock.uuid7(),
        position=0,
        next_try=at,
        created_at=at,
    )
    dispatch.save(force_insert=True)
    return dispatch


def replay(
    *,
    endpoint: UUID,
    messages: Sequence[UUID] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    by: Caller,
    at: datetime,
) -> int:
    """Send again what was given up or withheld: the named messages, or all of a half-open period.

    Each is decided anew before it is sent, and sent once; how many there are is answered. Where the delivery
    itself is withheld, the next sweep decides it, and queues the message at its new position.
    """
    found = _lock(endpoint, by)
    if found.state != Endpoint.State.ACTIVE:
        raise Conflict("webhook-not-active", "Enable the endpoint first.")
    chosen = Dispatch.objects.filter(
        endpoint_id=endpoint, state__in=states.REPLAYABLE, delivery_id__isnull=False
    )
    if messages:
        chosen = chosen.filter(id__in=messages)
    if since is not None:
        chosen = chosen.filter(created_at__gte=since)
    if until is not None:
        chosen = chosen.filter(created_at__lt=until)
    named = list(chosen.values_list("id", "version_id", "purpose")[: MOST_REPLAYED + 1])
    if len(named) > MOST_REPLAYED:
        raise Conflict(
            "too-many-to-replay",
            Sentence("Replay at most %(most)s messages at once: narrow the period.", most=MOST_REPLAYED),
        )
    asked = deliveries.ask_again_of(
        ((version, purpose) for _, version, purpose in named), recipient=by.organisation
    )
    waiting = [message for message, *delivery in named if tuple(delivery) in asked]
    ready = [message for message, *delivery in named if tuple(delivery) not in asked]
    chosen.filter(id__in=ready).update(state=states.DUE, reason="", next_try=at, attempts=0)
    # One that was given up waits as withheld too: only those are queued anew when their delivery is released.
    chosen.filter(id__in=waiting, state=states.DEAD).update(state=states.WITHHELD, reason=REPLAY_ASKED)
    return len(named)


def _lock(endpoint: UUID, by: Caller) -> Endpoint:
    by.check_may(WEBHOOKS_WRITE)
    found = Endpoint.objects.select_for_update().filter(id=endpoint).first()
    if found is None or found.state == Endpoint.State.REMOVED:
        raise NotFound
    return found


def _become(endpoint: Endpoint, act: str, *, reason: str, by: Caller, at: datetime) -> Endpoint:
    endpoint.state = lifecycle.target_of(
        states.ENDPOINT, source=endpoint.state, act=act, wording=states.ENDPOINT_WORDING
    )
    endpoint.reason = reason
    endpoint.state_at = at
    endpoint.save(update_fields=["state", "reason", "state_at"])
    _record(endpoint, act, by=by, at=at, reason=reason)
    return endpoint


def _add_secret(endpoint: Endpoint, at: datetime) -> str:
    secret = signature.new_secret()
    Secret.objects.create(
        endpoint=endpoint,
        organisation_id=endpoint.organisation_id,
        sealed=sealing.seal(secret),
        key_id=signature.key_id(signature.key_of(secret)),
        valid_from=at,
    )
    return secret


def _record(endpoint: Endpoint, act: str, *, by: Caller, at: datetime, reason: str = "") -> None:
    EndpointEvent.objects.create(
        endpoint=endpoint,
        organisation_id=endpoint.organisation_id,
        at=at,
        act=act,
        reason=reason,
        by_person=by.person,
        by_client=by.client,
    )
