"""Reading uploads over the API: how far one is, what is wrong with its rows, what was published; and templates."""

import tempfile
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from accounts.errors import NotFound
from exchange.intake import columns, selectors
from exchange.intake.exports import corrections, templates
from hub.api.rendering import JSONRenderer
from hub.api.v1 import paging
from hub.api.v1.base import HubView
from hub.api.v1.operations import operation
from hub.api.v1.shapes import array, obj, one_of, text
from hub.api.v1.uploads.shapes import (
    COLUMN,
    CSV,
    FAULTY_LINE,
    RECEIPT,
    UPLOAD,
    XLSX,
    faulty_json,
    upload_json,
)

_FILE = {"type": "string", "format": "binary"}
_TYPE = text(most=40)


class AsWorkbook(BaseRenderer):
    """Named for what callers may accept: the views answer with the file itself."""

    media_type = XLSX
    format = "xlsx"
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        return data


class AsTable(AsWorkbook):
    media_type = CSV
    format = "csv"


class OneUpload(HubView):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation("uploads.read", "Read how far an upload has got", {200: UPLOAD}, refusals=(404,))
    def get(self, request: Request, upload: UUID) -> Response:
        with self.acting() as caller:
            found = selectors.upload(upload, organisation=caller.organisation)
            shown = upload_json(found, selectors.counts(found))
        return Response(shown)


class Faults(HubView):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation(
        "uploads.faults",
        "List the notices of an upload that were not accepted, in the order of the file",
        {200: paging.page_schema(FAULTY_LINE)},
        query=paging.QUERY,
        refusals=(404, 410),
    )
    def get(self, request: Request, upload: UUID) -> Response:
        place = paging.position(self.query(), int)
        with self.acting() as caller:
            found = selectors.upload(upload, organisation=caller.organisation)
            rows = paging.cut(selectors.faulty_lines(found), place, "row")
            since = selectors.accepted_since(rows)
        return paging.page(
            request, rows, place, key=lambda line: [line.row], show=lambda line: faulty_json(line, since)
        )


class FaultsWorkbook(HubView):
    permissions = {"GET": permissions.NOTICES_READ}
    renderer_classes = (JSONRenderer, AsWorkbook)

    @operation(
        "uploads.faults_workbook",
        "Fetch the notices that are not accepted as a workbook to correct",
        {200: _FILE},
        answer_types=(XLSX,),
        refusals=(404, 410),
    )
    def get(self, request: Request, upload: UUID) -> HttpResponseBase:
        """The columns of the file and one that says what is wrong. Corrected, it can be uploaded as it is."""
        with self.acting() as caller:
            found = selectors.upload(upload, organisation=caller.organisation)
            file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
            corrections.write(file, found, corrections.lines_of(found))
        file.seek(0)
        return FileResponse(file, content_type=XLSX)


class Receipts(HubView):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation(
        "uploads.receipts",
        "List the notices that were published from an upload",
        {200: paging.page_schema(RECEIPT)},
        query=paging.QUERY,
        refusals=(404,),
    )
    def get(self, request: Request, upload: UUID) -> Response:
        place = paging.position(self.query(), int)
        with self.acting() as caller:
            found = selectors.upload(upload, organisation=caller.organisation)
            after = place.after[0] if place.after else 0
            rows = selectors.receipts(found, after=min(after, 2**31 - 1), limit=place.limit + 1)
        return paging.page(request, rows, place, key=lambda row: [row[0]], show=_receipt_json)


class Template(HubView):
    permissions = {"GET": permissions.NOTICES_READ}
    renderer_classes = (JSONRenderer, AsWorkbook, AsTable)

    @operation(
        "uploads.template",
        "Fetch a table to fill in",
        {200: _FILE},
        query={"form": one_of("xlsx", "csv", default="xlsx")},
        path={"type": _TYPE},
        answer_types=(XLSX, CSV),
        refusals=(404,),
    )
    def get(self, request: Request, type: str) -> HttpResponse:  # noqa: A002 - the address calls it so
        """One row is one goods item; all rows with the same reference are one notice."""
        _check_type(type, kind=self.caller.kind)
        form = self.query()["form"]
        with self.acting():
            data = templates.as_csv(type) if form == "csv" else templates.as_workbook(type)
        return HttpResponse(data, content_type=f"{CSV}; charset=utf-8" if form == "csv" else XLSX)


class TemplateColumns(HubView):
    permissions = {"GET": permissions.NOTICES_READ}

    @operation(
        "uploads.columns",
        "List the columns that a table of a type may have",
        {200: obj({"columns": array(COLUMN)})},
        path={"type": _TYPE},
        refusals=(404,),
    )
    def get(self, request: Request, type: str) -> Response:  # noqa: A002 - the address calls it so
        _check_type(type, kind=self.caller.kind)
        shown = [
            {
                "path": one.path,
                "name": one.name,
                "required": one.required,
                "usual": one.usual,
                "hint": one.hint,
            }
            for one in columns.columns_of(type)
        ]
        return Response({"columns": shown})


def _check_type(type_id: str, *, kind: str) -> None:
    if type_id not in dict(columns.types_in_tables(kind=kind)):
        raise NotFound("unknown-type", "There is no table for notices of this type that you publish.")


def _receipt_json(receipt: tuple[int, str, str, bool]) -> dict[str, Any]:
    row, reference, number, repeated = receipt
    return {
        "row": row,
        "reference": reference,
        "notice": number,
        "verdict": "repeated" if repeated else "accepted",
    }
