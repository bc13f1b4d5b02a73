"""The inbox: what was delivered to the reader's organisation, as a list and one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from exchange import pipeline
from exchange.deliveries import selectors, services
from exchange.deliveries.asking import Opened, Reader
from exchange.deliveries.models import Delivery
from exchange.disclosures.models import Disclosure
from exchange.notices import selectors as notices
from hub.portal import cases, elements, names, paging, reasons, words
from hub.portal.pages import act, page
from hub.portal.words import Sign

_ORDER = {"position": paging.whole}
# What never became available has no position: the newest version goes first.
_WITHHELD_ORDER: paging.Order = {"version_id": UUID, "purpose": paging.text}
_WITHHELD = "withheld"
# What the list can be narrowed to, each as the columns' values.
_STATES: dict[str, tuple[Promise, dict[str, Any]]] = {
    "new": (_("New"), {"state": Delivery.State.AVAILABLE}),
    "opened": (
        _("Opened, not acknowledged"),
        {"state": Delivery.State.DELIVERED, "acknowledged_at": None},
    ),
    "acknowledged": (_("Acknowledged"), {"acknowledged_at__isnull": False}),
    _WITHHELD: (_("Withheld"), {"state": Delivery.State.WITHHELD}),
    "closed": (_("Withheld for good"), {"state": Delivery.State.CLOSED}),
}
_MOST_IN_A_SEARCH = 140


@dataclass(frozen=True, slots=True)
class Line:
    """One delivery in a list: its envelope in words, nothing of its content."""

    delivery: Delivery
    type: str
    publisher: str
    kind: Promise | str
    purpose: Promise | str
    state: Sign
    current: bool


@page("officer/inbox.html", permissions.INBOX_READ)
def inbox(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Envelopes, the newest first. Listing delivers nothing."""
    types = names.of_types()
    withheld = request.GET.get("state") == _WITHHELD
    listed = selectors.withheld if withheld else selectors.inbox
    rows = _narrowed(listed(recipient=caller.organisation), request)
    found = paging.cut(request, rows, _WITHHELD_ORDER if withheld else _ORDER)
    filters = {name: request.GET.get(name, "") for name in ("q", "type", "state", "purpose")}
    return {
        "lines": lines(found.rows),
        "cut": found,
        "filters": filters,
        "filtered": any(filters.values()),
        "types": sorted(types.items(), key=lambda one: one[1]),
        "states": [(name, label) for name, (label, _) in _STATES.items()],
        "purposes": words.PURPOSES.items(),
    }


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
    services.acknowledge(row, at=transaction_time())
    return gettext("Acknowledged. The publisher's receipt says so.")


@act(permissions.INBOX_ACKNOWLEDGE, then="portal:delivery")
def ask_again(request: HttpRequest, caller: Caller, delivery: UUID) -> str:
    pipeline.ask_again(selectors.one(recipient=caller.organisation, delivery_id=delivery))
    return gettext(
        "It is being decided again. If you may have it by now, it comes back to your inbox as new."
    )


def lines(deliveries: Sequence[Delivery]) -> list[Line]:
    """The deliveries with names and words, in two queries however many they are."""
    old = selectors.superseded(deliveries)
    publishers = names.of_organisations(one.publisher_id for one in deliveries)
    types = names.of_types()
    return [
        Line(
            delivery=one,
            type=types.get(one.type, one.type),
            publisher=publishers.get(one.publisher_id, ""),
            kind=words.DELIVERY_KINDS.get(one.kind, one.kind),
            purpose=words.PURPOSES.get(one.purpose, one.purpose),
            state=words.DELIVERY_STATES["acknowledged" if one.acknowledged_at else one.state],
            current=one.id not in old,
        )
        for one in deliveries
    ]


def _narrowed(rows: QuerySet[Delivery], request: HttpRequest) -> QuerySet[Delivery]:
    query = request.GET
    if chosen := query.get("type"):
        rows = rows.filter(type=chosen) if chosen in names.of_types() else rows.none()
    if chosen := query.get("purpose"):
        rows = rows.filter(purpose=chosen) if chosen in words.PURPOSES else rows.none()
    if query.get("state") in _STATES:
        rows = rows.filter(**_STATES[query["state"]][1])
    if sought := query.get("q", "").replace("\x00", "").strip()[:_MOST_IN_A_SEARCH]:
        return _sought(rows, sought)
    return rows


def _sought(rows: QuerySet[Delivery], sought: str) -> QuerySet[Delivery]:
    """By a key that the reader may know (UCR, container, bill, MRN, parcel), else by number or reference."""
    versions = notices.versions_with_key(sought)
    if versions:
        return rows.filter(version_id__in=versions)
    return rows.filter(Q(number=sought.upper()) | Q(reference=sought))


def _may_acknowledge(opened: Opened, caller: Caller) -> bool:
    one = opened.delivery
    return (
        one.state == Delivery.State.DELIVERED
        and one.acknowledged_at is None
        and caller.may(permissions.INBOX_ACKNOWLEDGE)
    )
