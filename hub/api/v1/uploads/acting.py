"""Uploading over the API: take a file in, say what its columns are, confirm, cancel."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import permissions
from exchange import uploading
from exchange.intake import mapping, selectors
from exchange.intake import services as intake
from exchange.intake.models import Upload
from exchange.intake.readers import said
from exchange.uploading import Chosen, Wanted
from hub.api.v1 import paging, parsing
from hub.api.v1.base import HubView
from hub.api.v1.operations import Link, operation
from hub.api.v1.shapes import array, file, obj, one_of, text
from hub.api.v1.uploads.shapes import BODY_TYPES, CONSTANTS, MAPPING, NEED, READING, UPLOAD, upload_json

_HERE = (Link("uploads.read", {"upload": "/id"}),)


class Uploads(HubView):
    permissions = {"GET": permissions.NOTICES_READ, "POST": permissions.NOTICES_PUBLISH}
    limits = {"POST": "bulk"}

    @operation(
        "uploads.receive",
        "Upload a file to be checked",
        {201: UPLOAD, 200: UPLOAD},
        body=file("A table (CSV, XLSX), notices (JSON, NDJSON) or a declaration (XML)."),
        body_types=BODY_TYPES,
        query={
            "name": text(most=255, default="upload.csv", description="The file's name."),
            "type": text(most=40, default="advance_cargo", description="The type of the notices in a table."),
            "zone": text(most=64, default="UTC", description="Of times in the file without an offset."),
            **READING,
        },
        example="Reference,Declarant: EORI or tax number,Mode of transport,Goods description\n"
        "LRN-1,NL854120099,1,Cotton bed linen\n",
        refusals=(403, 404, 413, 415, 422),
        links=_HERE,
    )
    def post(self, request: Request) -> Response:
        """Nothing is published before it is confirmed. What the file is, its bytes say. The same file again is the
        upload that it made before (200). Ask its state until it is checked, or wants its columns. Encoding, delimiter,
        decimal sign and sheet of a table are guessed where they are not said."""
        query = self.query()
        parsing.require_media_type(request, *BODY_TYPES)
        wanted = Wanted(
            name=query["name"], type=query["type"], zone=query["zone"], reading=said.checked(query)
        )
        with self.acting() as caller:
            pieces = parsing.read_pieces(request, limit=intake.MOST_BYTES)
            upload, new = uploading.receive(pieces, wanted=wanted, by=caller)
            shown = upload_json(upload, selectors.counts(upload))
        return Response(shown, status=201 if new else 200)

    @operation(
        "uploads.list",
        "List one's uploads, the newest first",
        {200: paging.page_schema(UPLOAD)},
        query={**paging.QUERY, "state": one_of(*Upload.State.values)},
    )
    def get(self, request: Request) -> Response:
        query = self.query()
        place = paging.position(query, UUID)
        filters = {"state": query["state"]} if "state" in query else {}
        with self.acting() as caller:
            own = selectors.uploads(organisation=caller.organisation).filter(**filters)
            rows = paging.cut(own, place, "id", descending=True)
            counts = selectors.every_count(rows)
        return paging.page(
            request, rows, place, key=lambda row: [row.id], show=lambda row: upload_json(row, counts[row.id])
        )


class Columns(HubView):
    permissions = {"GET": permissions.NOTICES_READ, "PUT": permissions.NOTICES_PUBLISH}

    @operation(
        "uploads.suggest_columns",
        "Read which column of a table is probably which element",
        {200: obj({"header": array(text(least=0), most=500), "suggested": MAPPING, "missing": array(NEED)})},
        refusals=(404,),
    )
    def get(self, request: Request, upload: UUID) -> Response:
        """The columns that were chosen, else those suggested by name; and what every notice needs beyond them."""
        with self.acting() as caller:
            found = selectors.upload(upload, organisation=caller.organisation)
        chosen = found.mapping or mapping.suggested(found.header, type_id=found.type)
        missing = [
            {"name": need.name, "any_of": list(need.any_of)}
            for need in mapping.missing([*chosen, *found.constants], type_id=found.type)
        ]
        return Response({"header": found.header, "suggested": chosen, "missing": missing})

    @operation(
        "uploads.map_columns",
        "Say which column of a table is which element",
        {200: UPLOAD},
        body=obj({"columns": MAPPING}, constants=CONSTANTS, decimal=READING["decimal"]),
        example={
            "columns": {"reference": 0, "/items/*/description": 1},
            "constants": {"/declarant/identifier": "NL854120099", "/transport/mode": "1"},
        },
        refusals=(404, 409, 422),
    )
    def put(self, request: Request, upload: UUID) -> Response:
        """Remembered for files with the same header; the file is checked by it, again if it was checked before."""
        form = self.form()
        with self.acting() as caller:
            chosen = Chosen(form["columns"], form.get("constants", {}), form.get("decimal", ""))
            held = uploading.map_columns(upload=upload, chosen=chosen, by=caller)
            shown = upload_json(held, selectors.counts(held))
        return Response(shown)


class Reading(HubView):
    permissions = {"PUT": permissions.NOTICES_PUBLISH}

    @operation(
        "uploads.read_anew",
        "Have a table read in another way than it was",
        {200: UPLOAD},
        body=obj({}, **READING),
        example={"encoding": "windows-1250", "delimiter": "semicolon"},
        refusals=(404, 409, 410, 422),
    )
    def put(self, request: Request, upload: UUID) -> Response:
        """What is not said is guessed. Its columns are asked for again where its header is not known."""
        form = self.form()
        with self.acting() as caller:
            held = uploading.read_anew(upload=upload, reading=said.checked(form), by=caller)
            shown = upload_json(held, selectors.counts(held))
        return Response(shown)


class Confirmation(HubView):
    permissions = {"POST": permissions.NOTICES_PUBLISH}

    @operation(
        "uploads.confirm",
        "Have the checked notices of an upload published",
        {200: UPLOAD},
        body=obj({"mode": one_of(*Upload.Mode.values)}),
        example={"mode": "good"},
        refusals=(403, 404, 409, 422),
    )
    def post(self, request: Request, upload: UUID) -> Response:
        """``all`` is refused while there are faults; then all notices become visible together, or, should one be
        refused after all, none. ``good`` leaves out what has faults. It goes on without the caller; ask the state.
        Confirming again changes nothing."""
        form = self.form()
        with self.acting() as caller:
            held = uploading.confirm(upload=upload, mode=form["mode"], by=caller)
            shown = upload_json(held, selectors.counts(held))
        return Response(shown)


class Settlement(HubView):
    permissions = {"POST": permissions.NOTICES_PUBLISH}

    @operation(
        "uploads.settle",
        "Note that what was left out of an upload is dealt with",
        {200: UPLOAD},
        refusals=(404, 409),
    )
    def post(self, request: Request, upload: UUID) -> Response:
        """The faulty notices were corrected in another upload, or are not wanted. Nothing is published by it."""
        with self.acting() as caller:
            held = uploading.settle(upload=upload, by=caller)
            shown = upload_json(held, selectors.counts(held))
        return Response(shown)


class Cancellation(HubView):
    permissions = {"POST": permissions.NOTICES_PUBLISH}

    @operation("uploads.cancel", "Stop an upload", {200: UPLOAD}, refusals=(404, 409))
    def post(self, request: Request, upload: UUID) -> Response:
        """What has been published stays; the rest is not published. Of all or nothing, nothing has been."""
        with self.acting() as caller:
            held = uploading.cancel(upload=upload, by=caller)
            shown = upload_json(held, selectors.counts(held))
        return Response(shown)
