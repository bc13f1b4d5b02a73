"""The first page: what the hub is, for strangers; what needs you now, for those who are signed in."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.joining import selectors as joining
from accounts.organisations.permissions import may_keep_members
from exchange.agreements import selectors as agreed
from exchange.deliveries import operations
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.models import Delivery
from exchange.notices import selectors as notices
from exchange.review import selectors as review
from exchange.review.replies import ANSWER
from hub.portal import cases
from hub.portal.administrator import agreements
from hub.portal.officer import envelopes
from hub.portal.pages import page
from hub.portal.public.views import landing
from hub.portal.trader import consignments
from hub.portal.trader import notices as own
from hub.portal.visits import visit_of

_SHOWN = 5
# What is counted further is told as "more than".
_COUNTED = 99


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Strangers see what this is; a company its consignments; everybody else what needs them."""
    visit = visit_of(request)
    if visit is None:
        return landing(request)
    is_company = visit.caller is not None and visit.caller.kind == "trader"
    return consignments.home(request) if is_company else overview(request)


@page("home.html", permissions.AGREEMENTS_READ)
def overview(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """Cases to act on, agreements that wait, what is new, and where one's own notices stand."""
    at = acting.transaction_time()
    urgent = review.cases(at=at).filter(closed_at=None).order_by(F("due_at").asc(nulls_last=True))
    mine = list(urgent.filter(addressee_id=caller.organisation)[:_SHOWN])
    shown = cases.lines([*mine, *urgent.exclude(addressee_id=caller.organisation)[:_SHOWN]], caller=caller)
    may_consent = caller.may(permissions.AGREEMENTS_SIGN)
    waiting = agreements.waits(caller.organisation, at) if may_consent else {}
    pending = list(agreed.agreements(state=None, at=at).filter(id__in=waiting).order_by("number"))
    new = deliveries.inbox(recipient=caller.organisation).filter(state=Delivery.State.AVAILABLE)
    published = notices.own_notices(publisher=caller.organisation).prefetch_related("routing_work")
    return {
        "to_answer": [one for one in shown if one.mine],
        "waiting": [one for one in shown if not one.mine],
        "agreements": agreements.lines(pending, waiting=waiting, at=at),
        "joining": joining.waiting(by=caller).count() if may_keep_members(caller) else 0,
        "set_aside": len(operations.quarantined()) if _operates(caller) else 0,
        "new": envelopes.lines(list(new.order_by("-position")[:_SHOWN])),
        "new_count": min(new[: _COUNTED + 1].count(), _COUNTED + 1),
        "most": _COUNTED,
        "answered": _answered(new, caller),
        "own": own.lines(list(published.order_by("-id")[:_SHOWN]))
        if caller.may(permissions.NOTICES_READ)
        else [],
    }


def _answered(new: QuerySet[Delivery], caller: Caller) -> list[cases.Line]:
    """The cases that answers ended which nobody has opened yet."""
    answers = new.filter(type=ANSWER, basis=Delivery.Basis.ADDRESSEE).order_by("-position")[:_SHOWN]
    found = review.answered_by([one.number for one in answers])
    return cases.lines([case for case, outcome in found.values() if outcome], caller=caller)


def _operates(caller: Caller) -> bool:
    return caller.is_operator and caller.may(permissions.OPERATIONS_READ)
