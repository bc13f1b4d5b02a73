"""What webhooks, their messages and attempts look like in answers."""

from typing import Any

from exchange.deliveries.channels.webhook import selectors, services
from exchange.deliveries.channels.webhook.models import Attempt, Dispatch, Endpoint, EndpointEvent, Secret
from exchange.deliveries.channels.webhook.schedule import Outcome
from hub.api.v1.shapes import MOMENT, UUID_TEXT, Named, array, described, integer, nullable, obj, one_of, text

_STATES = (Endpoint.State.ACTIVE, Endpoint.State.DISABLED)
KEY = Named(
    "WebhookKey", obj({"key_id": text(most=12), "valid_from": MOMENT, "valid_until": nullable(MOMENT)})
)
_MEMBERS = {
    "id": UUID_TEXT,
    "url": text(most=2000),
    "description": text(least=0),
    "state": one_of(*_STATES),
    "reason": text(least=0, description="Why it stands still; empty while it is active."),
    "state_at": MOMENT,
    "failures": integer(description="Failed attempts since the last 2xx answer."),
    "last_success_at": nullable(MOMENT),
    "created_at": MOMENT,
    "keys": array(KEY, most=services.MOST_SECRETS),
}
WEBHOOK = Named("Webhook", obj(_MEMBERS))
_SECRET = text(description="Shown this once: whsec_ and base64, as Standard Webhooks writes it.")
WEBHOOK_WITH_SECRET = Named("WebhookWithSecret", obj({**_MEMBERS, "secret": _SECRET}))
WEBHOOK_REGISTERED = Named(
    "WebhookRegistered",
    obj(
        {
            **_MEMBERS,
            "secret": _SECRET,
            "subscription": described(
                nullable(UUID_TEXT),
                "Everything to the webhook, begun now; null while another subscription says what is sent.",
            ),
        }
    ),
)
EVENT = Named(
    "WebhookEvent",
    obj(
        {
            "at": MOMENT,
            "act": text(),
            "reason": text(least=0),
            "by_person": nullable(UUID_TEXT),
            "by_client": nullable(UUID_TEXT),
        }
    ),
)
MESSAGE = Named(
    "WebhookMessage",
    obj(
        {
            "id": UUID_TEXT,
            "delivery": nullable(UUID_TEXT),
            "position": integer(most=2**53 - 1),
            "state": one_of(*Dispatch.State.values),
            "reason": text(least=0),
            "message_id": text(
                least=0, description="As in the header webhook-id; empty before the first attempt."
            ),
            "attempts": integer(),
            "next_try": nullable(MOMENT),
            "created_at": MOMENT,
            "sent_at": nullable(MOMENT),
        }
    ),
)
_ATTEMPT = {
    "at": MOMENT,
    "outcome": one_of(*Outcome),
    "status": nullable(integer(most=999)),
    "milliseconds": integer(),
    "message_id": text(least=0),
    "key_ids": array(text(most=12), most=services.MOST_SECRETS),
    "late": {"type": "boolean", "description": "Another worker had taken the message over."},
}
ATTEMPT = Named("WebhookAttempt", obj(_ATTEMPT))
LOGGED = Named("WebhookLoggedAttempt", obj({"message": UUID_TEXT, **_ATTEMPT}))


def show_webhook(endpoint: Endpoint) -> dict[str, Any]:
    """An endpoint, with the names of its valid secrets."""
    return {
        "id": endpoint.pk,
        "url": endpoint.url,
        "description": endpoint.description,
        "state": endpoint.state,
        "reason": endpoint.reason,
        "state_at": endpoint.state_at,
        "failures": endpoint.failures,
        "last_success_at": endpoint.last_success_at,
        "created_at": endpoint.created_at,
        "keys": [_key(secret) for secret in selectors.keys(endpoint=endpoint.pk)],
    }


def _key(secret: Secret) -> dict[str, Any]:
    return {"key_id": secret.key_id, "valid_from": secret.valid_from, "valid_until": secret.valid_until}


def show_message(message: Dispatch) -> dict[str, Any]:
    """A message, and when it is tried next."""
    return {
        "id": message.id,
        "delivery": message.delivery_id,
        "position": message.position,
        "state": message.state,
        "reason": message.reason,
        "message_id": message.message_id,
        "attempts": message.attempts,
        "next_try": message.next_try if message.state in selectors.WAITING else None,
        "created_at": message.created_at,
        "sent_at": message.sent_at,
    }


def show_attempt(attempt: Attempt) -> dict[str, Any]:
    """One attempt."""
    return {
        "at": attempt.at,
        "outcome": attempt.outcome,
        "status": attempt.status,
        "milliseconds": attempt.milliseconds,
        "message_id": attempt.message_id,
        "key_ids": attempt.key_ids,
        "late": attempt.late,
    }


def show_logged(attempt: Attempt) -> dict[str, Any]:
    """One attempt in the endpoint's log, with the message that it was at."""
    return {"message": attempt.dispatch_id, **show_attempt(attempt)}


def show_event(event: EndpointEvent) -> dict[str, Any]:
    """Something that happened to an endpoint."""
    return {
        "at": event.at,
        "act": event.act,
        "reason": event.reason,
        "by_person": event.by_person,
        "by_client": event.by_client,
    }
