"""Replies that are being written: found again, gone on with, and thrown away, by any officer of the authority."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import uuid7
from accounts.users import selectors as users
from exchange.deliveries import selectors as deliveries
from exchange.drafts import selectors, services
from exchange.drafts.models import SavedDraft
from hub.portal import names
from hub.portal.pages import act

_LISTED = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One draft in words. ``address``: where one goes on with it; empty where the notice can be read no more."""

    id: UUID
    type: str
    reference: str
    about: str
    who: str
    saved_at: datetime
    address: str


@act(permissions.REPLIES_SEND, then="portal:cases", there=False)
def discard(request: HttpRequest, caller: Caller, draft: UUID) -> str:
    services.discard(draft=draft, by=caller)
    return gettext("The draft is deleted.")


def identifier(request: HttpRequest) -> UUID:
    """The draft that a form or an address names; a new one where it names none."""
    named = request.POST.get("draft", "") or request.GET.get("draft", "")
    try:
        return UUID(named)
    except ValueError:
        return uuid7()


def one(draft: UUID, *, type_id: str, caller: Caller) -> SavedDraft | None:
    """A draft of a reply of this type, if it is kept."""
    return selectors.of_replies(organisation=caller.organisation).filter(id=draft, type=type_id).first()


def lines(caller: Caller, *, about: str = "") -> list[Line]:
    """The authority's drafts, or those about one notice, the newest first."""
    if not caller.may(permissions.REPLIES_SEND):
        return []
    kept = selectors.of_replies(organisation=caller.organisation).defer("content").order_by("-saved_at")
    found = list((kept.filter(about=about) if about else kept)[:_LISTED])
    types, people = names.of_types(), users.names_of(one.person for one in found)
    addresses = _addresses(found, caller)
    return [
        Line(
            id=one.id,
            type=types.get(one.type, one.type),
            reference=one.reference,
            about=one.about,
            who="" if one.person is None else people.get(one.person, ""),
            saved_at=one.saved_at,
            address=addresses.get(one.id, ""),
        )
        for one in found
    ]


def _addresses(found: Sequence[SavedDraft], caller: Caller) -> dict[UUID, str]:
    """By draft, the form at a delivery of the version that it cites."""
    if not found:
        return {}
    held = deliveries.delivered_of(recipient=caller.organisation, numbers={one.about for one in found})
    known: dict[tuple[str, int | None], UUID] = {(one.number, one.n): one.id for one in held}
    return {
        one.id: f"{reverse('portal:reply', args=[known[one.about, one.replaces], one.type])}?draft={one.id}"
        for one in found
        if (one.about, one.replaces) in known
    }
