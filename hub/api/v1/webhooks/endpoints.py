"""Where one's organisation is called, and with which secrets."""

from datetime import timedelta
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.access.permissions import WEBHOOKS_READ, WEBHOOKS_WRITE
from accounts.organisations import facts
from exchange.deliveries.channels.webhook import selectors, services
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import integer, obj, text
from hub.api.v1.webhooks.forms import WEBHOOK, WEBHOOK_REGISTERED, WEBHOOK_WITH_SECRET, show_webhook

_LINKS = tuple(
    Link(f"webhooks.{verb}", {"webhook": "$response.body#/id"})
    for verb in (
        "read",
        "describe",
        "remove",
        "rotate",
        "disable",
        "enable",
        "test",
        "replay",
        "messages",
        "log",
        "events",
    )
)


class Webhooks(HubView):
    permissions = {"GET": WEBHOOKS_READ, "POST": WEBHOOKS_WRITE}

    @operation("webhooks.list", "List one's webhooks", {200: paging.page_schema(WEBHOOK)}, query=paging.QUERY)
    def get(self, request: Request) -> Response:
        place = paging.position(self.query(), UUID)
        with self.acting() as caller:
            rows = paging.cut(selectors.endpoints(organisation=caller.organisation), place, "id")
            return paging.page(request, rows, place, key=lambda row: [row.pk], show=show_webhook)

    @operation(
        "webhooks.register",
        "Register a webhook",
        {201: WEBHOOK_REGISTERED},
        body=obj({"url": text(most=2000)}, description=text(least=0)),
        example={"url": "https://93.184.215.14/hub", "description": "Filing system"},
        refusals=(409,),
        links=_LINKS,
    )
    def post(self, request: Request) -> Response:
        """The hub calls public addresses over TLS only. What your subscriptions with the channel ``webhook``
        ask for is sent there. While you have none, registering begins one for everything; it works forward, and
        ends like any other."""
        form = self.form()
        address = services.vet(url=form["url"])
        with self.acting() as caller:
            made = services.register(
                address=address, description=form.get("description", ""), by=caller, at=facts.change_time()
            )
            shown = show_webhook(made.endpoint)
            return Response({**shown, "secret": made.secret, "subscription": made.subscription}, status=201)


class OneWebhook(HubView):
    permissions = {"GET": WEBHOOKS_READ, "PATCH": WEBHOOKS_WRITE, "DELETE": WEBHOOKS_WRITE}

    @operation("webhooks.read", "Read one webhook", {200: WEBHOOK})
    def get(self, request: Request, webhook: UUID) -> Response:
        with self.acting() as caller:
            return Response(
                show_webhook(selectors.endpoint(organisation=caller.organisation, endpoint=webhook))
            )

    @operation(
        "webhooks.describe",
        "Change what a webhook is called",
        {200: WEBHOOK},
        body=obj({"description": text(least=0)}),
        example={"description": "Risk engine"},
    )
    def patch(self, request: Request, webhook: UUID) -> Response:
        form = self.form()
        with self.acting() as caller:
            at = clock.transaction_time()
            described = services.describe(endpoint=webhook, description=form["description"], by=caller, at=at)
            return Response(show_webhook(described))

    @operation("webhooks.remove", "End a webhook", {204: None})
    def delete(self, request: Request, webhook: UUID) -> Response:
        """What was still to be sent there is not. Its log stays."""
        with self.acting() as caller:
            services.remove(endpoint=webhook, by=caller, at=clock.transaction_time())
        return Response(status=204)


class Rotation(HubView):
    permissions = {"POST": WEBHOOKS_WRITE}

    @operation(
        "webhooks.rotate",
        "Give a webhook a new secret",
        {200: WEBHOOK_WITH_SECRET},
        body=obj(
            overlap_hours=integer(
                0,
                168,
                default=24,
                description="How long messages carry the old signature too; 24 by default.",
            )
        ),
        example={"overlap_hours": 24},
        refusals=(409,),
    )
    def post(self, request: Request, webhook: UUID) -> Response:
        """With 0 the old secret is dead at once: for one that got out."""
        overlap = timedelta(hours=self.form().get("overlap_hours", 24))
        with self.acting() as caller:
            at = clock.transaction_time()
            _, secret = services.rotate_secret(endpoint=webhook, overlap=overlap, by=caller, at=at)
            endpoint = selectors.endpoint(organisation=caller.organisation, endpoint=webhook)
            return Response({**show_webhook(endpoint), "secret": secret})


class Disabling(HubView):
    permissions = {"POST": WEBHOOKS_WRITE}

    @operation("webhooks.disable", "Let a webhook stand still", {200: WEBHOOK})
    def post(self, request: Request, webhook: UUID) -> Response:
        """Messages wait until it is enabled again."""
        with self.acting() as caller:
            at = clock.transaction_time()
            return Response(show_webhook(services.disable(endpoint=webhook, by=caller, at=at)))


class Enabling(HubView):
    permissions = {"POST": WEBHOOKS_WRITE}

    @operation("webhooks.enable", "Let a webhook go on", {200: WEBHOOK})
    def post(self, request: Request, webhook: UUID) -> Response:
        """What waited is sent in order. What was given up meanwhile is sent by a replay."""
        with self.acting() as caller:
            at = clock.transaction_time()
            return Response(show_webhook(services.enable(endpoint=webhook, by=caller, at=at)))
