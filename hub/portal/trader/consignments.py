"""A company's first page: what needs it now, and its consignments in the order in which a shipping clerk asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from exchange.agreements import selectors as agreed
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.models import Delivery
from exchange.intake import selectors as intake
from exchange.review import consignments as selectors
from exchange.review import selectors as review
from exchange.review.consignments import Consignment, Stage
from exchange.review.models import Case
from hub.portal import cases, houses, names, words
from hub.portal.administrator import agreements
from hub.portal.officer import envelopes
from hub.portal.pages import page
from hub.portal.trader import drafting, uploads
from hub.portal.words import Sign

_SHOWN = 12
_CASES = 10
_NEW = 5
_DRAFTS = 5
_WAITING = 5
_NAMED = 2

STAGES: dict[Stage, Sign] = {
    Stage.DO_NOT_LOAD: Sign(_("Do not load"), "slash-circle", "stop"),
    Stage.OVERDUE: Sign(_("Answer overdue"), "exclamation-triangle", "stop"),
    Stage.HELD: Sign(_("Held"), "pause-circle", "stop"),
    Stage.ASKED: Sign(_("Answer wanted"), "chat-left-text", "wait"),
    Stage.SET_ASIDE: Sign(_("Set aside for the operator"), "exclamation-triangle", "stop"),
    Stage.ROUTING: Sign(_("Being routed"), "hourglass-split", "wait"),
    Stage.CANCELLED: Sign(_("Cancelled"), "x-circle", "quiet"),
    Stage.RELEASED: Sign(_("Released"), "check-circle", "good"),
    Stage.RELEASED_IN_PART: Sign(_("Released in part"), "circle-half", "wait"),
    Stage.ASSESSED: Sign(_("Assessment complete"), "check2", "good"),
    Stage.HOUSES_DUE: Sign(_("Houses due"), "diagram-3", "wait"),
    Stage.RECEIVED: Sign(_("Received"), "check2-all", "good"),
    Stage.SENT: Sign(_("Ready for recipients"), "clock", "wait"),
    Stage.NOBODY: Sign(_("Accepted, received by nobody"), "info-circle", "quiet"),
}
# Silence is never clearance: what is not forbidden is not thereby allowed.
_FORBIDDEN = Sign(_("No: do not load"), "slash-circle", "stop")
_HELD = Sign(_("Held"), "pause-circle", "stop")
_UNDECIDED = Sign(_("No release known"), "circle", "quiet")
_CLEARED: dict[Stage, Sign] = {
    Stage.RELEASED: Sign(_("Released, no order stands"), "check-circle", "good"),
    Stage.RELEASED_IN_PART: Sign(_("Only the part released"), "circle-half", "wait"),
    Stage.ASSESSED: Sign(_("Assessed, no order stands"), "check2", "good"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One consignment in words. ``received`` names a few of those who have it; ``more`` counts the others.

    ``loading``: whether it may be loaded; nothing where the question does not arise. ``missing``: of how many that
    were named to file houses no filing is known.
    """

    consignment: Consignment
    key_kind: Promise | str
    types: str
    stage: Sign
    loading: Sign | None
    to_answer: tuple[cases.Line, ...]
    received: str
    more: int
    acknowledged: int
    missing: int


@page("trader/home.html", permissions.AGREEMENTS_READ)
def home(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """What must be acted on, where each consignment stands, what is new, and what is being written."""
    at = acting.transaction_time()
    urgent = review.cases(at=at).filter(closed_at=None, addressee_id=caller.organisation)
    mine = list(urgent.order_by(F("due_at").asc(nulls_last=True), "opened_at")[:_CASES])
    found = selectors.consignments(publisher=caller.organisation, at=at, limit=_SHOWN)
    shown = cases.lines([*mine, *_concerned(found, mine)], caller=caller)
    new = deliveries.inbox(recipient=caller.organisation).filter(state=Delivery.State.AVAILABLE)
    may_write = caller.may(permissions.NOTICES_PUBLISH)
    return {
        "to_answer": [one for one in shown if one.case in mine],
        "agreements": _to_consent(caller),
        "uploads": _uploads(caller),
        "drafts": drafting.lines(caller, most=_DRAFTS) if may_write else [],
        "lines": _lines(found, {one.case.pk: one for one in shown}),
        "new": envelopes.lines(list(new.order_by("-position")[:_NEW])),
        "may_write": may_write,
    }


def _concerned(found: Sequence[Consignment], known: Sequence[Case]) -> list[Case]:
    """The open cases of the consignments that are shown anyhow."""
    listed = {one.pk for one in known}
    return [case for one in found for case in one.open if case.pk not in listed]


def _to_consent(caller: Caller) -> list[agreements.Line]:
    """The agreements that wait for the reader: only for whoever may sign and accede."""
    if not caller.may(permissions.AGREEMENTS_SIGN):
        return []
    at = acting.transaction_time()
    waiting = agreements.waits(caller.organisation, at)
    pending = list(agreed.agreements(state=None, at=at).filter(id__in=waiting).order_by("number"))
    return agreements.lines(pending, waiting=waiting, at=at)


def _uploads(caller: Caller) -> list[uploads.Line]:
    """Files that wait for somebody: columns to be named, faulty rows to be mended, good ones to be published, and
    what was left out to be corrected."""
    if not caller.may(permissions.NOTICES_PUBLISH):
        return []
    waiting = intake.needing(organisation=caller.organisation)
    return uploads.lines(list(waiting.order_by("-id")[:_WAITING]))


def _lines(found: Sequence[Consignment], known: dict[UUID, cases.Line]) -> list[Line]:
    types = names.of_types()
    members = names.of_organisations(arrival.recipient for one in found for arrival in one.arrivals)
    return [_line(one, known, types, members) for one in found]


def _line(
    one: Consignment, known: dict[UUID, cases.Line], types: dict[str, str], members: dict[UUID, str]
) -> Line:
    have = sorted({members.get(arrival.recipient, "") for arrival in one.arrivals if arrival.delivered})
    of_types = dict.fromkeys(types.get(notice.type, notice.type) for notice in one.notices)
    return Line(
        consignment=one,
        key_kind=words.KEY_KINDS.get(one.key_kind, one.key_kind),
        types=", ".join(of_types),
        stage=STAGES[one.stage],
        loading=_loading(one),
        to_answer=tuple(known[case.pk] for case in one.open if case.pk in known and known[case.pk].mine),
        received=", ".join(have[:_NAMED]),
        more=max(len(have) - _NAMED, 0),
        acknowledged=len({arrival.recipient for arrival in one.arrivals if arrival.acknowledged}),
        missing=houses.missing(one.houses),
    )


def _loading(one: Consignment) -> Sign | None:
    if Case.Kind.DO_NOT_LOAD in one.in_the_way:
        return _FORBIDDEN
    if Case.Kind.HOLD in one.in_the_way:
        return _HELD
    # A stage past everything that is open: every hold was lifted, and an authority has said so.
    return None if one.stage == Stage.CANCELLED else _CLEARED.get(one.stage, _UNDECIDED)
