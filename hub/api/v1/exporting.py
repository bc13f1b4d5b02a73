"""Lists as files: the register, the trail and receipts. That one was taken away stands in the trail."""

from typing import Any

from django.http.response import HttpResponseBase
from django.urls import path
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from accounts.access import permissions
from accounts.clock import transaction_time
from exchange.notices import selectors as notices
from hub.api.rendering import JSONRenderer
from hub.api.v1 import disclosures, trail
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import one_of, text
from hub.exports import lists
from hub.exports.listing import FORMS, Listing, export

_FILE = {"type": "string", "format": "binary"}
_FORM = one_of(*FORMS, default="csv")
_TYPES = tuple(FORMS.values())


class _AsCsv(BaseRenderer):
    """Named for what callers may accept: the views answer with the file itself."""

    media_type = FORMS["csv"]
    format = "csv"
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        return data


class _AsLines(_AsCsv):
    media_type = FORMS["jsonl"]
    format = "jsonl"


class _Export(HubView):
    """What the exports share: the file begins once the trail has it."""

    renderer_classes = (JSONRenderer, _AsCsv, _AsLines)

    def sent(self, listing: Listing) -> HttpResponseBase:
        """The file, in the acting context of the caller."""
        query = self.query()
        narrowed_by = {name: str(value) for name, value in query.items() if name != "form"}
        return export(
            listing, form=query["form"], narrowed_by=narrowed_by, by=self.caller, at=transaction_time()
        )


class Register(_Export):
    permissions = {"GET": permissions.DISCLOSURES_READ}

    @operation(
        "disclosures.export",
        "Take away what the caller's organisation was shown, as a file",
        {200: _FILE},
        query={"form": _FORM, **disclosures.FILTERS},
        answer_types=_TYPES,
    )
    def get(self, request: Request) -> HttpResponseBase:
        """CSV or lines of JSON, the latest first. In CSV, texts that a spreadsheet might calculate begin with an
        apostrophe. That the list was taken away is in the audit trail."""
        with self.acting() as caller:
            return self.sent(lists.register(disclosures.narrowed(self.query(), caller)))


class Trail(_Export):
    permissions = {"GET": permissions.ACCOUNTS_READ}

    @operation(
        "trail.export",
        "Take away the changes that one's organisation made, or that concern it, as a file",
        {200: _FILE},
        query={"form": _FORM, **trail.FILTERS},
        answer_types=_TYPES,
    )
    def get(self, request: Request) -> HttpResponseBase:
        """As `disclosures.export`. People of other organisations are not named."""
        with self.acting() as caller:
            return self.sent(lists.trail(trail.narrowed(self.query(), caller)))


class Receipts(_Export):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation(
        "receipts.export",
        "Take away the receipts of one's own notices, as a file",
        {200: _FILE},
        query={
            "form": _FORM,
            "type": text(most=40),
            "q": text(most=140, description="A reference, notice number, MRN or consignment key."),
        },
        answer_types=_TYPES,
    )
    def get(self, request: Request) -> HttpResponseBase:
        """As `disclosures.export`: a row for each version, recipient and purpose."""
        query = self.query()
        with self.acting() as caller:
            rows = notices.own_notices(publisher=caller.organisation)
            if "type" in query:
                rows = rows.filter(type=query["type"])
            if "q" in query:
                rows = notices.sought_among(rows, query["q"])
            return self.sent(lists.receipts_of(rows))


urlpatterns = [
    path("disclosures/export", Register.as_view()),
    path("trail/export", Trail.as_view()),
    path("receipts/export", Receipts.as_view()),
]
