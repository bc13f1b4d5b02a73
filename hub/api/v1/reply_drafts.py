"""What officers of an authority are still writing: kept, read, resumed and thrown away by any of them."""

from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange.drafts import selectors, services
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.drafts import BASE, CONTENT, DRAFT, REFERENCE, TYPE, draft_shown
from hub.api.v1.notices.shapes import NUMBER
from hub.api.v1.operations import operation
from hub.api.v1.shapes import UUID_TEXT, integer, obj

_WRITTEN = {
    "type": TYPE,
    "reference": REFERENCE,
    "content": CONTENT,
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


class ReplyDrafts(HubView):
    permissions = {"GET": permissions.REPLIES_SEND}

    @operation(
        "reply_drafts.list",
        "List the authority's drafts of replies, the newest first",
        {200: paging.page_schema(DRAFT)},
        query=paging.QUERY,
    )
    def get(self, request: Request) -> Response:
        """A draft is its authority's alone, and nothing to anybody until it is sent."""
        place = paging.position(self.query(), UUID)
        with self.acting() as caller:
            own = selectors.of_replies(organisation=caller.organisation)
            found = paging.cut(own, place, "id", descending=True)
        return paging.page(request, found, place, key=lambda row: [row.id], show=draft_shown)


class OneReplyDraft(HubView):
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
        with self.acting() as caller:
            found = selectors.of_reply(draft, organisation=caller.organisation)
        return Response(draft_shown(found))

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
        form = self.form()
        with self.acting() as caller:
            at = transaction_time()
            written = {"reference": form["reference"], "content": form["content"], "about": form["about"]}
            saved = services.save(
                draft=draft,
                type_id=form["type"],
                replaces=form["replaces"],
                **written,
                base=services.Base(form["revision"]) if "revision" in form else None,
                by=caller,
                at=at,
            )
        return Response(draft_shown(saved), status=201 if saved.begun_at == at else 200)

    @operation(
        "reply_drafts.discard", "Throw a draft of a reply away", {204: None}, path={"draft": UUID_TEXT}
    )
    def delete(self, request: Request, draft: UUID) -> Response:
        """Sending does not do it: what was sent is thrown away by whoever wrote it."""
        with self.acting() as caller:
            services.discard(draft=draft, by=caller)
        return Response(status=204)


urlpatterns = [
    path("reply-drafts", ReplyDrafts.as_view()),
    path("reply-drafts/<uuid:draft>", OneReplyDraft.as_view()),
]
