"""What people of an organisation are still writing: kept, read, resumed and thrown away by any of its publishers."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange.catalogue import selectors as catalogue
from exchange.drafts import selectors, services
from exchange.drafts.models import SavedDraft
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.notices.shapes import NUMBER
from hub.api.v1.operations import operation
from hub.api.v1.shapes import MOMENT, UUID_TEXT, Named, integer, nullable, obj, text

TYPE = text(most=40)
REFERENCE = text(most=70, least=0, description="The reference under which it is to be published.")
CONTENT = {"type": "object", "description": "What is written so far; it need not be valid."}
_ABOUT = {
    **NUMBER,
    "minLength": 0,
    "description": "The number of the notice that it amends, or of the request that it answers; else empty.",
}
_REPLACES = nullable({"type": "integer", "minimum": 1, "maximum": 2**31 - 1})
BASE = {
    **integer(0, 2**31 - 1),
    "description": "The revision that it was written from, 0 for a new one: refused where another is kept by now.",
}
_WRITTEN = {"type": TYPE, "reference": REFERENCE, "content": CONTENT}
DRAFT = Named(
    "SavedDraft",
    obj(
        {
            "id": UUID_TEXT,
            **_WRITTEN,
            "about": _ABOUT,
            "replaces": _REPLACES,
            "revision": integer(1),
            "begun_at": MOMENT,
            "saved_at": MOMENT,
        }
    ),
)


class Drafts(HubView):
    permissions = {"GET": permissions.NOTICES_PUBLISH}

    @operation(
        "drafts.list",
        "List the organisation's drafts, the newest first",
        {200: paging.page_schema(DRAFT)},
        query=paging.QUERY,
    )
    def get(self, request: Request) -> Response:
        """A draft is its organisation's alone, and nothing to anybody until it is published."""
        place = paging.position(self.query(), UUID)
        with self.acting() as caller:
            own = selectors.drafts(organisation=caller.organisation)
            found = paging.cut(own, place, "id", descending=True)
        return paging.page(request, found, place, key=lambda row: [row.id], show=draft_shown)


class OneDraft(HubView):
    permissions = {
        "GET": permissions.NOTICES_PUBLISH,
        "PUT": permissions.NOTICES_PUBLISH,
        "DELETE": permissions.NOTICES_PUBLISH,
    }

    @operation("drafts.read", "Read a draft", {200: DRAFT}, path={"draft": UUID_TEXT}, refusals=(404,))
    def get(self, request: Request, draft: UUID) -> Response:
        with self.acting() as caller:
            found = selectors.draft(draft, organisation=caller.organisation)
        return Response(draft_shown(found))

    @operation(
        "drafts.save",
        "Keep a draft as it stands now",
        {201: DRAFT, 200: DRAFT},
        path={"draft": UUID_TEXT},
        body=obj(_WRITTEN, about=_ABOUT, replaces=_REPLACES, revision=BASE),
        example={"type": "advance_cargo", "reference": "", "content": catalogue.sample("advance_cargo")},
        refusals=(403, 404, 409, 422),
    )
    def put(self, request: Request, draft: UUID) -> Response:
        """Whoever writes chooses the identifier, so that saving twice is saving once: a new draft is made (201), one of
        the organisation's own is replaced (200). The last one has the say, unless the revision is said that it was
        written from."""
        form = self.form()
        with self.acting() as caller:
            at = transaction_time()
            saved = services.save(
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
        return Response(draft_shown(saved), status=201 if saved.begun_at == at else 200)

    @operation("drafts.discard", "Throw a draft away", {204: None}, path={"draft": UUID_TEXT})
    def delete(self, request: Request, draft: UUID) -> Response:
        """Publishing does not do it: what was published is thrown away by whoever wrote it."""
        with self.acting() as caller:
            services.discard(draft=draft, by=caller)
        return Response(status=204)


def draft_shown(row: SavedDraft) -> dict[str, Any]:
    """A draft of whatever kind, as it is answered."""
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


urlpatterns = [
    path("drafts", Drafts.as_view()),
    path("drafts/<uuid:draft>", OneDraft.as_view()),
]
