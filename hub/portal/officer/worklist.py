"""The worklist: what was delivered to the reader's organisation, as a list."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions
from accounts.callers import Caller
from exchange.deliveries import selectors
from exchange.deliveries.models import Delivery
from exchange.notices import selectors as notices
from hub.portal import names, paging, words
from hub.portal.officer.envelopes import lines
from hub.portal.pages import page

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


@page("officer/worklist.html", permissions.INBOX_READ)
def worklist(request: HttpRequest, caller: Caller) -> dict[str, Any]:
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
