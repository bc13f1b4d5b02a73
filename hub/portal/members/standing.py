"""Standing: what authorities say of traders, since when, and who recognises it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions
from accounts.accreditation import selectors
from accounts.accreditation.models import Recognition, Standing
from accounts.accreditation.permissions import may_grant, may_keep
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.organisations.models import Kind
from hub.portal import names, paging
from hub.portal.members.directory import grants
from hub.portal.members.words import STANDING_KINDS, STANDING_STATES
from hub.portal.pages import page

OURS, RECOGNISED, ALL = "ours", "recognised", "all"


@page("members/standing.html", permissions.ACCOUNTS_READ)
def standing(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Grants, the latest first: one's own, those that one recognises, or all."""
    at = transaction_time()
    shown = request.GET.get("show", OURS if caller.kind == Kind.AUTHORITY else ALL)
    rows = selectors.all_standing(at=at)
    if shown == OURS:
        rows = rows.filter(granted_by=caller.organisation)
    elif shown == RECOGNISED:
        held = Recognition.objects.filter(recognised_by=caller.organisation, valid_until=None)
        rows = rows.filter(pk__in=held.values("standing"))
    state = request.GET.get("state", "")
    if state in STANDING_STATES:
        wanted = {"state": None if state == "expired" else state}
        rows = rows.filter(**wanted)
    sought = request.GET.get("q", "").strip().replace("\x00", "")
    if sought:
        rows = rows.filter(holder__name__icontains=sought)
    found = paging.cut(request, rows, {"id": UUID})
    return {
        "lines": grants(found.rows),
        "cut": found,
        "shows": [
            (OURS, _("Granted by us")),
            (RECOGNISED, _("Recognised by us")),
            (ALL, _("Of every authority")),
        ]
        if caller.kind == Kind.AUTHORITY
        else [],
        "show": shown,
        "states": STANDING_STATES.items(),
        "state": state,
        "sought": sought,
        "filtered": bool(sought or state or "show" in request.GET),
        "may_grant": may_grant(caller),
    }


@page("members/grant.html", permissions.ACCOUNTS_READ)
def one(request: HttpRequest, caller: Caller, standing: UUID) -> dict[str, Any]:
    """One grant: who holds it, its states from the beginning, and who recognises it."""
    at = transaction_time()
    found = selectors.standing(standing)
    state = selectors.state_at(found, at)
    recognising = list(found.recognitions.order_by("valid_from"))
    called = names.of_organisations(
        [found.holder_id, found.granted_by_id, *(one.recognised_by_id for one in recognising)]
    )
    mine = any(
        one.recognised_by_id == caller.organisation and (one.valid_until is None or one.valid_until > at)
        for one in recognising
    )
    return {
        "grant": found,
        "kind": STANDING_KINDS[found.kind],
        "state": STANDING_STATES[state],
        "code": state,
        "holder": called.get(found.holder_id, ""),
        "granted_by": called.get(found.granted_by_id, ""),
        "periods": [(STANDING_STATES[one.state], one) for one in found.periods.order_by("valid_from")],
        "recognitions": [(called.get(one.recognised_by_id, ""), one) for one in recognising],
        "may_keep": may_keep(caller, granted_by=found.granted_by_id) and state in ("granted", "suspended"),
        "may_recognise": may_grant(caller)
        and found.granted_by_id != caller.organisation
        and found.kind == Standing.Kind.ACCREDITED
        and state in ("granted", "suspended")
        and not mine,
        "recognised_by_us": may_grant(caller) and mine,
    }
