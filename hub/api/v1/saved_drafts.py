"""What drafts of notices and of replies have in common: their shape, and how they are kept, read and thrown away."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.clock import transaction_time
from exchange.drafts import services
from exchange.drafts.models import SavedDraft
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.notices.shapes import NUMBER
from hub.api.v1.shapes import MOMENT, UUID_TEXT, Named, integer, nullable, obj, text

ABOUT = {
    **NUMBER,
    "minLength": 0,
    "description": "The number of the notice that it amends, or of the request that it answers; else empty.",
}
REPLACES = nullable({"type": "integer", "minimum": 1, "maximum": 2**31 - 1})
BASE = {
    **integer(0, 2**31 - 1),
    "description": "The revision that it was written from, 0 for a new one: refused where another is kept by now.",
}
WRITTEN = {
    "type": text(most=40),
    "reference": text(most=70, least=0, description="The reference under which it is to be published."),
    "content": {"type": "object", "description": "What is written so far; it need not be valid."},
}
DRAFT = Named(
    "SavedDraft",
    obj(
        {
            "id": UUID_TEXT,
            **WRITTEN,
            "about": ABOUT,
            "replaces": REPLACES,
            "revision": integer(1),
            "begun_at": MOMENT,
            "saved_at": MOMENT,
        }
    ),
)


class DraftsView(HubView):
    """The drafts of one kind."""

    def listed(self, request: Request, own: Callable[..., QuerySet[SavedDraft]]) -> Response:
        """A page of those that ``own`` finds of the caller's organisation, the newest first."""
        place = paging.position(self.query(), UUID)
        with self.acting() as caller:
            found = paging.cut(own(organisation=caller.organisation), place, "id", descending=True)
        return paging.page(request, found, place, key=lambda row: [row.id], show=_shown)


class DraftView(HubView):
    """One draft of one kind."""

    def found(self, draft: UUID, one: Callable[..., SavedDraft]) -> Response:
        """The draft as ``one`` finds it of the caller's organisation."""
        with self.acting() as caller:
            row = one(draft, organisation=caller.organisation)
        return Response(_shown(row))

    def saved(self, draft: UUID) -> Response:
        """What was sent, kept: a new draft is made (201), one of the organisation's own is replaced (200)."""
        form = self.form()
        with self.acting() as caller:
            at = transaction_time()
            row = services.save(
                draft=draft,
                type_id=form["type"],
                reference=form["reference"],
                content=form["content"],
                about=form.get("about", ""),
                replaces=form.get("replaces"),
                base=services.Base(form["revision"]) if "revision" in form else None,
                by=caller,
                at=at,
            )
        return Response(_shown(row), status=201 if row.begun_at == at else 200)

    def discarded(self, draft: UUID) -> Response:
        """The draft, thrown away."""
        with self.acting() as caller:
            services.discard(draft=draft, by=caller)
        return Response(status=204)


def _shown(row: SavedDraft) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "type": row.type,
        "reference": row.reference,
        "content": row.content,
        "about": row.about,
        "replaces": row.replaces,
        "revision": row.revision,
        "begun_at": row.begun_at.isoformat(),
        "saved_at": row.saved_at.isoformat(),
    }
