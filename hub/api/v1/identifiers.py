"""Identifiers of members: given and ended by the operator."""

from typing import Any
from uuid import UUID

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.organisations import facts, selectors, services
from accounts.organisations.models import Identifier
from accounts.organisations.services import NewIdentifier
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import UUID_TEXT, Named, obj, one_of, text

SCHEME = one_of(*Identifier.Scheme.values)
NEW_IDENTIFIER = obj({"scheme": SCHEME, "value": text(most=40)})
IDENTIFIER = Named("Identifier", obj({"id": UUID_TEXT, "scheme": SCHEME, "value": text()}))


class Identifiers(HubView):
    permissions = {"POST": permissions.ACCOUNTS_WRITE}

    @operation(
        "organisations.add_identifier",
        "Add an identifier",
        {201: IDENTIFIER},
        body=NEW_IDENTIFIER,
        refusals=(409,),
        example={"scheme": "lei", "value": "529900T8BM49AURSDO55"},
        links=[
            Link(
                "organisations.end_identifier",
                {"organisation": "$request.path.organisation", "identifier": "$response.body#/id"},
            )
        ],
    )
    def post(self, request: Request, organisation: UUID) -> Response:
        """The operator's act."""
        wanted = NewIdentifier(**self.form())
        with self.acting() as caller:
            at = facts.change_time()
            found = selectors.organisation(organisation)
            identifier = services.add_identifier(organisation=found, wanted=wanted, by=caller, at=at)
        return Response(shown_identifier(identifier), status=201)


class OneIdentifier(HubView):
    permissions = {"DELETE": permissions.ACCOUNTS_WRITE}

    @operation("organisations.end_identifier", "End an identifier", {204: None}, refusals=(409,))
    def delete(self, request: Request, organisation: UUID, identifier: UUID) -> Response:
        """The operator's act. From now on another member may hold it."""
        with self.acting() as caller:
            at = facts.change_time()
            found = selectors.identifier(identifier, organisation=organisation)
            services.end_identifier(identifier=found, by=caller, at=at)
        return Response(status=204)


def shown_identifier(identifier: Identifier) -> dict[str, Any]:
    """An identifier as the API tells of it."""
    return {"id": identifier.pk, "scheme": identifier.scheme, "value": identifier.value}


_ALL = "organisations/<uuid:organisation>/identifiers"
urlpatterns = [
    path(_ALL, Identifiers.as_view()),
    path(f"{_ALL}/<uuid:identifier>", OneIdentifier.as_view()),
]
