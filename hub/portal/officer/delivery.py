"""One delivery: what may be seen of a notice, and what its reader does about it."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from accounts.users import selectors as users
from exchange import pipeline
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.types import NoticeType
from exchange.deliveries import houses as named
from exchange.deliveries import selectors, services
from exchange.deliveries.asking import Opened, Reader, has_content
from exchange.deliveries.models import Delivery
from exchange.disclosures.models import Disclosure
from exchange.review import states
from exchange.routing.projection import Element
from exchange.worklist import marks as marking
from exchange.worklist import selectors as working
from exchange.worklist.models import Claim
from hub.portal import cases, concerned, elements, houses, paging, reasons, words
from hub.portal.officer import drafting, glance, marks, seconding, versions
from hub.portal.officer.envelopes import lines
from hub.portal.pages import act, page

_REPLIES = (
    states.INFORMATION,
    states.SCREENING,
    states.DO_NOT_LOAD,
    states.HOLD,
    states.RELEASE,
    states.COMPLETE,
)
_MOST_WORKED = 20
_NAMED = "/supplementary_declarants/"


class Worked(NamedTuple):
    """One period in which somebody worked on the notice."""

    claim: Claim
    name: str
    is_now: bool


@page("officer/delivery.html", permissions.INBOX_READ)
def delivery(request: HttpRequest, caller: Caller, delivery: UUID) -> dict[str, Any]:
    """One delivery. Opening it here is delivering it, by the same door as over the API."""
    row = selectors.one(recipient=caller.organisation, delivery_id=delivery)
    services.check_may_open(row, by=caller)
    held = selectors.of_notice(recipient=caller.organisation, notice_id=row.notice_id)
    seen = versions.last_seen(held, by=caller.person, shown=row)
    wanted = request.GET.get("against", "")
    earlier = versions.compared_with(held, shown=row, wanted=wanted, seen=seen)
    opened, before = _opened(row, earlier, caller)
    held = [row if one.id == row.id else one for one in held]
    (line,) = lines([opened.delivery])
    given = versions.given(held, to=caller.organisation, shown=row)
    at = transaction_time()
    known = cases.about(row, caller=caller)
    return {
        "line": line,
        "delivery": opened.delivery,
        "opened": opened,
        "reason": reasons.in_words(opened.reason or (reasons.BEING_ROUTED if opened.later else "")),
        "tells": words.ENVELOPE_ONLY.get(row.kind, ""),
        "basis": words.BASES[row.basis],
        "key_kind": words.KEY_KINDS.get(row.key_kind, row.key_kind),
        "glance": glance.of(opened.elements, type_id=row.type, at=at),
        "sections": elements.sections(
            _readable(opened, known, caller), type_id=row.type, page=paging.number(request, "items")
        ),
        "marks": marks.lines(marking.of(opened, at=at), opened),
        "houses": houses.lines(_houses(opened, caller), caller=caller),
        "masked": sum(1 for one in opened.elements if one.form != "plain"),
        "versions": given,
        "late": any(one.late for one in given if one.line.delivery.id == row.id),
        "newer": next((one.line for one in given if one.line.delivery.n > row.n), None),
        "seen": seen,
        "comparison": versions.comparison(before, opened),
        "cases": known,
        "standing": cases.standing(known) if row.basis == Delivery.Basis.AGREEMENT else [],
        "waiting": [
            one for one in seconding.waiting(caller=caller) if one.prepared.notice_id == row.notice_id
        ],
        "drafts": drafting.lines(caller, about=row.number),
        "history": _history(row, caller),
        "reply_types": _reply_types(opened.delivery, known, caller),
        "may_acknowledge": _may_acknowledge(opened, caller),
        "may_ask_again": row.state == Delivery.State.WITHHELD and caller.may(permissions.INBOX_ACKNOWLEDGE),
    }


def _opened(row: Delivery, earlier: Delivery | None, caller: Caller) -> tuple[Opened, Opened | None]:
    """The delivery, and the earlier one to compare it with, by the same door."""
    reader = Reader(caller.organisation, caller.person, caller.client, Disclosure.Channel.INBOX)
    wanted = [row] if earlier is None else [row, earlier]
    opened, *before = pipeline.open_deliveries(wanted, reader=reader)
    return opened, before[0] if before else None


def _houses(opened: Opened, caller: Caller) -> list[named.House]:
    """Who is seen named to file houses, with what is known of each; asked only where somebody is."""
    if not any(one.path.startswith(_NAMED) for one in opened.elements):
        return []
    row = opened.delivery
    found = named.of_deliveries([row.id], recipient=caller.organisation, at=transaction_time())
    return found.get(row.id, [])


def _readable(opened: Opened, known: Sequence[cases.Line], caller: Caller) -> Sequence[Element]:
    """The elements; those that a reply names in the notice that it cites are told in words."""
    if opened.delivery.basis == Delivery.Basis.AGREEMENT or not known:
        return opened.elements
    case, said = known[0].case, opened.elements
    about = cases.type_of(case, caller=caller)
    if not about or not concerned.names_places(said):
        return said
    there = concerned.version(case.number, case.n, caller=caller)
    return concerned.with_places(said, of_type=about, cited=there)


def _history(row: Delivery, caller: Caller) -> list[Worked]:
    """Who has worked on the notice, the latest first: the organisation's own affair."""
    held = list(working.history(organisation=caller.organisation, notice=row.notice_id)[:_MOST_WORKED])
    people = users.names_of(one.person_id for one in held)
    return [
        Worked(one, people.get(one.person_id) or gettext("a former colleague"), one.valid_until is None)
        for one in held
    ]


def _reply_types(row: Delivery, known: Sequence[cases.Line], caller: Caller) -> list[NoticeType]:
    """The replies that the reader may send to it, in the order of how often they are.

    A release only where something of its own stands open that it could end.
    """
    answered = row.basis == Delivery.Basis.AGREEMENT and row.state == Delivery.State.DELIVERED
    if not (answered and has_content(row) and caller.may(permissions.REPLIES_SEND)):
        return []
    found = {one.id: one for one in catalogue.every_type() if one.is_reply and caller.kind in one.publishers}
    own = (one.case for one in known if one.case.authority_id == caller.organisation)
    if not any(one.closed_at is None and states.outcome(one.kind, reply=states.RELEASE) for one in own):
        found.pop(states.RELEASE, None)
    return [found[one] for one in _REPLIES if one in found]


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
