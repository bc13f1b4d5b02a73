"""Subscriptions: what one's organisation wishes to hear of among what it may receive."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.organisations import facts
from exchange.agreements.models import Purpose
from exchange.subscriptions import selectors, services
from exchange.subscriptions.models import Channel, Subscription
from exchange.subscriptions.services import Wish
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import (
    MOMENT,
    UUID_TEXT,
    Named,
    array,
    described,
    nullable,
    obj,
    one_of,
    text,
)

_VALUE = {"type": ["string", "integer", "boolean"], "maxLength": 512}
_FILTER = array(
    obj(
        {
            "path": text(most=500, description="The element, with * for positions in a list."),
            "any_of": array(_VALUE, least=1),
        }
    ),
    most=50,
    description="All must hold, on elements that you see plainly; a masked element satisfies none.",
)
_WISH = {
    "purpose": described(nullable(one_of(*Purpose.values)), "Null: every purpose."),
    "types": array(text(most=40), most=50, description="Empty: every type."),
    "filter": _FILTER,
    "channels": array(
        one_of(*Channel.values),
        least=1,
        most=4,
        description="`digest`: envelopes by mail, to your people who want mail; it takes no filter.",
    ),
}
WISH = Named("Wish", obj(**_WISH))
SUBSCRIPTION = Named(
    "Subscription",
    obj({"id": UUID_TEXT, **_WISH, "created": MOMENT, "ended": nullable(MOMENT)}),
)
ALWAYS = Named(
    "AlwaysSubscription",
    obj(
        {
            "ended": described(
                nullable(MOMENT), "Null while everything that you may receive reaches your inbox."
            )
        }
    ),
)


class Subscriptions(HubView):
    permissions = {"GET": permissions.SUBSCRIPTIONS_READ, "POST": permissions.SUBSCRIPTIONS_WRITE}

    @operation(
        "subscriptions.begin",
        "Subscribe from now on",
        {201: SUBSCRIPTION},
        body=WISH,
        refusals=(422,),
        example={"types": ["advance_cargo"], "channels": ["inbox", "webhook"]},
        links=(Link("subscriptions.end", {"subscription": "/id"}),),
    )
    def post(self, request: Request) -> Response:
        """Works forward: what was accepted earlier is not sent for it. To hear only of what you subscribe to,
        end the subscription that always was, too."""
        wish = _wish(self.form())
        with self.acting() as caller:
            begun = services.begin(by=caller, at=facts.change_time(), wish=wish)
        return Response(_shown(begun), status=201)

    @operation(
        "subscriptions.list",
        "List your organisation's subscriptions, ended ones too",
        {200: paging.page_schema(SUBSCRIPTION)},
        query=paging.QUERY,
    )
    def get(self, request: Request) -> Response:
        place = paging.position(self.query(), UUID)
        with self.acting():
            rows = paging.cut(selectors.written(), place, "id")
        return paging.page(request, rows, place, key=lambda row: [row.id], show=_shown)


class OneSubscription(HubView):
    permissions = {"GET": permissions.SUBSCRIPTIONS_READ, "DELETE": permissions.SUBSCRIPTIONS_WRITE}

    @operation(
        "subscriptions.read",
        "Read a subscription",
        {200: SUBSCRIPTION},
        path={"subscription": UUID_TEXT},
        refusals=(404,),
    )
    def get(self, request: Request, subscription: UUID) -> Response:
        with self.acting():
            found = selectors.subscription(subscription)
        return Response(_shown(found))

    @operation(
        "subscriptions.end",
        "End a subscription for good",
        {200: SUBSCRIPTION},
        path={"subscription": UUID_TEXT},
        refusals=(404, 409),
    )
    def delete(self, request: Request, subscription: UUID) -> Response:
        with self.acting() as caller:
            ended = services.end(by=caller, at=facts.change_time(), subscription=subscription)
        return Response(_shown(ended))


class Always(HubView):
    permissions = {"GET": permissions.SUBSCRIPTIONS_READ, "DELETE": permissions.SUBSCRIPTIONS_WRITE}

    @operation("subscriptions.read_always", "Read the subscription that always was", {200: ALWAYS})
    def get(self, request: Request) -> Response:
        """Every organisation begins with it: everything, to the inbox."""
        with self.acting() as caller:
            ended = selectors.always_ended(caller.organisation)
        return Response({"ended": ended})

    @operation(
        "subscriptions.end_always",
        "End the subscription that always was, for good",
        {200: ALWAYS},
        refusals=(409,),
    )
    def delete(self, request: Request) -> Response:
        """From then on only what you subscribe to reaches you; what you hold already is followed up."""
        with self.acting() as caller:
            ended = services.end_always(by=caller, at=facts.change_time())
        return Response({"ended": ended.valid_until})


def _wish(form: dict[str, Any]) -> Wish:
    return Wish(
        purpose=None if form.get("purpose") is None else Purpose(form["purpose"]),
        types=tuple(form.get("types", ())),
        filter=form.get("filter", ()),
        channels=tuple(Channel(channel) for channel in form.get("channels", (Channel.INBOX,))),
    )


def _shown(subscription: Subscription) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "purpose": subscription.purpose,
        "types": subscription.types,
        "filter": subscription.filter,
        "channels": subscription.channels,
        "created": subscription.valid_from,
        "ended": subscription.valid_until,
    }


urlpatterns = [
    path("subscriptions", Subscriptions.as_view()),
    path("subscriptions/always", Always.as_view()),
    path("subscriptions/<uuid:subscription>", OneSubscription.as_view()),
]
