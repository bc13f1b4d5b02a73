"""Who sees what of a provider's notices, under the agreements in force that the caller is a party of."""

from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.clock import transaction_time
from accounts.errors import NotFound
from exchange.routing import matrix
from exchange.routing import selectors as routing
from exchange.routing.matrix import View
from exchange.routing.scope import FORMS
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import UUID_TEXT, Named, array, described, integer, obj, one_of, text

GROUND = obj(
    {
        "agreement": integer(1),
        "version": integer(1),
        "version_id": UUID_TEXT,
        "clause": text(most=500, least=0),
    }
)
ELEMENT = obj({"path": text(most=400, least=0), "form": one_of(*FORMS), "grounds": array(GROUND)})
VIEW = Named(
    "RecipientView",
    obj({"recipient": UUID_TEXT, "purpose": text(most=40), "elements": array(ELEMENT, most=5000)}),
)


class WhoSeesWhat(HubView):
    permissions = {"GET": permissions.AGREEMENTS_READ}

    @operation(
        "agreements.who_sees_what",
        "Read which elements of a provider's notices each recipient sees, and by which clause",
        {200: obj({"items": array(VIEW, most=100_000)})},
        query={
            "type": described(text(most=40), "The type of notice; required."),
            "provider": described(UUID_TEXT, "Whose notices; your own where it is left out."),
        },
        refusals=(404,),
    )
    def get(self, request: Request) -> Response:
        """Under the agreements in force that you are a party of. What one notice shows can be less: conditions
        have to hold, and a mask has to fit the value. Elements that are not named are hidden."""
        query = self.query()
        with self.acting() as caller:
            index = routing.current().index
            kind = index.types.get(query.get("type", ""))
            provider = query.get("provider", caller.organisation)
            if kind is None or provider not in index.facts.organisations:
                raise NotFound
            found = matrix.views(index, caller.organisation, provider, kind, transaction_time())
        return Response({"items": [_view(one) for one in found]})


def _view(one: View) -> dict[str, Any]:
    return {
        "recipient": one.recipient,
        "purpose": one.purpose,
        "elements": [
            {
                "path": pattern,
                "form": given.form,
                "grounds": [
                    {
                        "agreement": version.terms.number,
                        "version": version.terms.version,
                        "version_id": version.id,
                        "clause": clause,
                    }
                    for version, clause in given.by
                ],
            }
            for pattern, given in one.shown.items()
        ],
    }


urlpatterns = [path("agreements/who-sees-what", WhoSeesWhat.as_view())]
