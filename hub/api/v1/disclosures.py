"""The register of one's own reads: who of the organisation was shown what, when, and by which channel."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.callers import Caller
from exchange.disclosures import selectors
from exchange.disclosures.models import Disclosure
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import MOMENT, UUID_TEXT, Named, array, nullable, obj, one_of, text

DISCLOSURE = Named(
    "Disclosure",
    obj(
        {
            "id": UUID_TEXT,
            "at": MOMENT,
            "person": nullable(UUID_TEXT),
            "client": nullable(UUID_TEXT),
            "channel": one_of(*Disclosure.Channel.values),
            "purpose": text(
                most=32,
                least=0,
                description="Empty for `explain`: decided on, nothing shown for any purpose.",
            ),
            "notice_id": UUID_TEXT,
            "version_id": UUID_TEXT,
            "publisher": UUID_TEXT,
            "agreement_versions": array(UUID_TEXT),
        }
    ),
)


FILTERS = {
    "person": UUID_TEXT,
    "channel": one_of(*Disclosure.Channel.values),
    "since": MOMENT,
    "until": MOMENT,
}
_COLUMNS = {"person": "person", "channel": "channel", "since": "at__gte", "until": "at__lt"}


def narrowed(query: dict[str, Any], caller: Caller) -> QuerySet[Disclosure]:
    """The caller's own reads that the filters leave; ``since`` and ``until`` are a half-open period."""
    named = {_COLUMNS[name]: query[name] for name in FILTERS if name in query}
    return selectors.own_reads(organisation=caller.organisation).filter(**named)


class Disclosures(HubView):
    permissions = {"GET": permissions.DISCLOSURES_READ}

    @operation(
        "disclosures.list",
        "List what the caller's organisation was shown, the latest first",
        {200: paging.page_schema(DISCLOSURE)},
        query={**paging.QUERY, **FILTERS},
    )
    def get(self, request: Request) -> Response:
        query = self.query()
        place = paging.position(query, datetime, UUID)
        with self.acting() as caller:
            found = paging.cut(narrowed(query, caller), place, "at", "id", descending=True)
        return paging.page(request, found, place, key=lambda row: [row.at, row.id], show=_disclosure)


def _disclosure(row: Disclosure) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "at": row.at.isoformat(),
        "person": row.person and str(row.person),
        "client": row.client and str(row.client),
        "channel": row.channel,
        "purpose": row.purpose,
        "notice_id": str(row.notice_id),
        "version_id": str(row.version_id),
        "publisher": str(row.publisher_id),
        "agreement_versions": [str(one) for one in row.agreement_versions],
    }


urlpatterns = [path("disclosures", Disclosures.as_view())]
