"""The trail: who changed what in the accounts."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.callers import Caller
from accounts.trail import selectors
from accounts.trail.models import Entry
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import MOMENT, UUID_TEXT, Named, nullable, obj, one_of, text

KINDS = ("organisation", "person", "client", "standing", "group", "agreement", "notice")
FILTERS = {
    "subject": UUID_TEXT,
    "subject_kind": one_of(*KINDS),
    "by_person": {**UUID_TEXT, "description": "One of your own people."},
    "since": MOMENT,
    "until": MOMENT,
}
ENTRY = Named(
    "TrailEntry",
    obj(
        {
            "id": UUID_TEXT,
            "at": MOMENT,
            "action": text(),
            "subject_kind": text(),
            "subject": UUID_TEXT,
            "organisation": nullable(UUID_TEXT),
            "by_organisation": nullable(UUID_TEXT),
            "by_person": nullable(UUID_TEXT),
            "by_client": nullable(UUID_TEXT),
            "reason": text(most=1000, least=0),
            "values": {"type": "object"},
        }
    ),
)


def narrowed(query: dict[str, Any], caller: Caller) -> QuerySet[Entry]:
    """The entries that the caller may read and the filters leave."""
    found = selectors.entries(**{name: query[name] for name in FILTERS if name in query})
    # People of other organisations are not named, and so not to be asked for either.
    return found.filter(by_organisation=caller.organisation) if "by_person" in query else found


class Trail(HubView):
    permissions = {"GET": permissions.ACCOUNTS_READ}

    @operation(
        "trail.list",
        "List the changes that one's organisation made, or that concern it",
        {200: paging.page_schema(ENTRY)},
        query={**paging.QUERY, **FILTERS},
    )
    def get(self, request: Request) -> Response:
        """The newest first. People of other organisations are not named."""
        query = self.query()
        place = paging.position(query, UUID)
        with self.acting() as caller:
            rows = paging.cut(narrowed(query, caller), place, "id", descending=True)
        own = caller.organisation
        return paging.page(
            request, rows, place, key=lambda row: [row.pk], show=lambda row: _entry(row, own=own)
        )


def _entry(entry: Entry, *, own: UUID) -> dict[str, Any]:
    ours = entry.by_organisation == own
    return {
        "id": entry.pk,
        "at": entry.at,
        "action": entry.action,
        "subject_kind": entry.subject_kind,
        "subject": entry.subject,
        "organisation": entry.organisation,
        "by_organisation": entry.by_organisation,
        "by_person": entry.by_person if ours else None,
        "by_client": entry.by_client if ours else None,
        "reason": entry.reason,
        "values": entry.values,
    }


urlpatterns = [path("trail", Trail.as_view())]
