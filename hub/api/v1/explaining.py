"""Why an organisation received a notice, or why not: now, or at a moment that has passed."""

from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import acting
from exchange.deliveries import explaining
from exchange.deliveries.explaining import Explained, Explanation
from exchange.routing.reasons import Reason
from hub.api.v1.base import SIGNED_IN, HubView
from hub.api.v1.operations import operation
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

NUMBER = text(most=24, description="The hub's notice number.")
SHOWN = obj({"path": text(most=400, least=0), "form": text(most=20), "clause": text(most=500, least=0)})
VERDICT = Named(
    "Verdict",
    obj(
        {
            "agreement": integer(1),
            "version": integer(1),
            "version_id": UUID_TEXT,
            "purpose": text(most=40),
            "entitled": BOOLEAN,
            "failed_rule": nullable(integer(1, 8)),
            "failed_rules": described(
                array(integer(1, 8), most=8),
                "All that fail. To a recipient, of those that look at content only one that is the first.",
            ),
            "reason": nullable(one_of(*(one.code for one in Reason))),
            "message": nullable(text(most=200)),
            "elements": array(SHOWN),
        }
    ),
)
EXPLANATION = Named(
    "Explanation",
    obj(
        {
            "notice": NUMBER,
            "version": integer(1),
            "organisation": UUID_TEXT,
            "at": MOMENT,
            "agreements": array(VERDICT, most=100_000),
        }
    ),
)


class Explain(HubView):
    # Publisher, recipient and operator need different permissions: the service asks for each one's.
    permissions = {"GET": SIGNED_IN}

    @operation(
        "notices.explain",
        "Explain why an organisation receives a notice, or why not",
        {200: EXPLANATION},
        path={"number": NUMBER},
        query={
            "organisation": described(UUID_TEXT, "Whom to explain it for; your own where it is left out."),
            "version": described(
                integer(1), "The version; the newest that you know of where it is left out."
            ),
            "at": described(MOMENT, "A moment that has passed; now where it is left out."),
        },
        refusals=(403, 404, 422),
    )
    def get(self, request: Request, number: str) -> Response:
        """Each agreement version that you may know of, with the first of the eight rules that failed, or with the
        elements that it shows. The publisher may ask about its own notices, a recipient about itself and what
        it holds, the operator's administrator about all."""
        query = self.query()
        with self.acting() as caller:
            found = explaining.explain_notice(
                number=number,
                n=query.get("version"),
                recipient=query.get("organisation", caller.organisation),
                by=caller,
                now=acting.transaction_time(),
                at=query.get("at"),
            )
        return Response(_explanation(found))


def _explanation(found: Explanation) -> dict[str, Any]:
    return {
        "notice": found.number,
        "version": found.n,
        "organisation": found.recipient,
        "at": found.at,
        "agreements": [_verdict(one) for one in found.agreements],
    }


def _verdict(one: Explained) -> dict[str, Any]:
    verdict, reason = one.verdict, one.verdict.reason
    return {
        "agreement": verdict.agreement,
        "version": verdict.version,
        "version_id": verdict.id,
        "purpose": verdict.purpose,
        "entitled": reason is None,
        "failed_rule": reason and reason.rule,
        "failed_rules": [each.rule for each in verdict.failures],
        "reason": reason and reason.code,
        "message": reason and reason.message,
        "elements": [{"path": e.pattern, "form": e.form, "clause": e.clause} for e in one.shows],
    }


urlpatterns = [path("notices/<str:number>/explanation", Explain.as_view())]
