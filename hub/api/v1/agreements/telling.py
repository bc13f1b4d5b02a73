"""What an agreement says in plain words, and what has happened to it."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import acting
from accounts.access import permissions
from exchange.agreements import selectors
from exchange.deliveries import reach
from hub.api.v1 import paging
from hub.api.v1.agreements import showing
from hub.api.v1.agreements.finding import version_of
from hub.api.v1.agreements.schemas import PATH, REACH, STEP, SUMMARY, VERSION_PATH
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import UUID_TEXT, described


class Steps(HubView):
    permissions = {"GET": permissions.AGREEMENTS_READ}

    @operation(
        "agreements.steps",
        "Read what has happened to an agreement: who, when and why",
        {200: paging.page_schema(STEP)},
        path=PATH,
        query=paging.QUERY,
        refusals=(404,),
    )
    def get(self, request: Request, agreement: UUID) -> Response:
        place = paging.position(self.query(), datetime, UUID)
        with self.acting() as caller:
            steps = selectors.steps_of(selectors.agreement(agreement))
            rows = paging.cut(steps, place, "at", "id")
        return paging.page(
            request,
            rows,
            place,
            key=lambda row: [row.at, row.id],
            show=lambda row: showing.step(row, reader=caller.organisation),
        )


class Summary(HubView):
    permissions = {"GET": permissions.AGREEMENTS_READ}

    @operation(
        "agreements.summary",
        "Read a version in plain words, and what it changes",
        {200: SUMMARY},
        path=VERSION_PATH,
        query={
            "against": described(
                UUID_TEXT, "The version to compare with; the one proposed before it where it is left out."
            )
        },
        refusals=(404,),
    )
    def get(self, request: Request, agreement: UUID, version: UUID) -> Response:
        """Any two versions of an agreement can be compared, drafts of your own included."""
        against = self.query().get("against")
        with self.acting():
            found = version_of(agreement, version)
            before = selectors.proposed_before(found) if against is None else version_of(agreement, against)
            shown = showing.summary(found, before, at=acting.transaction_time())
        return Response(shown)


class Reach(HubView):
    permissions = {"GET": permissions.AGREEMENTS_READ}

    @operation(
        "agreements.reach",
        "Read how much rests on an agreement, before you stop it",
        {200: REACH},
        path=PATH,
        query={"version": UUID_TEXT},
        refusals=(404,),
    )
    def get(self, request: Request, agreement: UUID) -> Response:
        """Counts deliveries of content: of what you published, and of what you receive. Suspending withholds what
        is undelivered and closes what is delivered; terminating withholds for good and leaves it readable; so does
        excluding a recipient, of what you published for it (`by_recipient`). `version`: what rests on this one
        alone, which is all that leaving it touches."""
        with self.acting() as caller:
            found = selectors.agreement(agreement)
            published, received = reach.of_agreement(
                found.id, organisation=caller.organisation, version=self.query().get("version")
            )
            each = reach.by_recipient(found.id)
        return Response(
            {
                "published": asdict(published),
                "received": asdict(received),
                "by_recipient": [
                    {"organisation": who, **_counts(each[who])} for who in sorted(each, key=str)
                ],
            }
        )


def _counts(found: reach.Reach) -> dict[str, int]:
    return {"undelivered": found.undelivered, "delivered": found.delivered, "shared": found.shared}
