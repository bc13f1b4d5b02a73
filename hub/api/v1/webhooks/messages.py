"""What became of each message to a webhook; tests and replays."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.access.permissions import WEBHOOKS_READ, WEBHOOKS_WRITE
from exchange import pipeline
from exchange.deliveries.channels.webhook import selectors
from exchange.deliveries.channels.webhook.models import Dispatch
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import MOMENT, UUID_TEXT, array, integer, obj, one_of
from hub.api.v1.webhooks.forms import (
    ATTEMPT,
    EVENT,
    LOGGED,
    MESSAGE,
    show_attempt,
    show_event,
    show_logged,
    show_message,
)


class Trial(HubView):
    permissions = {"POST": WEBHOOKS_WRITE}

    @operation(
        "webhooks.test",
        "Send a test event",
        {202: MESSAGE},
        refusals=(409,),
        links=(
            Link("webhooks.attempts", {"webhook": "$request.path.webhook", "message": "$response.body#/id"}),
        ),
    )
    def post(self, request: Request, webhook: UUID) -> Response:
        with self.acting() as caller:
            sent = pipeline.test_webhook(endpoint=webhook, by=caller, at=clock.transaction_time())
            return Response(show_message(sent), status=202)


class Replay(HubView):
    permissions = {"POST": WEBHOOKS_WRITE}

    @operation(
        "webhooks.replay",
        "Send again what was given up or withheld",
        {202: obj({"messages": integer(description="How many messages are sent again.")})},
        body=obj(
            messages=array(UUID_TEXT, most=1000, description="These; without them all of the period."),
            since=MOMENT,
            until=MOMENT,
        ),
        example={"since": "2026-05-01T00:00:00Z", "until": "2026-05-02T00:00:00Z"},
        refusals=(409,),
    )
    def post(self, request: Request, webhook: UUID) -> Response:
        """Each is decided anew before it is sent, and what may no longer be sent stays withheld."""
        form = self.form()
        with self.acting() as caller:
            at = clock.transaction_time()
            again = pipeline.replay_webhook(endpoint=webhook, **form, by=caller, at=at)
        return Response({"messages": again}, status=202)


class Messages(HubView):
    permissions = {"GET": WEBHOOKS_READ}

    @operation(
        "webhooks.messages",
        "List the messages to a webhook, the newest first",
        {200: paging.page_schema(MESSAGE)},
        query={**paging.QUERY, "state": array(one_of(*Dispatch.State.values), most=7)},
    )
    def get(self, request: Request, webhook: UUID) -> Response:
        query = self.query()
        place = paging.position(query, UUID)
        with self.acting() as caller:
            endpoint = selectors.endpoint(organisation=caller.organisation, endpoint=webhook)
            found = selectors.messages(endpoint=endpoint.id, states=tuple(query.get("state", ())))
            rows = paging.cut(found, place, "id", descending=True)
            return paging.page(request, rows, place, key=lambda row: [row.id], show=show_message)


class Attempts(HubView):
    permissions = {"GET": WEBHOOKS_READ}

    @operation(
        "webhooks.attempts",
        "List the attempts at one message",
        {200: obj({"items": array(ATTEMPT, most=200)})},
    )
    def get(self, request: Request, webhook: UUID, message: UUID) -> Response:
        with self.acting() as caller:
            endpoint = selectors.endpoint(organisation=caller.organisation, endpoint=webhook)
            found = selectors.message(endpoint=endpoint.id, message=message)
            made = selectors.attempts(message=found)[:200]
            return Response({"items": [show_attempt(one) for one in made]})


class Log(HubView):
    permissions = {"GET": WEBHOOKS_READ}

    @operation(
        "webhooks.log",
        "List the attempts at all messages to a webhook, the newest first",
        {200: paging.page_schema(LOGGED)},
        query=paging.QUERY,
    )
    def get(self, request: Request, webhook: UUID) -> Response:
        place = paging.position(self.query(), UUID)
        with self.acting() as caller:
            endpoint = selectors.endpoint(organisation=caller.organisation, endpoint=webhook)
            rows = paging.cut(selectors.log(endpoint=endpoint.id), place, "id", descending=True)
            return paging.page(request, rows, place, key=lambda row: [row.id], show=show_logged)


class Events(HubView):
    permissions = {"GET": WEBHOOKS_READ}

    @operation(
        "webhooks.events",
        "List what happened to a webhook, the newest first",
        {200: paging.page_schema(EVENT)},
        query=paging.QUERY,
    )
    def get(self, request: Request, webhook: UUID) -> Response:
        place = paging.position(self.query(), UUID)
        with self.acting() as caller:
            endpoint = selectors.endpoint(organisation=caller.organisation, endpoint=webhook)
            rows = paging.cut(selectors.events(endpoint=endpoint.id), place, "id", descending=True)
            return paging.page(request, rows, place, key=lambda row: [row.pk], show=show_event)
