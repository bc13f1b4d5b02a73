"""An agreement version to take away, in the terms of ODRL."""

import json
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import acting
from accounts.access import permissions
from exchange.agreements import odrl, selectors
from exchange.agreements.selectors import setting
from hub.api.v1.agreements.finding import version_of
from hub.api.v1.agreements.schemas import VERSION_PATH
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation


class Odrl(HubView):
    permissions = {"GET": permissions.AGREEMENTS_READ}

    @operation(
        "agreements.odrl",
        "Read a version as a policy of W3C ODRL 2.2 (JSON-LD)",
        {200: {"type": "object"}},
        path=VERSION_PATH,
        refusals=(404,),
    )
    def get(self, request: Request, agreement: UUID, version: UUID) -> Response:
        """An Agreement with permissions, prohibitions and obligations; what ODRL has no word for stands under the
        profile urn:exchange-hub:odrl:1."""
        with self.acting():
            found = version_of(agreement, version)
            terms = selectors.terms_of(found)
            called = setting.names(terms, at=acting.transaction_time())
            document = odrl.export(found, terms, names={**called.organisations, **called.groups})
        return Response(json.loads(json.dumps(document, default=str)))
