"""The cases, and one of them: what was asked or ordered, everything said since, and what the reader can do now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from exchange import pipeline
from exchange.catalogue import selectors as catalogue
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Reader
from exchange.deliveries.models import Delivery
from exchange.disclosures.models import Disclosure
from exchange.notices import selectors as notices
from exchange.review import selectors
from exchange.review.models import Case, CaseStep
from exchange.routing.projection import Element
from hub.portal import cases, concerned, elements, names, words
from hub.portal.elements import Section
from hub.portal.officer import drafting, seconding
from hub.portal.pages import page
from hub.portal.words import Sign

# What every reply says of itself, and the page says in its own words.
_ENVELOPE = frozenset({"authority", "cites", "addressee", "informed", "answers"})
_OPENED = Sign(_("Opened the case"), "circle", "new")
_NOTED = Sign(_("Noted: the case stays open"), "info-circle", "wait")
_WHAT_NOW: dict[str, Promise] = {
    Case.Kind.INFORMATION: _("It is closed by an answer, or by the authority."),
    Case.Kind.SCREENING: _("It is closed by an answer, or by the authority."),
    Case.Kind.DO_NOT_LOAD: _("It stands until the authority releases it. An answer does not lift it."),
    Case.Kind.HOLD: _("It stands until the authority releases it. An answer does not lift it."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One step of the thread. ``sections``: what it says, as far as the reader may read it now."""

    step: CaseStep
    type: str
    who: str
    mine: bool
    sign: Sign
    sections: tuple[Section, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done from here."""

    label: Promise
    address: str
    icon: str
    first: bool


@page("officer/cases.html", permissions.INBOX_READ)
def every(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The open cases, those that must be acted on first and the most urgent before others; or the closed ones."""
    closed = request.GET.get("show") == "closed"
    found = selectors.cases(at=transaction_time()).filter(closed_at__isnull=not closed)
    order = ["-closed_at"] if closed else [F("due_at").asc(nulls_last=True), "opened_at"]
    shown = cases.lines(list(found.order_by(*order)[: cases.MOST]), caller=caller)
    return {
        "to_answer": [one for one in shown if one.mine],
        "own": [one for one in shown if not one.mine],
        "closed": closed,
        "waiting": [] if closed else seconding.waiting(caller=caller),
        "drafts": [] if closed else drafting.lines(caller),
    }


@page("case.html", permissions.INBOX_READ)
def case(request: HttpRequest, caller: Caller, case: UUID) -> dict[str, Any]:
    """One case with its thread. What was sent to the reader's organisation in it is opened, and so delivered."""
    found = selectors.case(case, at=transaction_time())
    (line,) = cases.lines([found], caller=caller)
    others = [one for one in cases.of_notice(found.notice_id, caller=caller) if one.case.pk != case]
    informed = names.of_organisations(found.informed)
    return {
        "line": line,
        "case": found,
        "informed": sorted(informed.values()),
        "thread": _thread(found, selectors.steps([case]), caller=caller),
        "others": others,
        "acts": [] if found.closed_at is not None else _acts(found, caller=caller),
        "what_now": "" if found.closed_at is not None else _WHAT_NOW[found.kind],
    }


def _thread(found: Case, steps: Sequence[CaseStep], *, caller: Caller) -> list[Said]:
    types = names.of_types()
    members = names.of_organisations(one.sender_id for one in steps)
    read = _own(steps, caller) | _received(steps, caller)
    about = cases.type_of(found, caller=caller)
    names_any = any(concerned.names_places(said) for said, _address in read.values())
    # Opened, and so on the register, only where something of it is told.
    cited = concerned.version(found.number, found.n, caller=caller) if names_any else ()
    return [
        Said(
            step=one,
            type=types.get(one.type, one.type),
            who=members.get(one.sender_id, ""),
            mine=one.sender_id == caller.organisation,
            sign=_sign(one, found),
            sections=_sections(one, read[one.reply_number][0], about, cited)
            if one.reply_number in read
            else (),
            address=read[one.reply_number][1] if one.reply_number in read else "",
        )
        for one in steps
    ]


_Read = dict[str, tuple[Sequence[Element], str]]


def _own(steps: Sequence[CaseStep], caller: Caller) -> _Read:
    """What the reader's organisation said itself."""
    numbers = [one.reply_number for one in steps if one.sender_id == caller.organisation]
    if not numbers or not caller.may(permissions.NOTICES_READ):
        return {}
    own = list(notices.own_notices(publisher=caller.organisation).filter(number__in=numbers))
    versions = {one.notice_id: one.id for one in notices.versions_of(notice.id for notice in own)}
    content = notices.own_content(list(versions.values()))
    return {
        one.number: (
            elements.own(catalogue.one_type(one.type), content[versions[one.id]]),
            reverse("portal:notice", args=[one.number]),
        )
        for one in own
    }


def _received(steps: Sequence[CaseStep], caller: Caller) -> _Read:
    """What was delivered to it: opened by the one door; new only to whoever may deliver by opening."""
    numbers = [one.reply_number for one in steps if one.sender_id != caller.organisation]
    if not numbers:
        return {}
    given = deliveries.inbox(recipient=caller.organisation).filter(number__in=numbers)
    readable = [
        one
        for one in given.exclude(basis=Delivery.Basis.AGREEMENT)
        if one.state != Delivery.State.AVAILABLE or caller.may(permissions.INBOX_OPEN)
    ]
    reader = Reader(caller.organisation, caller.person, caller.client, Disclosure.Channel.INBOX)
    return {
        one.delivery.number: (one.elements, reverse("portal:delivery", args=[one.delivery.id]))
        for one in pipeline.open_deliveries(readable, reader=reader)
    }


def _sections(
    step: CaseStep, said: Iterable[Element], about: str, cited: Iterable[Element]
) -> tuple[Section, ...]:
    shown = [one for one in said if one.path.split("/")[1] not in _ENVELOPE]
    if about:
        shown = concerned.with_places(shown, of_type=about, cited=cited)
    return tuple(elements.sections(shown, type_id=step.type))


def _sign(step: CaseStep, found: Case) -> Sign:
    if step.reply_number == found.reply_number:
        return _OPENED
    return words.CASE_STATES[step.outcome] if step.outcome else _NOTED


def _acts(found: Case, *, caller: Caller) -> list[Act]:
    """What each side can do with an open case."""
    if found.addressee_id == caller.organisation and caller.may(permissions.NOTICES_PUBLISH):
        address = reverse("portal:answer", args=[found.reply_number])
        return [Act(pgettext_lazy("act", "Answer"), address, "send", True)]
    if found.authority_id != caller.organisation or not caller.may(permissions.REPLIES_SEND):
        return []
    held = deliveries.delivered(recipient=caller.organisation, number=found.number, n=found.n)
    if not held:
        return []
    lifts = found.kind in (Case.Kind.HOLD, Case.Kind.DO_NOT_LOAD)
    if lifts:
        return [Act(_("Release"), _reply(held[0], "release", found), "check-circle", True)]
    return [
        Act(_("Close: assessment complete"), _reply(held[0], "assessment_complete", found), "check2", True),
        Act(_("Ask again"), _reply(held[0], found.kind, None), "chat-left-text", False),
    ]


def _reply(cited: Delivery, type_id: str, ends: Case | None) -> str:
    address = reverse("portal:reply", args=[cited.id, type_id])
    return address if ends is None else f"{address}?case={ends.pk}"
