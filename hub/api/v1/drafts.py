"""What people of an organisation are still writing: kept, read, resumed and thrown away by any of its publishers."""

from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from exchange.catalogue import selectors as catalogue
from exchange.drafts import selectors
from hub.api.v1 import paging
from hub.api.v1.operations import operation
from hub.api.v1.saved_drafts import ABOUT, BASE, DRAFT, REPLACES, WRITTEN, DraftsView, DraftView
from hub.api.v1.shapes import UUID_TEXT, obj


class Drafts(DraftsView):
    permissions = {"GET": permissions.NOTICES_PUBLISH}

    @operation(
        "drafts.list",
        "List the organisation's drafts, the newest first",
        {200: paging.page_schema(DRAFT)},
        query=paging.QUERY,
    )
    def get(self, request: Request) -> Response:
        """A draft is its organisation's alone, and nothing to anybody until it is published."""
        return self.listed(request, selectors.drafts)


class OneDraft(DraftView):
    permissions = {
        "GET": permissions.NOTICES_PUBLISH,
        "PUT": permissions.NOTICES_PUBLISH,
        "DELETE": permissions.NOTICES_PUBLISH,
    }

    @operation("drafts.read", "Read a draft", {200: DRAFT}, path={"draft": UUID_TEXT}, refusals=(404,))
    def get(self, request: Request, draft: UUID) -> Response:
        return self.found(draft, selectors.draft)

    @operation(
        "drafts.save",
        "Keep a draft as it stands now",
        {201: DRAFT, 200: DRAFT},
        path={"draft": UUID_TEXT},
        body=obj(WRITTEN, about=ABOUT, replaces=REPLACES, revision=BASE),
        example={"type": "advance_cargo", "reference": "", "content": catalogue.sample("advance_cargo")},
        refusals=(403, 404, 409, 422),
    )
    def put(self, request: Request, draft: UUID) -> Response:
        """Whoever writes chooses the identifier, so that saving twice is saving once: a new draft is made (201), one of
        the organisation's own is replaced (200). The last one has the say, unless the revision is said that it was
        written from."""
        return self.saved(draft)

    @operation("drafts.discard", "Throw a draft away", {204: None}, path={"draft": UUID_TEXT})
    def delete(self, request: Request, draft: UUID) -> Response:
        """Publishing does not do it: what was published is thrown away by whoever wrote it."""
        return self.discarded(draft)


urlpatterns = [
    path("drafts", Drafts.as_view()),
    path("drafts/<uuid:draft>", OneDraft.as_view()),
]
