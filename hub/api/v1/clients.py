"""API clients of one's organisation: made, rotated and ended by its administrators."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions, selectors, services
from accounts.access.models import Client
from accounts.organisations import facts
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import (
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

SCOPES = array(one_of(*permissions.SCOPES), least=1, most=len(permissions.SCOPES), uniqueItems=True)
_MEMBERS = {
    "client_id": UUID_TEXT,
    "name": text(),
    "scopes": SCOPES,
    "created_at": MOMENT,
    "ended_at": nullable(MOMENT),
    "last_token_at": described(nullable(MOMENT), "When it last fetched a token; null if it never did."),
}
CLIENT = Named("Client", obj(_MEMBERS))
CLIENT_WITH_SECRET = Named(
    "ClientWithSecret", obj({**_MEMBERS, "client_secret": text(description="Shown this once.")})
)


class Clients(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ, "POST": permissions.ACCOUNTS_WRITE}

    @operation(
        "clients.list",
        "List one's API clients",
        {200: paging.page_schema(CLIENT)},
        query=paging.QUERY,
    )
    def get(self, request: Request) -> Response:
        place = paging.position(self.query(), UUID)
        with self.acting():
            rows = paging.cut(selectors.clients(), place, "id")
        return paging.page(request, rows, place, key=lambda row: [row.pk], show=_client)

    @operation(
        "clients.make",
        "Make an API client",
        {201: CLIENT_WITH_SECRET},
        body=obj({"name": text(most=100), "scopes": SCOPES}),
        example={"name": "Filing system", "scopes": ["notices:publish", "notices:read"]},
        links=[
            Link(name, {"client": "$response.body#/client_id"})
            for name in ("clients.read", "clients.rotate", "clients.end")
        ],
    )
    def post(self, request: Request) -> Response:
        """Fetch tokens at ``/oauth/token`` with the secret. Scopes stand for good. A client cannot make one
        that may do more than itself."""
        form = self.form()
        with self.acting() as caller:
            at = facts.change_time()
            made = services.make_client(name=form["name"], scopes=form["scopes"], by=caller, at=at)
        return Response({**_client(made.client), "client_secret": made.secret}, status=201)


class OneClient(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ, "DELETE": permissions.ACCOUNTS_WRITE}

    @operation("clients.read", "Read one API client", {200: CLIENT})
    def get(self, request: Request, client: UUID) -> Response:
        with self.acting():
            return Response(_client(selectors.client(client)))

    @operation(
        "clients.end", "End an API client", {204: None}, query={"reason": text(most=1000)}, refusals=(409,)
    )
    def delete(self, request: Request, client: UUID) -> Response:
        """Its secrets and tokens are dead at once."""
        reason = self.query().get("reason", "")
        with self.acting() as caller:
            at = facts.change_time()
            services.end_client(client=selectors.client(client), by=caller, at=at, reason=reason)
        return Response(status=204)


class Rotation(HubView):
    permissions = {"POST": permissions.ACCOUNTS_WRITE}

    @operation(
        "clients.rotate",
        "Give an API client a new secret",
        {200: CLIENT_WITH_SECRET},
        body=obj(
            overlap_hours=integer(0, 168, description="How long the old secret still works; 0 by default.")
        ),
        refusals=(409,),
        example={"overlap_hours": 24},
    )
    def post(self, request: Request, client: UUID) -> Response:
        """The old secret, and the tokens that were fetched with it, end after the overlap."""
        overlap = timedelta(hours=self.form().get("overlap_hours", 0))
        with self.acting() as caller:
            at = facts.change_time()
            made = services.rotate_secret(client=selectors.client(client), by=caller, at=at, overlap=overlap)
        return Response({**_client(made.client), "client_secret": made.secret})


def _client(client: Client) -> dict[str, Any]:
    return {
        "client_id": client.pk,
        "name": client.name,
        "scopes": client.scopes,
        "created_at": client.created_at,
        "ended_at": client.ended_at,
        "last_token_at": client.last_token_at,
    }


urlpatterns = [
    path("clients", Clients.as_view()),
    path("clients/<uuid:client>", OneClient.as_view()),
    path("clients/<uuid:client>/rotate", Rotation.as_view()),
]
