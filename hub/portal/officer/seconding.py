"""Replies that wait for a second officer: what one has prepared, another looks through and approves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.errors import Refusal
from accounts.users import selectors as users
from exchange import pipeline
from exchange.catalogue import selectors as catalogue
from exchange.deliveries import selectors as deliveries
from exchange.review import seconding
from exchange.review import selectors as review
from exchange.review.models import PreparedReply
from hub.portal import concerned, elements, names
from hub.portal.officer.asking import ROLES, WEIGHTY
from hub.portal.pages import act, page
from hub.portal.words import Sign

_STATES = {
    PreparedReply.State.WAITING: Sign(_("Waits for a second officer"), "hourglass-split", "wait"),
    PreparedReply.State.SENT: Sign(_("Sent"), "check2", "good"),
    PreparedReply.State.WITHDRAWN: Sign(_("Withdrawn: never sent"), "x-circle", "quiet"),
}
_ENVELOPE = frozenset({"cites", "authority", "addressee", "informed"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """One prepared reply in a line. ``mine``: the reader prepared it, so that somebody else approves it."""

    prepared: PreparedReply
    type: str
    who: str
    mine: bool
    outdated: bool
    state: Sign


@page("officer/prepared.html", permissions.REPLIES_SEND)
def prepared(request: HttpRequest, caller: Caller, prepared: UUID) -> dict[str, Any]:
    """One prepared reply, word for word as it would be sent."""
    found = seconding.one(prepared)
    (line,) = lines([found], caller=caller)
    cited = deliveries.delivered(recipient=caller.organisation, number=found.number, n=found.n)
    said = elements.own(catalogue.one_type(found.type), found.document)
    shown = [one for one in said if one.path.split("/")[1] not in _ENVELOPE]
    if cited:
        there = (
            concerned.version(found.number, found.n, caller=caller) if concerned.names_places(shown) else ()
        )
        shown = concerned.with_places(shown, of_type=cited[0].type, cited=there)
    case = review.case_of_reply(found.reply_number) if found.reply_number else None
    waits = found.state == PreparedReply.State.WAITING
    called = _reached(found, caller) if waits and cited else {}
    return {
        "line": line,
        "prepared": found,
        "addressee": _parties([found.document.get("addressee", "")], called),
        "informed": _parties(found.document.get("informed", ()), called),
        "decided_by": next(iter(users.names_of([found.decided_by]).values()), ""),
        "sections": elements.sections(shown, type_id=found.type),
        "about": reverse("portal:delivery", args=[cited[0].id]) if cited else "",
        "case": "" if case is None else reverse("portal:case", args=[case.pk]),
        "is_weighty": found.type in WEIGHTY,
        "waits": waits,
        "may_release": waits and not line.mine,
        "may_withdraw": waits,
    }


def _reached(found: PreparedReply, caller: Caller) -> dict[str, str]:
    """By role, who would get it now; nobody where the notice can be read no more."""
    try:
        reached = pipeline.reach(number=found.number, n=found.n, by=caller)
    except Refusal:
        return {}
    called = names.of_organisations(one.organisation for one in reached)
    return {one.role: called.get(one.organisation, "") for one in reached if one.organisation is not None}


def _parties(roles: Sequence[str], called: Mapping[str, str]) -> list[tuple[Promise, str]]:
    return [(ROLES[one], called.get(one, "")) for one in roles if one in ROLES]


@act(permissions.REPLIES_SEND, then="portal:prepared")
def release(request: HttpRequest, caller: Caller, prepared: UUID) -> str:
    receipt = pipeline.release_reply(prepared, by=caller)
    return gettext("Approved and sent as %(reference)s.") % {"reference": receipt.reference}


@act(permissions.REPLIES_SEND, then="portal:prepared")
def withdraw(request: HttpRequest, caller: Caller, prepared: UUID) -> str:
    seconding.withdraw(prepared, by=caller, at=transaction_time())
    return gettext("Withdrawn. It is never sent.")


def waiting(*, caller: Caller) -> list[Waiting]:
    """What waits for a second officer of the reader's authority."""
    if not caller.may(permissions.REPLIES_SEND):
        return []
    return lines(list(seconding.prepared().filter(state=PreparedReply.State.WAITING)), caller=caller)


def lines(found: Sequence[PreparedReply], *, caller: Caller) -> list[Waiting]:
    """Prepared replies with names and words."""
    types = names.of_types()
    people = users.names_of(one.person for one in found)
    return [
        Waiting(
            prepared=one,
            type=types.get(one.type, one.type),
            who=gettext("an API client") if one.person is None else people.get(one.person, ""),
            mine=one.person is not None and one.person == caller.person,
            outdated=bool(getattr(one, "outdated", False)),
            state=_STATES[PreparedReply.State(one.state)],
        )
        for one in found
    ]
