"""What officers of an authority are still writing: kept, read, resumed and thrown away by any of them."""

from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from exchange.drafts import selectors
from hub.api.v1 import paging
from hub.api.v1.notices.shapes import NUMBER
from hub.api.v1.operations import operation
from hub.api.v1.saved_drafts import BASE, DRAFT, WRITTEN, DraftsView, DraftView
from hub.api.v1.shapes import UUID_TEXT, integer, obj

_WRITTEN = {
    **WRITTEN,
    "about": {**NUMBER, "description": "The number of the notice that it cites."},
    "replaces": {**integer(1, 2**31 - 1), "description": "The version that it cites."},
}
_EXAMPLE = {
    "type": "information_request",
    "reference": "",
    "content": {"kind": "clarification", "questions": [{"text": "What are the goods made of?"}]},
    "about": "HN-2026-000001-7",
    "replaces": 1,
}


class ReplyDrafts(DraftsView):
    permissions = {"GET": permissions.REPLIES_SEND}

    @operation(
        "reply_drafts.list",
        "List the authority's drafts of replies, the newest first",
        {200: paging.page_schema(DRAFT)},
        query=paging.QUERY,
    )
    def get(self, request: Request) -> Response:
        """A draft is its authority's alone, and nothing to anybody until it is sent."""
        return self.listed(request, selectors.of_replies)


class OneReplyDraft(DraftView):
    permissions = {
        "GET": permissions.REPLIES_SEND,
        "PUT": permissions.REPLIES_SEND,
        "DELETE": permissions.REPLIES_SEND,
    }

    @operation(
        "reply_drafts.read",
        "Read a draft of a reply",
        {200: DRAFT},
        path={"draft": UUID_TEXT},
        refusals=(404,),
    )
    def get(self, request: Request, draft: UUID) -> Response:
        return self.found(draft, selectors.of_reply)

    @operation(
        "reply_drafts.save",
        "Keep a draft of a reply as it stands now",
        {201: DRAFT, 200: DRAFT},
        path={"draft": UUID_TEXT},
        body=obj(_WRITTEN, revision=BASE),
        example=_EXAMPLE,
        refusals=(403, 404, 409, 422),
    )
    def put(self, request: Request, draft: UUID) -> Response:
        """As of notices: whoever writes chooses the identifier, and the last one has the say, unless the revision is
        said that it was written from. Whom it cites is looked at when it is sent."""
        return self.saved(draft)

    @operation(
        "reply_drafts.discard", "Throw a draft of a reply away", {204: None}, path={"draft": UUID_TEXT}
    )
    def delete(self, request: Request, draft: UUID) -> Response:
        """Sending does not do it: what was sent is thrown away by whoever wrote it."""
        return self.discarded(draft)


urlpatterns = [
    path("reply-drafts", ReplyDrafts.as_view()),
    path("reply-drafts/<uuid:draft>", OneReplyDraft.as_view()),
]
