"""What became of each message to a webhook: the log of attempts, one message, and what can be replayed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext

from accounts.access import permissions
from accounts.callers import Caller
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.channels.webhook import selectors, states
from exchange.deliveries.channels.webhook.models import Attempt, Dispatch, Endpoint
from exchange.deliveries.models import Delivery
from hub.portal import names, paging, reasons
from hub.portal.pages import page
from hub.portal.settings import words
from hub.portal.words import Sign

_MOST_ATTEMPTS = 200
_ORDER = {"id": UUID}


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt in words. ``renamed``: what the recipient may see had changed since the attempt before."""

    attempt: Attempt
    outcome: Promise | str
    good: bool
    renamed: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One message in words, with the delivery that it is about; None for a test event."""

    dispatch: Dispatch
    state: Sign
    reason: Promise | str
    delivery: Delivery | None
    type: str


@page("settings/webhook_log.html", permissions.WEBHOOKS_READ)
def log(request: HttpRequest, caller: Caller, webhook: UUID) -> dict[str, Any]:
    """Every attempt, the newest first."""
    endpoint = selectors.endpoint(organisation=caller.organisation, endpoint=webhook)
    found = paging.cut(request, selectors.log(endpoint=endpoint.id), _ORDER)
    return {"endpoint": endpoint, "tries": [_try(one) for one in found.rows], "cut": found}


@page("settings/webhook_lost.html", permissions.WEBHOOKS_READ)
def lost(request: HttpRequest, caller: Caller, webhook: UUID) -> dict[str, Any]:
    """What was given up or withheld, and can be sent again."""
    endpoint = selectors.endpoint(organisation=caller.organisation, endpoint=webhook)
    rows = selectors.messages(endpoint=endpoint.id, states=states.REPLAYABLE).exclude(delivery_id=None)
    found = paging.cut(request, rows, _ORDER)
    return {
        "endpoint": endpoint,
        "messages_lost": _messages(found.rows, caller=caller),
        "cut": found,
        "may_replay": caller.may(permissions.WEBHOOKS_WRITE) and endpoint.state == Endpoint.State.ACTIVE,
    }


@page("settings/webhook_message.html", permissions.WEBHOOKS_READ)
def message(request: HttpRequest, caller: Caller, webhook: UUID, message: UUID) -> dict[str, Any]:
    """One message with every attempt at it."""
    return _one(caller, webhook, message)


@page("settings/webhook_message_part.html", permissions.WEBHOOKS_READ)
def message_part(request: HttpRequest, caller: Caller, webhook: UUID, message: UUID) -> dict[str, Any]:
    """The same, as the part of the page that is fetched again while the message is on its way."""
    return _one(caller, webhook, message)


def _one(caller: Caller, webhook: UUID, message: UUID) -> dict[str, Any]:
    endpoint = selectors.endpoint(organisation=caller.organisation, endpoint=webhook)
    dispatch = selectors.message(endpoint=endpoint.id, message=message)
    (shown,) = _messages([dispatch], caller=caller)
    attempts = list(selectors.attempts(message=dispatch)[:_MOST_ATTEMPTS])
    before = [None, *attempts][:-1]
    active = endpoint.state == Endpoint.State.ACTIVE
    return {
        "endpoint": endpoint,
        "message": shown,
        "tries": [_try(one, after) for one, after in zip(attempts, before, strict=True)][::-1],
        # What is to be tried much later need not be looked at every two seconds.
        "under_way": active and dispatch.state in (states.DUE, states.LEASED),
        "next_try": dispatch.next_try if dispatch.state == states.RETRYING else None,
        "may_replay": active
        and caller.may(permissions.WEBHOOKS_WRITE)
        and dispatch.state in states.REPLAYABLE
        and dispatch.delivery_id is not None,
    }


def _try(attempt: Attempt, before: Attempt | None = None) -> Try:
    return Try(
        attempt=attempt,
        outcome=words.OUTCOMES.get(attempt.outcome, attempt.outcome),
        good=attempt.outcome == "delivered",
        renamed=before is not None and before.message_id != attempt.message_id,
    )


def _messages(rows: Iterable[Dispatch], *, caller: Caller) -> list[Message]:
    """Messages with their deliveries' envelopes, in one query however many there are."""
    found = list(rows)
    about = deliveries.by_id(
        recipient=caller.organisation, wanted=[one.delivery_id for one in found if one.delivery_id]
    )
    types = names.of_types()
    return [_message(one, about.get(one.delivery_id) if one.delivery_id else None, types) for one in found]


def _message(dispatch: Dispatch, delivery: Delivery | None, types: dict[str, str]) -> Message:
    return Message(
        dispatch=dispatch,
        state=words.MESSAGE_STATES[dispatch.state],
        reason=_reason(dispatch.reason),
        delivery=delivery,
        type=_what(dispatch, delivery, types),
    )


def _what(dispatch: Dispatch, delivery: Delivery | None, types: dict[str, str]) -> str:
    if dispatch.delivery_id is None:
        return gettext("Test event")
    return gettext("Delivery") if delivery is None else types.get(delivery.type, delivery.type)


def _reason(code: str) -> Promise | str:
    return words.MESSAGE_REASONS.get(code) or words.OUTCOMES.get(code) or reasons.in_words(code)
