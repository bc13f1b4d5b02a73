"""Templates of replies: texts that an organisation keeps, so that the same is always asked in the same words."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange.review import templates
from exchange.review.models import ReplyTemplate
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import MOMENT, UUID_TEXT, Named, obj, text

_TYPE = text(most=40, description="The type of reply that it is for.")
_NAME = text(most=70)
_CONTENT = {
    "type": "object",
    "description": "Elements of the reply's content, by the schema of its type; it may be incomplete.",
}
TEMPLATE = Named(
    "ReplyTemplate",
    obj({"id": UUID_TEXT, "type": _TYPE, "name": _NAME, "content": _CONTENT, "changed_at": MOMENT}),
)
_WORDS = {"kind": "clarification", "questions": [{"text": "What are the goods made of?"}]}


class Templates(HubView):
    permissions = {"GET": permissions.INBOX_READ, "POST": permissions.REPLIES_SEND}

    @operation(
        "templates.list",
        "List the organisation's templates for replies, the newest first",
        {200: paging.page_schema(TEMPLATE)},
        query={**paging.QUERY, "type": _TYPE},
    )
    def get(self, request: Request) -> Response:
        query = self.query()
        place = paging.position(query, UUID)
        with self.acting():
            rows = templates.templates(type_id=query.get("type", ""))
            found = paging.cut(rows, place, "id", descending=True)
        return paging.page(request, found, place, key=lambda row: [row.id], show=_template)

    @operation(
        "templates.keep",
        "Keep a template under a name, in place of the one that had it",
        {201: TEMPLATE},
        body=obj({"type": _TYPE, "name": _NAME, "content": _CONTENT}),
        example={"type": "information_request", "name": "Vague description", "content": _WORDS},
        refusals=(403, 404, 422),
        links=(Link("templates.change", {"template": "/id"}),),
    )
    def post(self, request: Request) -> Response:
        """What belongs to one reply alone cannot stand in a template: what it cites, concerns and ends."""
        form = self.form()
        with self.acting() as caller:
            kept = templates.keep(
                type_id=form["type"],
                name=form["name"],
                content=form["content"],
                by=caller,
                at=transaction_time(),
            )
        return Response(_template(kept), status=201)


class OneTemplate(HubView):
    permissions = {"PUT": permissions.REPLIES_SEND, "DELETE": permissions.REPLIES_SEND}

    @operation(
        "templates.change",
        "Give a template another name or content",
        {200: TEMPLATE},
        path={"template": UUID_TEXT},
        body=obj({"name": _NAME, "content": _CONTENT}),
        example={"name": "Vague description", "content": _WORDS},
        refusals=(403, 404, 409, 422),
    )
    def put(self, request: Request, template: UUID) -> Response:
        form = self.form()
        with self.acting() as caller:
            kept = templates.template(template)
            templates.change(
                template=kept, name=form["name"], content=form["content"], by=caller, at=transaction_time()
            )
        return Response(_template(kept))

    @operation(
        "templates.drop",
        "Forget a template",
        {204: None},
        path={"template": UUID_TEXT},
        refusals=(403, 404),
    )
    def delete(self, request: Request, template: UUID) -> Response:
        with self.acting() as caller:
            templates.drop(template=templates.template(template), by=caller)
        return Response(status=204)


def _template(row: ReplyTemplate) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "type": row.type,
        "name": row.name,
        "content": row.content,
        "changed_at": row.changed_at.isoformat(),
    }


urlpatterns = [
    path("reply-templates", Templates.as_view()),
    path("reply-templates/<uuid:template>", OneTemplate.as_view()),
]
