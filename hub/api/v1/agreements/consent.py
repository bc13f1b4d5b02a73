"""Signing, acceding and leaving: what binds an organisation and what frees it."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.organisations import facts
from exchange.agreements import services
from hub.api.v1.agreements import showing
from hub.api.v1.agreements.finding import version_of
from hub.api.v1.agreements.schemas import REASON_EXAMPLE, VERSION, VERSION_PATH, WITH_REASON
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation


class Signature(HubView):
    # Reading is enough to get this far: the service tells a machine that it takes a person.
    permissions = {"POST": permissions.AGREEMENTS_READ}

    @operation(
        "agreements.sign",
        "Sign a version for your organisation",
        {200: VERSION},
        path=VERSION_PATH,
        refusals=(403, 404, 409),
    )
    def post(self, request: Request, agreement: UUID, version: UUID) -> Response:
        """Takes an administrator in person (`person-required`), who signs for one organisation only."""
        with self.acting() as caller:
            at = facts.change_time()
            version_of(agreement, version)
            signed = services.sign(by=caller, at=at, version=version)
            shown = showing.version(signed, by=caller, at=at)
        return Response(shown)


class Accession(HubView):
    permissions = {"POST": permissions.AGREEMENTS_READ}

    @operation(
        "agreements.accede",
        "Accede to a version as a member of a group that it names",
        {200: VERSION},
        path=VERSION_PATH,
        refusals=(403, 404, 409),
    )
    def post(self, request: Request, agreement: UUID, version: UUID) -> Response:
        """Takes an administrator in person. As a recipient you receive nothing until the objection period,
        counted from now, is over."""
        with self.acting() as caller:
            at = facts.change_time()
            version_of(agreement, version)
            acceded = services.accede(by=caller, at=at, version=version)
            shown = showing.version(acceded, by=caller, at=at)
        return Response(shown)


class Departure(HubView):
    permissions = {"POST": permissions.AGREEMENTS_WRITE}

    @operation(
        "agreements.leave",
        "Leave a version",
        {200: VERSION},
        body=WITH_REASON,
        example=REASON_EXAMPLE,
        path=VERSION_PATH,
        refusals=(404, 409, 422),
    )
    def post(self, request: Request, agreement: UUID, version: UUID) -> Response:
        """For an organisation that is named this is for good; a member of a group may accede again. What was
        delivered stays readable until its retention ends."""
        reason = self.form()["reason"]
        with self.acting() as caller:
            at = facts.change_time()
            version_of(agreement, version)
            left = services.leave(by=caller, at=at, version=version, reason=reason)
            shown = showing.version(left, by=caller, at=at)
        return Response(shown)
