"""The shapes of uploads in requests and answers."""

from collections.abc import Mapping
from typing import Any

from accounts import sentences
from exchange.intake.models import FaultyLine, Upload
from exchange.intake.readers import said
from exchange.intake.selectors import Counts
from hub.api.v1.shapes import MOMENT, UUID_TEXT, Named, array, integer, nullable, obj, one_of, text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
# What is in a body is told by its bytes; that it is a file of some kind, by its type.
BODY_TYPES = (
    CSV,
    XLSX,
    "application/json",
    "application/x-ndjson",
    "application/xml",
    "text/xml",
    "application/octet-stream",
)
_COUNTS = ("lines", "checked", "good", "faulty", "repeated", "done", "share", "accepted", "refused")
COUNTS = obj(
    {
        **{name: integer() for name in _COUNTS},
        "mended": integer(
            description="Of those left out when the rest was published: accepted since, under the same references."
        ),
    }
)
MAPPING = {
    "type": "object",
    "additionalProperties": integer(0, 499),
    "description": "Element path, or reference, to the position of the column, from 0.",
}
CONSTANTS = {
    "type": "object",
    "additionalProperties": text(most=500),
    "description": "Element path to what every row says of it, for elements that no column holds.",
}
READING = {
    "encoding": one_of(*said.ENCODINGS),
    "delimiter": one_of(*said.DELIMITERS),
    "decimal": one_of(*said.DECIMALS),
    "sheet": text(most=200, description="The name of a visible sheet of the workbook."),
}
READ_AS = obj(
    {},
    encoding=text(most=40),
    delimiter=one_of(*said.DELIMITERS),
    decimal=one_of(*said.DECIMALS),
    sheet=text(),
    sheets=array(text(), most=50),
)
REMARK = obj({"code": text(most=60), "message": text(most=2000), "count": integer()}, row=integer())
UPLOAD = Named(
    "Upload",
    obj(
        {
            "id": UUID_TEXT,
            "name": text(most=255),
            "kind": one_of(*Upload.Kind.values),
            "type": text(most=40),
            "zone": text(most=64),
            "size": integer(0, 2**40),
            "digest": text(most=64),
            "state": one_of(*Upload.State.values),
            "mode": {"type": "string", "enum": ["", *Upload.Mode.values]},
            "received_at": MOMENT,
            "moved_at": MOMENT,
            "header": array(text(least=0), most=500),
            "columns": MAPPING,
            "constants": CONSTANTS,
            "read_as": READ_AS,
            "counts": COUNTS,
            "remarks": array(REMARK),
            "fault": {"type": ["object", "null"], "description": "Code and message of what it ended for."},
            "removed_at": nullable(MOMENT),
            "settled_at": nullable(MOMENT),
        }
    ),
)
FAULT = obj(
    {
        "row": integer(1),
        "column": {"type": ["integer", "null"], "description": "Position of the column, from 0."},
        "element": text(most=1000, least=0),
        "code": text(most=60),
        "message": text(most=4000),
    }
)
FAULTY_LINE = Named(
    "FaultyLine",
    obj(
        {
            "row": integer(1),
            "reference": {"type": "string"},
            "when_publishing": {"type": "boolean"},
            "faults": array(FAULT, most=10_000),
            "rows": {"type": "array", "description": "Number and cells of each row, as they were read."},
            "accepted_since": {
                "type": ["string", "null"],
                "description": "The notice that has been accepted since under this reference, by its number.",
            },
        }
    ),
)
RECEIPT = obj(
    {
        "row": integer(1),
        "reference": {"type": "string"},
        "notice": text(most=24),
        "verdict": one_of("accepted", "repeated"),
    }
)
NEED = obj(
    {
        "name": text(),
        "any_of": array(text(most=400), description="Element paths, of which one column is enough."),
    }
)
COLUMN = obj(
    {
        "path": text(most=400),
        "name": text(),
        "required": {"type": "boolean"},
        "usual": {"type": "boolean", "description": "Whether it stands in the template."},
        "hint": {"type": "string"},
    }
)


def upload_json(upload: Upload, counts: Counts) -> dict[str, Any]:
    """An upload as the API tells of it."""
    return {
        "id": upload.id,
        "name": upload.name,
        "kind": upload.kind,
        "type": upload.type,
        "zone": upload.zone,
        "size": upload.size,
        "digest": bytes(upload.digest).hex(),
        "state": upload.state,
        "mode": upload.mode,
        "received_at": upload.received_at.isoformat(),
        "moved_at": upload.moved_at.isoformat(),
        "header": upload.header,
        "columns": upload.mapping,
        "constants": upload.constants,
        "read_as": _read_as(upload),
        "counts": counts.as_json(),
        "remarks": [sentences.for_programs(one) for one in upload.remarks],
        "fault": upload.fault and sentences.for_programs(upload.fault),
        "removed_at": upload.removed_at and upload.removed_at.isoformat(),
        "settled_at": upload.settled_at and upload.settled_at.isoformat(),
    }


def _read_as(upload: Upload) -> dict[str, Any]:
    if not upload.read_as:
        return {}
    return {**upload.read_as, "decimal": said.COMMA if upload.decimal_comma else said.POINT}


def faulty_json(line: FaultyLine, since: Mapping[int, str]) -> dict[str, Any]:
    """A notice that was not accepted, as the API tells of it. ``since``: numbers of accepted ones by their rows."""
    return {
        "row": line.row,
        "reference": line.reference,
        "when_publishing": line.when_publishing,
        "faults": [sentences.for_programs(one) for one in line.faults],
        "rows": line.rows,
        "accepted_since": since.get(line.row),
    }
