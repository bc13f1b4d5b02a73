"""The message browser: one notice at every stage and every attempt, without an element of it; and doing it again."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import NotFound, Refusal
from exchange import pipeline
from exchange.deliveries import reprocessing, tracing
from exchange.deliveries.tracing import Accepted, Message, Trace, TracedDelivery, TracedVersion
from exchange.notices.models import RoutingWork
from exchange.notices.numbers import as_written
from exchange.review import tracing as review
from hub.portal import names, reasons, words
from hub.portal.form_pages import Done, PortalForm, Reasoned, form_page
from hub.portal.operator.stages import CHANNELS, MESSAGE_STATES, OUTCOMES
from hub.portal.pages import entering, page, refused
from hub.portal.words import Sign


@dataclass(frozen=True, slots=True)
class Line:
    """One accepted version in the list."""

    accepted: Accepted
    type: str
    publisher: str
    state: Sign


@dataclass(frozen=True, slots=True)
class Carried:
    """A webhook message with its state and why it stands there."""

    message: Message
    state: Sign
    outcomes: tuple[tuple[Any, Promise | str], ...]


@dataclass(frozen=True, slots=True)
class Delivered:
    """One delivery in words."""

    delivery: TracedDelivery
    recipient: str
    purpose: Promise | str
    kind: Promise | str
    state: Sign
    reason: Promise | str
    channel: Promise | str
    messages: tuple[Carried, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One version, how its routing went, and what became of it."""

    version: TracedVersion
    kind: Promise | str
    state: Sign
    deliveries: tuple[Delivered, ...]


@page("operator/messages.html", permissions.OPERATIONS_READ)
def messages(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The versions accepted last, by type, publisher and state; or one, by its number."""
    type_id, state = request.GET.get("type", ""), request.GET.get("state", "")
    publisher, before = (_identifier(request.GET.get(name, "")) for name in ("publisher", "before"))
    types = names.of_types()
    state = state if state in RoutingWork.State.values else ""
    type_id = type_id if type_id in types else ""
    found = tracing.latest(before=before, type_id=type_id, publisher=publisher, state=state)
    shown, more = found[: tracing.MOST], len(found) > tracing.MOST
    called = names.of_organisations([publisher, *(one.publisher for one in shown)])
    kept = {"type": type_id, "state": state, "publisher": publisher or ""}
    return {
        "lines": [
            Line(
                one,
                types.get(one.type, one.type),
                called.get(one.publisher, ""),
                words.ROUTING_STATES[one.state],
            )
            for one in shown
        ],
        "older": urlencode({**kept, "before": str(shown[-1].version_id)}) if more else "",
        "types": sorted(types.items(), key=lambda one: one[1]),
        "type": type_id,
        "states": [(value, words.ROUTING_STATES[value]) for value in RoutingWork.State.values],
        "state": state,
        "publisher": publisher,
        "publisher_name": called.get(publisher, "") if publisher else "",
        "sought": request.GET.get("number", ""),
    }


@never_cache
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """On to the notice of the number that was typed; back to the list with it where no notice has it."""
    caller = entering(request)
    if isinstance(caller, HttpResponse):
        return caller
    typed = request.GET.get("number", "").replace("\x00", "").strip()
    try:
        caller.check_may(permissions.OPERATIONS_READ)
        with acting.as_organisation(caller.organisation, person=caller.person):
            number = tracing.trace(as_written(typed)).number
    except NotFound:
        return redirect(f"{reverse('portal:messages')}?{urlencode({'number': typed})}")
    except Refusal as refusal:
        return refused(request, refusal)
    return redirect("portal:message", number=number)


@page("operator/message.html", permissions.OPERATIONS_READ)
def message(request: HttpRequest, caller: Caller, number: str) -> dict[str, Any]:
    """One notice: accepted, decided, delivered, every attempt, and that it was replied to."""
    found = tracing.trace(number)
    replies = review.replies(notice=found.id)
    recipients = [one.recipient for one in found.deliveries]
    called = names.of_organisations([found.publisher, *recipients, *(one.authority for one in replies)])
    types = names.of_types()
    return {
        "trace": found,
        "type": types.get(found.type, found.type),
        "publisher": called.get(found.publisher, ""),
        "stages": _stages(found, called),
        "replies": [(one, called.get(one.authority, ""), types.get(one.kind, one.kind)) for one in replies],
        "may_do_again": caller.may(permissions.OPERATIONS_WRITE)
        and bool(found.may_route_again or found.sendable),
        "stopped": [(called.get(one.recipient, ""), sent.host) for one, sent in found.stopped],
    }


def _weighed(request: HttpRequest, caller: Caller, number: str) -> dict[str, Any]:
    found = tracing.trace(number)
    aside = sum(one.state == RoutingWork.State.QUARANTINED for one in found.versions)
    reprocessing.check_has_work(found)
    points = []
    if aside:
        points.append(
            ngettext(
                "%(count)s version that was set aside is routed again, under the agreements as they stand now.",
                "%(count)s versions that were set aside are routed again, under the agreements as they stand now.",
                aside,
            )
            % {"count": aside}
        )
    if found.sendable:
        points.append(
            ngettext(
                "%(count)s dead letter is sent again, if its recipient may still receive it.",
                "%(count)s dead letters are sent again, if their recipients may still receive them.",
                found.sendable,
            )
            % {"count": found.sendable}
        )
    return {
        "title": gettext("Process again"),
        "points": points,
        "button": gettext("Process again"),
        "cancel": reverse("portal:message", args=[number]),
        "back_name": number,
    }


@form_page("confirm.html", permissions.OPERATIONS_WRITE, form=Reasoned, then="portal:message", read=_weighed)
def reprocess(request: HttpRequest, caller: Caller, form: PortalForm, number: str) -> Done:
    again = pipeline.reprocess(
        number=number, reason=form.cleaned_data["reason"], by=caller, at=acting.transaction_time()
    )
    said = []
    if again.versions:
        text = ngettext(
            "%(count)s version is routed again.", "%(count)s versions are routed again.", again.versions
        )
        said.append(text % {"count": again.versions})
    if again.messages:
        text = ngettext(
            "%(count)s message is sent again.", "%(count)s messages are sent again.", again.messages
        )
        said.append(text % {"count": again.messages})
    return Done(" ".join(said))


def _identifier(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _stages(found: Trace, called: dict[UUID, str]) -> list[Stage]:
    return [
        Stage(
            version=one,
            kind=words.VERSION_KINDS[one.kind],
            state=words.ROUTING_STATES[one.state],
            deliveries=tuple(
                _delivered(delivery, called) for delivery in found.deliveries if delivery.n == one.n
            ),
        )
        for one in reversed(found.versions)
    ]


def _delivered(one: TracedDelivery, called: dict[UUID, str]) -> Delivered:
    return Delivered(
        delivery=one,
        recipient=called.get(one.recipient, ""),
        purpose=words.PURPOSES.get(one.purpose, one.purpose),
        kind=words.DELIVERY_KINDS[one.kind],
        state=words.receipt_state(one.state, reason=one.reason, acknowledged=one.acknowledged_at is not None),
        reason=reasons.to_publisher(one.reason),
        channel=CHANNELS.get(one.channel, one.channel),
        messages=tuple(
            Carried(
                message,
                MESSAGE_STATES[message.state],
                tuple(
                    (attempt, OUTCOMES.get(attempt.outcome, attempt.outcome)) for attempt in message.attempts
                ),
            )
            for message in one.messages
        ),
    )
