"""A consignment's timeline in words, for whichever side looks at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
from exchange.catalogue import selectors as catalogue
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.asking import Reader
from exchange.disclosures.models import Disclosure
from exchange.notices import selectors as notices
from exchange.routing.projection import Element
from exchange.timeline import selectors
from exchange.timeline.entries import REPLY, Entry
from hub.portal import contradictions, elements, names, values, words
from hub.portal.pages import page
from hub.portal.words import Sign

_SIGNS: dict[str, Sign] = {
    "information_request": Sign(_("Request"), "chat-left-text", "new"),
    "screening_request": Sign(_("Request"), "search", "new"),
    "do_not_load": Sign(_("Order"), "slash-circle", "stop"),
    "hold": Sign(_("Order"), "pause-circle", "stop"),
    "release": Sign(_("Release"), "check-circle", "good"),
    "assessment_complete": Sign(_("Assessment"), "check2", "good"),
    "answer": Sign(_("Answer"), "chat-left-text", "quiet"),
    "transport_event": Sign(_("Event"), "truck", "quiet"),
}
_NOTICE = Sign(_("Notice"), "envelope", "quiet")
LINKS: dict[str, Promise] = {
    "ucr": _("same UCR"),
    "transport_document": _("same transport document"),
    "container": _("same container"),
    "mrn": _("same MRN"),
    "parcel": _("same parcel"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timeline: as ``components/timeline.html`` takes it.

    ``number`` tells notices of one type apart; it is empty where the title has the reference of a reply.
    """

    at: datetime
    title: str
    number: str
    sign: Sign
    who: str
    detail: str
    address: str
    links: tuple[tuple[Promise | str, str], ...]
    here: bool


@page("consignment.html", permissions.INBOX_READ, fragments={"story": "consignment_story.html"})
def of_delivery(request: HttpRequest, caller: Caller, delivery: UUID) -> dict[str, Any]:
    """Everything known about the consignment of a delivered notice; nothing is delivered by it."""
    row = deliveries.one(recipient=caller.organisation, delivery_id=delivery)
    told = selectors.around_delivery(row, reader=_reader(caller), at=transaction_time())
    back = reverse("portal:delivery", args=[row.id])
    return {**_told(told, caller, row.number), "number": row.number, "known_by": row.number, "back": back}


@page("consignment.html", permissions.NOTICES_READ)
def of_notice(request: HttpRequest, caller: Caller, number: str) -> dict[str, Any]:
    """Everything known about the consignment of one's own notice."""
    notice = notices.own_notice(publisher=caller.organisation, number=number)
    told = selectors.around_own(notice, reader=_reader(caller), at=transaction_time())
    back = reverse("portal:notice", args=[number])
    known_by = number if notice.key_kind == "notice" else notice.key_value.rstrip("/")
    return {**_told(told, caller, number), "number": number, "known_by": known_by, "back": back}


def _told(told: selectors.Told, caller: Caller, number: str) -> dict[str, Any]:
    found = contradictions.lines(told.contradictions, caller=caller)
    return {"steps": steps(told.entries, caller=caller, here=number), "contradictions": found}


def steps(entries: Sequence[Entry], *, caller: Caller, here: str) -> list[Step]:
    """The entries in words, with where each leads. ``here``: the number of the notice looked at."""
    types = names.of_types()
    members = names.of_organisations(one.publisher for one in entries)
    addresses = _addresses(entries, caller)
    meanings = values.meanings()
    return [
        Step(
            at=one.at,
            title=_title(one, types),
            number="" if one.what == REPLY and one.reference else one.number,
            sign=_SIGNS.get(one.type, _NOTICE),
            who=_who(members.get(one.publisher, ""), own=one.publisher == caller.organisation),
            detail=_detail(one, meanings),
            address=addresses.get((one.number, one.n), ""),
            links=tuple((LINKS.get(link.kind, link.kind), link.value) for link in one.links),
            here=one.number == here,
        )
        for one in entries
    ]


def _who(name: str, *, own: bool) -> str:
    return gettext("%(name)s (us)") % {"name": name} if own else name


def _title(one: Entry, types: dict[str, str]) -> str:
    name = types.get(one.type, one.type)
    if one.what == REPLY:
        return f"{name} {one.reference}" if one.reference else name
    if one.kind in ("withdrawal", "cancellation"):
        return f"{name} · {words.DELIVERY_KINDS[one.kind]}"
    return gettext("%(type)s, version %(n)s") % {"type": name, "n": one.n} if one.n > 1 else name


def _detail(one: Entry, meanings: values.Meanings) -> str:
    if one.said:
        return _said(one.said, meanings)
    if one.outcome:
        return str(words.CASE_STATES[one.outcome].label)
    return ""


def _said(said: Sequence[Element], meanings: values.Meanings) -> str:
    """What happened, in one line: the event, how sure it is, when and where."""
    leaves = catalogue.one_type("transport_event").leaves
    written = {
        one.path: values.written(
            one.value, form=one.form, leaf=leaves.get(elements.pattern_of(one.path)), meanings=meanings
        )
        for one in said
    }
    where = written.get("/place/name") or written.get("/place/unlocode")
    told = [written.get("/code"), written.get("/timing"), written.get("/occurs_at"), where]
    return " · ".join(one.text for one in told if one is not None)


def _addresses(entries: Sequence[Entry], caller: Caller) -> dict[tuple[str, int], str]:
    """Where each can be opened: a case at its page, one's own notice, a delivery."""
    found: dict[tuple[str, int], str] = {}
    for one in entries:
        if one.case is not None:
            found[one.number, one.n] = reverse("portal:case", args=[one.case])
        elif one.delivery is not None:
            found[one.number, one.n] = reverse("portal:delivery", args=[one.delivery])
        elif one.own and caller.may(permissions.NOTICES_READ):
            found[one.number, one.n] = reverse("portal:notice", args=[one.number])
    return found


def _reader(caller: Caller) -> Reader:
    return Reader(caller.organisation, caller.person, caller.client, Disclosure.Channel.INBOX)
