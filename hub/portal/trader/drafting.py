"""Writing a notice, an amendment or an answer by hand: what one begins, keeps, resumes and throws away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from accounts.clock import uuid7
from exchange.catalogue.types import NoticeType
from exchange.drafts import selectors, services
from exchange.drafts.models import SavedDraft
from hub.portal import names
from hub.portal.pages import act, entering, page
from hub.portal.trader import occasions

# The newest drafts; who keeps more finds them as these are published or thrown away.
_LISTED = 100
KINDS: dict[str, Promise] = {
    "new": _("New notice"),
    "amendment": _("Amendment"),
    "answer": _("Answer"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One draft in words, and where one goes on with it."""

    id: UUID
    kind: Promise
    type: str
    reference: str
    about: str
    saved_at: datetime
    address: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A type that one may write a notice of, at the address where one begins."""

    type: NoticeType
    address: str


@page("trader/begin.html", permissions.NOTICES_PUBLISH)
def begin(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """What one may write, and what was begun."""
    address = reverse("portal:write", args=[uuid7()])
    return {
        "choices": [Choice(one, f"{address}?type={one.id}") for one in occasions.publishable(caller)],
        "drafts": lines(caller, most=_LISTED),
    }


@act(permissions.NOTICES_PUBLISH, then="portal:begin", there=False)
def discard(request: HttpRequest, caller: Caller, draft: UUID) -> str:
    services.discard(draft=draft, by=caller)
    return gettext("The draft is deleted.")


@never_cache
@require_safe
def amend(request: HttpRequest, number: str) -> HttpResponse:
    """Go on with the amendment that is being written of this notice, or begin one."""
    return _to_draft(request, about=number, query="amends")


@never_cache
@require_safe
def answer(request: HttpRequest, reply: str) -> HttpResponse:
    """Go on with the answer that is being written to this request, or begin one."""
    return _to_draft(request, about=reply, query="answers")


def _to_draft(request: HttpRequest, *, about: str, query: str) -> HttpResponse:
    caller = entering(request)
    if isinstance(caller, HttpResponse):
        return caller
    with acting.as_organisation(caller.organisation, person=caller.person):
        kept = selectors.drafts(organisation=caller.organisation).filter(about=about)
        known = kept.order_by("-saved_at").values_list("id", flat=True).first()
    address = reverse("portal:write", args=[known or uuid7()])
    return redirect(address if known else f"{address}?{urlencode({query: about})}")


def lines(caller: Caller, *, most: int) -> list[Line]:
    """The organisation's drafts, the newest first."""
    types = names.of_types()
    newest = selectors.drafts(organisation=caller.organisation).defer("content").order_by("-saved_at")
    return [
        Line(
            id=one.id,
            kind=KINDS[_kind(one)],
            type=types.get(one.type, one.type),
            reference="" if _kind(one) == "answer" else one.reference,
            about=one.about,
            saved_at=one.saved_at,
            address=reverse("portal:write", args=[one.id]),
        )
        for one in newest[:most]
    ]


def _kind(one: SavedDraft) -> str:
    if one.type == occasions.ANSWER:
        return "answer"
    return "amendment" if one.about else "new"
