"""Excluding, suspending and terminating: what an agreement's parties do to guard their data, in all versions."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.organisations import facts
from exchange.agreements import selectors, services
from hub.api.v1.agreements import showing
from hub.api.v1.agreements.schemas import (
    ABOUT_RECIPIENT,
    PATH,
    REASON_EXAMPLE,
    RECIPIENT_EXAMPLE,
    WHOLE_AGREEMENT,
    WITH_REASON,
)
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation

_REFUSALS = (403, 404, 409, 422)


class _Guarding(HubView):
    """One act on an agreement in all its versions."""

    def act(self, service: Any, agreement: UUID) -> Response:
        """Do it at a moment at which facts may change, and show the agreement as it is then."""
        form = self.form()
        with self.acting() as caller:
            at = facts.change_time()
            service(by=caller, at=at, agreement=agreement, **form)
            shown = showing.whole_agreement(selectors.agreement(agreement), at=at)
        return Response(shown)


class Exclude(_Guarding):
    permissions = {"POST": permissions.AGREEMENTS_WRITE}

    @operation(
        "agreements.exclude",
        "Exclude a recipient from your own data, at once",
        {200: WHOLE_AGREEMENT},
        body=ABOUT_RECIPIENT,
        example=RECIPIENT_EXAMPLE,
        path=PATH,
        refusals=_REFUSALS,
    )
    def post(self, request: Request, agreement: UUID) -> Response:
        return self.act(services.exclude, agreement)


class Readmit(_Guarding):
    permissions = {"POST": permissions.AGREEMENTS_WRITE}

    @operation(
        "agreements.readmit",
        "End your exclusion of a recipient",
        {200: WHOLE_AGREEMENT},
        body=ABOUT_RECIPIENT,
        example=RECIPIENT_EXAMPLE,
        path=PATH,
        refusals=_REFUSALS,
    )
    def post(self, request: Request, agreement: UUID) -> Response:
        """Only what is accepted from now on may reach it again."""
        return self.act(services.readmit, agreement)


class Suspend(_Guarding):
    permissions = {"POST": permissions.AGREEMENTS_WRITE}

    @operation(
        "agreements.suspend",
        "Suspend an agreement in force",
        {200: WHOLE_AGREEMENT},
        body=WITH_REASON,
        example=REASON_EXAMPLE,
        path=PATH,
        refusals=_REFUSALS,
    )
    def post(self, request: Request, agreement: UUID) -> Response:
        """Nothing new flows, undelivered notices are withheld and delivered ones closed until it is resumed."""
        return self.act(services.suspend, agreement)


class Resume(_Guarding):
    permissions = {"POST": permissions.AGREEMENTS_WRITE}

    @operation(
        "agreements.resume",
        "Resume a suspended agreement",
        {200: WHOLE_AGREEMENT},
        body=WITH_REASON,
        example=REASON_EXAMPLE,
        path=PATH,
        refusals=_REFUSALS,
    )
    def post(self, request: Request, agreement: UUID) -> Response:
        """Refused once the agreement has ended: what was suspended then stays closed."""
        return self.act(services.resume, agreement)


class Terminate(_Guarding):
    permissions = {"POST": permissions.AGREEMENTS_WRITE}

    @operation(
        "agreements.terminate",
        "Terminate an agreement in all its versions, for good",
        {200: WHOLE_AGREEMENT},
        body=WITH_REASON,
        example=REASON_EXAMPLE,
        path=PATH,
        refusals=_REFUSALS,
    )
    def post(self, request: Request, agreement: UUID) -> Response:
        """What was delivered stays readable until its retention ends."""
        return self.act(services.terminate, agreement)
