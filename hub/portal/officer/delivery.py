"""One delivery: what may be seen of a notice, and what its reader does about it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from exchange import pipeline
from exchange.deliveries import selectors, services
from exchange.deliveries.asking import Opened, Reader
from exchange.deliveries.models import Delivery
from exchange.disclosures.models import Disclosure
from hub.portal import cases, elements, paging, reasons, words
from hub.portal.officer.envelopes import lines
from hub.portal.pages import act, page


@page("officer/delivery.html", permissions.INBOX_READ)
def delivery(request: HttpRequest, caller: Caller, delivery: UUID) -> dict[str, Any]:
    """One delivery. Opening it here is delivering it, by the same door as over the API."""
    row = selectors.one(recipient=caller.organisation, delivery_id=delivery)
    services.check_may_open(row, by=caller)
    reader = Reader(caller.organisation, caller.person, caller.client, Disclosure.Channel.INBOX)
    (opened,) = pipeline.open_deliveries([row], reader=reader)
    held = selectors.of_notice(recipient=caller.organisation, notice_id=row.notice_id)
    (line,) = lines([opened.delivery])
    return {
        "line": line,
        "delivery": opened.delivery,
        "opened": opened,
        "reason": reasons.in_words(opened.reason or (reasons.BEING_ROUTED if opened.later else "")),
        "tells": words.ENVELOPE_ONLY.get(row.kind, ""),
        "basis": words.BASES[row.basis],
        "key_kind": words.KEY_KINDS.get(row.key_kind, row.key_kind),
        "sections": elements.sections(
            opened.elements, type_id=row.type, page=paging.number(request, "items")
        ),
        "masked": sum(1 for one in opened.elements if one.form != "plain"),
        "versions": lines([one for one in held if one.position is not None][::-1]),
        "cases": cases.about(row, caller=caller),
        "may_acknowledge": _may_acknowledge(opened, caller),
        "may_ask_again": row.state == Delivery.State.WITHHELD and caller.may(permissions.INBOX_ACKNOWLEDGE),
    }


@act(permissions.INBOX_ACKNOWLEDGE, then="portal:delivery")
def acknowledge(request: HttpRequest, caller: Caller, delivery: UUID) -> str:
    row = selectors.one(recipient=caller.organisation, delivery_id=delivery)
    services.acknowledge(row, at=transaction_time(), person=caller.person)
    return gettext("Acknowledged. The publisher's receipt says so.")


@act(permissions.INBOX_ACKNOWLEDGE, then="portal:delivery")
def ask_again(request: HttpRequest, caller: Caller, delivery: UUID) -> str:
    pipeline.ask_again(selectors.one(recipient=caller.organisation, delivery_id=delivery))
    return gettext(
        "It is being decided again. If you may have it by now, it comes back to your inbox as new."
    )


def _may_acknowledge(opened: Opened, caller: Caller) -> bool:
    one = opened.delivery
    return (
        one.state == Delivery.State.DELIVERED
        and one.acknowledged_at is None
        and caller.may(permissions.INBOX_ACKNOWLEDGE)
    )
