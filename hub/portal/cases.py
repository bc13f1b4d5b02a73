"""Cases in words: what authorities asked or ordered, how each stands, where it leads, as both sides see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.functional import Promise

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.models import Delivery
from exchange.notices import selectors as notices
from exchange.review import selectors, states
from exchange.review.models import Case
from hub.portal import clocks, names, words
from hub.portal.words import Sign

_ORDERS = (states.DO_NOT_LOAD, states.HOLD)
# The picture and the tone of an open case at the head of its notice.
_ORDERED, _ASKED = ("slash-circle", "stop"), ("chat-left-text", "wait")
# The cases of one notice that a page lists; and the closed ones, of which the latest are shown.
MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One case in words. ``mine``: the reader's organisation is the one that must act.

    ``clock`` says how long there is, or by how much it is overdue. The addresses at which the reader may open the
    notice (``about``) and what was asked (``reply``); empty where it may not.
    """

    case: Case
    kind: Promise | str
    state: Sign
    authority: str
    addressee: str
    mine: bool
    clock: str
    address: str
    about: str
    reply: str


def about(delivery: Delivery, *, caller: Caller) -> list[Line]:
    """The cases on a delivered notice; of a reply, those on the notice that it is about."""
    known = selectors.cases(at=transaction_time())
    if delivery.basis == Delivery.Basis.AGREEMENT:
        found = known.filter(notice_id=delivery.notice_id)
    else:
        found = known.filter(reply_number=delivery.number) | known.filter(closed_by=delivery.number)
    return lines(list(found.order_by("opened_at")[:MOST]), caller=caller)


def of_notice(notice: UUID, *, caller: Caller) -> list[Line]:
    """The cases on a notice, the open ones first."""
    found = selectors.cases(at=transaction_time()).filter(notice_id=notice)
    return lines(list(found.order_by(F("closed_at").desc(nulls_first=True))[:MOST]), caller=caller)


def lines(found: Sequence[Case], *, caller: Caller) -> list[Line]:
    """Cases with names and addresses, in as many queries for one as for a hundred."""
    parties = names.of_organisations(who for one in found for who in (one.authority_id, one.addressee_id))
    addresses, at = _addresses(found, caller=caller), transaction_time()
    return [
        Line(
            case=one,
            kind=words.CASE_KINDS.get(one.kind, one.kind),
            state=state(one),
            authority=parties.get(one.authority_id, ""),
            addressee=parties.get(one.addressee_id, ""),
            mine=one.addressee_id == caller.organisation,
            clock=clock(one, at=at),
            address=reverse("portal:case", args=[one.pk]),
            about=addresses.get(one.number, ""),
            reply=addresses.get(one.reply_number, ""),
        )
        for one in found
    ]


def standing(known: Sequence[Line]) -> list[tuple[Line, Sign]]:
    """The open cases, each with a sign for the head of their notice: an order stops it, a request waits."""
    return [
        (one, Sign(words.CASE_KINDS[one.case.kind], *(_ORDERED if one.case.kind in _ORDERS else _ASKED)))
        for one in known
        if one.case.closed_at is None
    ]


def type_of(one: Case, *, caller: Caller) -> str:
    """The type of the notice that a case is about, as far as the reader holds or owns it."""
    given = deliveries.inbox(recipient=caller.organisation).filter(notice_id=one.notice_id)
    own = notices.own_notices(publisher=caller.organisation).filter(pk=one.notice_id)
    for rows in (given, own):
        if (type_id := rows.values_list("type", flat=True).first()) is not None:
            return str(type_id)
    return ""


def clock(one: Case, *, at: datetime) -> str:
    """How long there is to act, or by how much the time is over; empty where no time is set, or all is done."""
    told = None if one.closed_at is not None else clocks.due(one.due_at, at)
    return "" if told is None else told.label


def _addresses(found: Sequence[Case], *, caller: Caller) -> dict[str, str]:
    """Where the reader may open the notices of these cases, by number: its own, else the newest delivered."""
    numbers = {number for one in found for number in (one.number, one.reply_number)}
    if not numbers:
        return {}
    delivered = deliveries.inbox(recipient=caller.organisation).filter(number__in=numbers).order_by("n")
    if not caller.may(permissions.INBOX_OPEN):
        delivered = delivered.filter(delivered_at__isnull=False)
    addresses = {one.number: reverse("portal:delivery", args=[one.id]) for one in delivered}
    if caller.may(permissions.NOTICES_READ):
        own = notices.own_notices(publisher=caller.organisation).filter(number__in=numbers)
        addresses |= {one.number: reverse("portal:notice", args=[one.number]) for one in own}
    return addresses


def state(one: Case) -> Sign:
    """How a case stands."""
    if one.closed_at is not None:
        return words.CASE_STATES[one.outcome]
    return words.CASE_STATES["overdue" if getattr(one, "overdue", False) else "open"]
