"""One's own notices: where each stands, what it says, and who received which elements of it, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import transaction_time
from exchange.catalogue import selectors as catalogue
from exchange.deliveries import houses as named_houses
from exchange.deliveries import receipts
from exchange.deliveries.asking import Reader
from exchange.deliveries.houses import House
from exchange.deliveries.receipts import RecipientReceipt
from exchange.disclosures.models import Disclosure
from exchange.notices import selectors
from exchange.notices.models import Notice, NoticeVersion, RoutingWork
from exchange.review import replies
from exchange.review import selectors as review
from exchange.review.models import Case
from exchange.routing import selectors as routing
from exchange.routing.facts import AgreementVersion
from exchange.routing.projection import Element
from exchange.routing.reasons import Reason
from exchange.routing.scope import PLAIN
from exchange.timeline import selectors as timeline
from hub.exports import lists
from hub.exports.listing import Listing
from hub.portal import (
    cases,
    changes,
    consignment,
    elements,
    houses,
    layout,
    names,
    paging,
    reasons,
    taking,
    words,
)
from hub.portal.changes import Change
from hub.portal.consignment import Step
from hub.portal.pages import page
from hub.portal.words import Sign


@dataclass(frozen=True, slots=True)
class Line:
    """One notice in the list. ``state`` is that of its newest version's routing, or that it was cancelled."""

    notice: Notice
    type: str
    key_kind: Promise | str
    state: Sign


@dataclass(frozen=True, slots=True)
class Version:
    version: NoticeVersion
    kind: Promise | str
    state: Sign


@dataclass(frozen=True, slots=True)
class ShownElement:
    """An element pattern that a recipient was shown, and in which form."""

    path: str
    title: str
    form: Sign
    masked: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """How far one version got with one recipient for one purpose, and on what grounds."""

    receipt: RecipientReceipt
    recipient: str
    purpose: Promise | str
    kind: Promise | str
    basis: Promise
    state: Sign
    reason: Promise | str
    agreements: tuple[AgreementVersion, ...]
    elements: tuple[ShownElement, ...]
    replied_at: datetime | None


@page("trader/notices.html", permissions.NOTICES_READ)
def notices(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The organisation's notices, the newest first."""
    filters = _filters(request)
    found = paging.cut(request, _own(caller, filters).prefetch_related("routing_work"), {"id": UUID})
    return {
        "lines": lines(found.rows),
        "cut": found,
        "filters": filters,
        "filtered": any(filters.values()),
        "may_write": caller.may(permissions.NOTICES_PUBLISH),
        "types": _own_types(caller),
        "taken": taking.query_of(request),
    }


@taking.taken_away(permissions.NOTICES_READ)
def receipts_file(request: HttpRequest, caller: Caller) -> Listing:
    """The receipts of the notices listed, as a file."""
    return lists.receipts_of(_own(caller, _filters(request)))


def _own_types(caller: Caller) -> list[tuple[str, str]]:
    """The types of which organisations of the caller's kind publish notices, by name."""
    known = names.of_types()
    own = [(one.id, known[one.id]) for one in catalogue.every_type() if caller.kind in one.publishers]
    return sorted(own, key=lambda one: one[1])


def _filters(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip()[:140] for name in ("q", "type")}


def _own(caller: Caller, filters: dict[str, str]) -> QuerySet[Notice]:
    rows = selectors.own_notices(publisher=caller.organisation)
    if filters["type"]:
        rows = rows.filter(type=filters["type"]) if filters["type"] in names.of_types() else rows.none()
    if sought := filters["q"].replace("\x00", ""):
        rows = selectors.sought_among(rows, sought)
    return rows


@page("trader/notice.html", permissions.NOTICES_READ)
def notice(request: HttpRequest, caller: Caller, number: str) -> dict[str, Any]:
    """One notice with the version asked for, else the newest that says something, and everybody's receipts."""
    found = selectors.own_notice(publisher=caller.organisation, number=number)
    versions = selectors.versions(found)
    with_content = [one for one in versions if one.kind != NoticeVersion.Kind.CANCELLATION]
    chosen = next((one for one in with_content if str(one.n) == request.GET.get("version")), with_content[-1])
    content = selectors.own_content([one.id for one in with_content])
    said = {one.n: _own_elements(one, found.type, content[one.id]) for one in with_content}
    (line,) = lines([found])
    asked = cases.of_notice(found.id, caller=caller)
    of_newest, of_earlier = _by_version(_receipts(found, said))
    return {
        "line": line,
        "notice": found,
        "versions": _versions(versions, found),
        "chosen": chosen,
        "sections": elements.sections(
            said[chosen.n], type_id=found.type, page=paging.number(request, "items")
        ),
        "changed": _changed(chosen, with_content, said, found.type),
        "houses": houses.lines(_houses(found, said, caller), caller=caller),
        "receipts": of_newest,
        "earlier_receipts": of_earlier,
        "open_cases": sorted((one for one in asked if one.case.closed_at is None), key=_pressing_first),
        "thread": _thread(found, caller),
        "may_change": _may_change(found, caller),
    }


def _houses(found: Notice, said: dict[int, list[Element]], caller: Caller) -> list[House]:
    """Whom the notice names to file houses, with what may be known of each; asked only where it names somebody."""
    newest = said.get(found.current, [])
    if not any(one.path.startswith("/supplementary_declarants/") for one in newest):
        return []
    found_houses = named_houses.of_own([found.id], publisher=caller.organisation, at=transaction_time())
    return found_houses.get(found.id, [])


def _changed(
    chosen: NoticeVersion, versions: Sequence[NoticeVersion], said: dict[int, list[Element]], type_id: str
) -> list[Change] | None:
    """What the chosen version says otherwise than the one before; None for the first."""
    earlier = [one.n for one in versions if one.n < chosen.n]
    return changes.between(said[earlier[-1]], said[chosen.n], type_id=type_id) if earlier else None


def _thread(found: Notice, caller: Caller) -> list[Step]:
    """The versions of the notice and everything asked, ordered, answered and released about it, as it happened."""
    reader = Reader(caller.organisation, caller.person, caller.client, Disclosure.Channel.INBOX)
    told = timeline.of_own(found, reader=reader, at=transaction_time())
    return consignment.steps(told, caller=caller, here="")


def _pressing_first(one: cases.Line) -> tuple[int, bool, str]:
    """What forbids before what holds, what holds before what asks; of these the most urgent first."""
    order = (Case.Kind.DO_NOT_LOAD, Case.Kind.HOLD)
    place = order.index(one.case.kind) if one.case.kind in order else len(order)
    due = one.case.due_at
    return place, due is None, due.isoformat() if due else ""


def _may_change(found: Notice, caller: Caller) -> bool:
    """Whether the reader may amend or cancel it now; replies stand as they were sent."""
    return (
        found.cancelled_at is None
        and caller.may(permissions.NOTICES_PUBLISH)
        and not replies.is_reply(found.type)
    )


def lines(found: Sequence[Notice]) -> list[Line]:
    """Notices in words."""
    types = names.of_types()
    return [
        Line(
            notice=one,
            type=types.get(one.type, one.type),
            key_kind=words.KEY_KINDS.get(one.key_kind, one.key_kind),
            state=_state(one, {work.n: work.state for work in one.routing_work.all()}),
        )
        for one in found
    ]


def _state(notice: Notice, work: dict[int, str]) -> Sign:
    newest = work[max(work)]
    if newest == RoutingWork.State.ROUTED and notice.cancelled_at is not None:
        return words.ROUTING_STATES["cancelled"]
    return words.ROUTING_STATES[newest]


def _versions(versions: Sequence[NoticeVersion], notice: Notice) -> list[Version]:
    routing_state = {work.version_id: work.state for work in notice.routing_work.all()}
    return [
        Version(one, words.VERSION_KINDS[one.kind], words.ROUTING_STATES[routing_state[one.id]])
        for one in reversed(versions)
    ]


def _own_elements(version: NoticeVersion, type_id: str, content: dict[str, Any]) -> list[Element]:
    return elements.own(catalogue.one_type(type_id, version=version.schema), content)


def _receipts(notice: Notice, said: dict[int, list[Element]]) -> list[Receipt]:
    found = receipts.for_notice(notice.id)
    known = routing.current().index.versions
    recipients = names.of_organisations(one.recipient for one in found)
    replied = review.first_replies(notice=notice.id)
    return [
        Receipt(
            receipt=one,
            recipient=recipients.get(one.recipient, ""),
            purpose=words.PURPOSES.get(one.purpose, one.purpose),
            kind=words.DELIVERY_KINDS[one.kind],
            basis=words.BASES_OF_OTHERS[one.basis],
            state=words.receipt_state(
                one.state, reason=one.reason, acknowledged=one.acknowledged_at is not None
            ),
            reason="" if one.reason == Reason.CANCELLED.code else reasons.to_publisher(one.reason),
            agreements=tuple(known[version] for version in one.agreement_versions if version in known),
            elements=_shown(one, notice.type, said.get(one.n, ())),
            replied_at=replied.get(one.recipient),
        )
        for one in found
    ]


def _by_version(found: Sequence[Receipt]) -> tuple[list[Receipt], list[Receipt]]:
    """For every recipient and purpose the receipt of the newest version; then those of earlier ones."""
    ordered = sorted(found, key=lambda one: -one.receipt.n)
    newest: dict[tuple[UUID, str], int] = {}
    for one in ordered:
        newest.setdefault((one.receipt.recipient, one.receipt.purpose), one.receipt.n)

    def is_newest(one: Receipt) -> bool:
        return newest[one.receipt.recipient, one.receipt.purpose] == one.receipt.n

    return [one for one in ordered if is_newest(one)], [one for one in ordered if not is_newest(one)]


def _shown(receipt: RecipientReceipt, type_id: str, said: Iterable[Element]) -> tuple[ShownElement, ...]:
    """The kinds of element of this version that the recipient is shown, in the schema's order."""
    outline = layout.outline_of(type_id)
    present = {elements.pattern_of(one.path) for one in said}
    ordered = sorted(present & receipt.elements.keys(), key=outline.order)
    return tuple(
        ShownElement(path, outline.full_title(path), words.FORMS[form], form != PLAIN)
        for path in ordered
        for form in [receipt.elements[path]]
    )
