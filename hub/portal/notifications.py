"""What happened and concerns the reader: a count in the bar, a page, and where each leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import Refusal
from exchange.notifications import selectors, services
from exchange.notifications.models import Preference
from exchange.notifications.notification import TOPICS, Kind, Notification, Topic
from hub.notifying import words
from hub.portal.pages import act, entering, page, refused
from hub.portal.visits import visit_of
from hub.portal.words import Sign

_MOST_IN_THE_BAR = 99
_LOOKS: dict[Kind, tuple[str, str]] = {
    Kind.CASE_OPENED: ("chat-left-text", "new"),
    Kind.DEADLINE_NEAR: ("clock", "wait"),
    Kind.OVERDUE: ("exclamation-triangle", "stop"),
    Kind.ANSWERED: ("envelope-open", "new"),
    Kind.ANSWER_OVERDUE: ("clock-history", "stop"),
    Kind.INFORMED: ("info-circle", "new"),
    Kind.RELEASED: ("check-circle", "good"),
    Kind.ASSESSED: ("check2-all", "good"),
    Kind.RELEASE_WAITED_FOR: ("people", "wait"),
    Kind.AGREEMENT_PROPOSED: ("journal-check", "quiet"),
    Kind.SIGNATURE_WAITED_FOR: ("pen", "wait"),
    Kind.ACCESSION_WAITED_FOR: ("pen", "wait"),
    Kind.AGREEMENT_IN_FORCE: ("check-circle", "good"),
    Kind.AGREEMENT_SUSPENDED: ("pause-circle", "stop"),
    Kind.AGREEMENT_RESUMED: ("play-circle", "good"),
    Kind.AGREEMENT_TERMINATED: ("stop-circle", "stop"),
    Kind.AGREEMENT_EXPIRING: ("hourglass-split", "wait"),
    Kind.WEBHOOK_FAILING: ("exclamation-triangle", "wait"),
    Kind.WEBHOOK_DISABLED: ("stop-circle", "stop"),
    Kind.STANDING_SUSPENDED: ("pause-circle", "stop"),
    Kind.STANDING_REVOKED: ("x-circle", "stop"),
    Kind.STANDING_EXPIRING: ("clock", "wait"),
    Kind.STANDING_EXPIRED: ("clock-history", "stop"),
    Kind.ROWS_REFUSED: ("file-earmark-spreadsheet", "wait"),
}
_PAGES: dict[Topic, str] = {
    Topic.CASES: "case",
    Topic.ANSWERS: "case",
    Topic.APPROVALS: "prepared",
    Topic.AGREEMENTS: "agreement",
    Topic.WEBHOOKS: "webhook",
    Topic.UPLOADS: "upload",
}
_BY_MAIL: dict[str, Promise] = {
    "never": _("You are sent no mail about it."),
    "daily": _("You are sent a mail once a day."),
    "at_once": _("You are sent a mail at once."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One notification as it is shown."""

    key: str
    sign: Sign
    sentence: str
    address: str
    at: datetime
    due_at: datetime | None
    read: bool


@page("notifications.html", permissions.AGREEMENTS_READ)
def notifications(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """What happened in the last weeks, the latest first; what is unread, or everything."""
    found = selectors.notifications(caller)
    everything = request.GET.get("show") == "all"
    held = selectors.preference(caller)
    unread = [one for one in found if not one.read]
    return {
        "lines": _lines(found if everything else unread),
        "everything": everything,
        "unread": len(unread),
        "bell": _bell(len(unread)),
        # A part of the page that changed is said aloud; a whole page is read by itself.
        "say": "HX-Request" in request.headers,
        "mail": _BY_MAIL[held.frequency if held else Preference.Frequency.NEVER.value],
    }


@act(permissions.AGREEMENTS_READ, then="portal:notifications")
def mark_read(request: HttpRequest, caller: Caller) -> str:
    """Those that are named, else all."""
    keys = request.POST.getlist("key") or None
    count = services.mark_read(keys=keys, by=caller, at=acting.transaction_time())
    return ngettext("%(count)s marked as read.", "%(count)s marked as read.", count) % {"count": count}


@never_cache
@require_GET
def notification(request: HttpRequest) -> HttpResponse:
    """Mark one as read, and lead on to what it is about."""
    caller = entering(request)
    if isinstance(caller, HttpResponse):
        return caller
    try:
        caller.check_may(permissions.AGREEMENTS_READ)
        with acting.as_organisation(caller.organisation, person=caller.person):
            key = request.GET.get("key", "")
            found = next((one for one in selectors.notifications(caller) if one.key == key), None)
            if found is None:
                return redirect("portal:notifications")
            services.mark_read(keys=[key], by=caller, at=acting.transaction_time())
            return redirect(_target(found))
    except Refusal as refusal:
        return refused(request, refusal)


@never_cache
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The count in the bar, which is fetched again now and then.

    Somebody whose session has ended is not led to the door from here: they may be typing.
    """
    visit = visit_of(request)
    if visit is None or visit.caller is None or not visit.caller.may(permissions.AGREEMENTS_READ):
        return HttpResponse(status=204)
    with acting.as_organisation(visit.caller.organisation, person=visit.caller.person):
        count = selectors.unread_count(visit.caller)
    return render(request, "components/bell.html", _bell(count))


def _bell(count: int) -> dict[str, Any]:
    return {"fetched": True, "unread": min(count, _MOST_IN_THE_BAR), "more": count > _MOST_IN_THE_BAR}


def _lines(found: Sequence[Notification]) -> list[Line]:
    return [
        Line(
            key=one.key,
            sign=Sign(words.KINDS[one.kind], *_LOOKS[one.kind]),
            sentence=words.sentence(one, titled=True),
            address=words.address(one),
            at=one.at,
            due_at=one.due_at,
            read=one.read,
        )
        for one in found
    ]


def _target(one: Notification) -> str:
    """The page that a notification is about."""
    topic = TOPICS[one.kind]
    if topic is Topic.STANDING:
        return reverse("portal:our-organisation")
    if one.kind in (Kind.INFORMED, Kind.RELEASED, Kind.ASSESSED):
        return reverse("portal:delivery", args=[one.subject])
    return reverse(f"portal:{_PAGES[topic]}", args=[one.subject])
