"""Examples kept with an agreement: what must be sent and what must not, tried on its versions."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange.agreements import selectors
from exchange.agreements.models import Example
from exchange.agreements.services import examples as services
from exchange.agreements.services.examples import NewExample
from exchange.routing import examples as trying
from exchange.routing.examples import Tried
from exchange.routing.reasons import Reason
from hub.api.v1.agreements.finding import version_of
from hub.api.v1.agreements.schemas import PATH, VERSION_PATH
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import (
    BOOLEAN,
    MOMENT,
    UUID_TEXT,
    Named,
    array,
    described,
    integer,
    nullable,
    obj,
    one_of,
    text,
)

_SHOWN: dict[str, Any] = {
    "id": UUID_TEXT,
    "name": text(most=120),
    "type": text(most=40),
    "publisher": UUID_TEXT,
    "recipient": UUID_TEXT,
    "must_send": BOOLEAN,
    "notice": nullable(text(most=24)),
    "created_at": MOMENT,
}
EXAMPLE = Named("Example", obj(_SHOWN))
TRIED = Named(
    "TriedExample",
    obj(
        {
            **_SHOWN,
            "passed": BOOLEAN,
            "sent": BOOLEAN,
            "missing": BOOLEAN,
            "elements": integer(),
            "failed_rule": nullable(integer(1, 8)),
            "reason": nullable(one_of(*(one.code for one in Reason))),
        }
    ),
)
NEW = obj(
    {"name": text(most=120), "recipient": UUID_TEXT, "must_send": BOOLEAN},
    type=text(most=40),
    publisher=described(UUID_TEXT, "Whose notice the document is to be; yours where it is left out."),
    document=described({"type": "object"}, "A notice of the type, written for this."),
    notice=described(text(most=24), "The number of your own notice, instead of a document."),
)


class Examples(HubView):
    permissions = {"GET": permissions.AGREEMENTS_READ, "POST": permissions.AGREEMENTS_WRITE}

    @operation(
        "agreements.examples",
        "List the examples that you keep with an agreement",
        {200: obj({"items": array(EXAMPLE, most=services.MOST)})},
        path=PATH,
        refusals=(404,),
    )
    def get(self, request: Request, agreement: UUID) -> Response:
        """Yours alone: no other party sees them."""
        with self.acting():
            found = selectors.agreement(agreement)
            rows = list(Example.objects.filter(agreement=found).order_by("name"))
        return Response({"items": [_example(one) for one in rows]})

    @operation(
        "agreements.keep_example",
        "Keep an example with an agreement",
        {201: EXAMPLE},
        body=NEW,
        path=PATH,
        refusals=(403, 404, 409, 422),
        example={
            "name": "Wine from Chile",
            "recipient": "01932c07-0000-7000-8000-000000000000",
            "must_send": True,
            "notice": "261125-B2FP-NNYC-JB0B",
        },
        links=[
            Link(
                "agreements.drop_example",
                {"agreement": "$request.path.agreement", "example": "$response.body#/id"},
            )
        ],
    )
    def post(self, request: Request, agreement: UUID) -> Response:
        """Either ``document`` with its ``type``, or ``notice``."""
        form = self.form()
        with self.acting() as caller:
            kept = services.keep(
                agreement=agreement, example=NewExample(**form), by=caller, at=transaction_time()
            )
        return Response(_example(kept), status=201)


class OneExample(HubView):
    permissions = {"DELETE": permissions.AGREEMENTS_WRITE}

    @operation(
        "agreements.drop_example",
        "Keep an example no longer",
        {204: None},
        path={**PATH, "example": UUID_TEXT},
        refusals=(403, 404),
    )
    def delete(self, request: Request, agreement: UUID, example: UUID) -> Response:
        with self.acting() as caller:
            services.drop(agreement=agreement, example=example, by=caller)
        return Response(status=204)


class TryExamples(HubView):
    permissions = {"GET": permissions.AGREEMENTS_READ}

    @operation(
        "agreements.try_examples",
        "Try your examples on a version, be it a draft",
        {200: obj({"items": array(TRIED, most=services.MOST)})},
        path=VERSION_PATH,
        refusals=(404,),
    )
    def get(self, request: Request, agreement: UUID, version: UUID) -> Response:
        """As if the version were in force alone, with all members of its groups acceded. ``passed``: what must be
        sent is sent, what must not is not."""
        with self.acting():
            found = version_of(agreement, version)
            tried = trying.of_version(found.id, at=transaction_time())
        return Response({"items": [_tried(one) for one in tried]})


def _example(one: Example) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "type": one.type,
        "publisher": one.publisher_id,
        "recipient": one.recipient_id,
        "must_send": one.must_send,
        "notice": one.notice_number or None,
        "created_at": one.created_at,
    }


def _tried(one: Tried) -> dict[str, Any]:
    return {
        **_example(one.example),
        "passed": one.passed,
        "sent": one.sent,
        "missing": one.missing,
        "elements": one.elements,
        "failed_rule": one.reason and one.reason.rule,
        "reason": one.reason and one.reason.code,
    }
