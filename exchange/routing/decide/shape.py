"""The shape of a decision document as JSON Schema 2020-12; docs/decide.md says what it means."""

from typing import Any

from exchange.agreements import conditions

Schema = dict[str, Any]

PURPOSES = (
    "safety_and_security",
    "revenue",
    "ipr_enforcement",
    "statistics",
    "facilitation",
    "pilot_evaluation",
)
FORMS = ("plain", "truncated", "country_only", "hashed", "hidden")


def _one_of(*values: str) -> Schema:
    return {"enum": list(values)}


def _list(items: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": items, "minItems": least}


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "properties": (optional or {}) | required,
        "required": list(required),
        "additionalProperties": False,
    }


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


_ID: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
_TIME: Schema = {
    "type": "string",
    "pattern": r"^(19|2\d)\d\d-\d\d-\d\dT\d\d:\d\d:[0-5]\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$",
    "format": "date-time",
}
_PERIODS = _list(
    {"type": "array", "prefixItems": [_TIME, _or_null(_TIME)], "minItems": 2, "maxItems": 2, "items": False}
)
_STANDING = _one_of("accredited", "enrolled")
_KIND = _one_of("trader", "authority", "rights_holder", "association", "operator")
_COUNTRY: Schema = {"type": "string", "pattern": "^[A-Z]{2}$"}
_REGION = _one_of("AMS", "AP", "ESA", "EUR", "MENA", "WCA")
_COUNT: Schema = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
_DAYS: Schema = {"type": "integer", "minimum": 0, "maximum": 36_500}
_SCALAR: Schema = {"type": ["string", "integer", "boolean", "null"]}
_PATH: Schema = {
    "type": "string",
    "pattern": r"^(/([^/~]|~[01])+)*$",
    "not": {"pattern": r"/([0-9]+|-)(/|$)"},
}
_NAMED = _object({}, {"organisations": _list(_ID), "groups": _list(_ID)})
_PAIR: Schema = {
    "type": "array",
    "prefixItems": [_COUNT, _COUNT],
    "minItems": 2,
    "maxItems": 2,
    "items": False,
}

_ORGANISATION = _object(
    {"id": _ID, "kind": _KIND, "country": _COUNTRY, "region": _REGION, "active": _PERIODS}
)
_GRANT = _object(
    {"holder": _ID, "granted_by": _ID, "kind": _STANDING, "periods": _PERIODS},
    {"recognised": _list(_object({"by": _ID, "periods": _PERIODS}))},
)
_RULE = _object(
    {},
    {
        "kind": _or_null(_KIND),
        "country": _or_null(_COUNTRY),
        "region": _or_null(_REGION),
        "standing": _or_null(_object({}, {"kind": _or_null(_STANDING), "granted_by": _or_null(_ID)})),
    },
)
_GROUP = _object(
    {"id": _ID, "keeper": _ID},
    {"members": _list(_object({"organisation": _ID, "periods": _PERIODS})), "rule": _or_null(_RULE)},
)
_VERSION = _object(
    {
        "version": _COUNT,
        "purpose": _one_of(*PURPOSES),
        "providers": _NAMED,
        "recipients": _NAMED,
        "types": _list(_ID, 1),
        "scope": _list(_object({"path": _PATH, "form": _one_of(*FORMS)})),
        "retention": _object({"days": _DAYS, "from": _one_of("receipt", "cancellation")}),
        "proposed_at": _or_null(_TIME),
        "effective_from": _TIME,
    },
    {
        "conditions": conditions.SCHEMA,
        "items": _one_of("whole", "matching"),
        "standing": _list(_STANDING, 1),
        "recognised": {"type": "boolean"},
        "objection_days": _DAYS,
        "follow_up": {"type": ["boolean", "null"]},
        "back_fill_from": _or_null(_TIME),
        "receipts_opened": {"type": "boolean"},
        "effective_until": _or_null(_TIME),
    },
)


def _event(names: tuple[str, ...], **more: Schema) -> Schema:
    needless = {"version": _or_null(_COUNT), "recipient": _or_null(_ID)}
    return _object({"at": _TIME, "event": _one_of(*names), "by": _ID, **more}, needless)


_OF_A_VERSION = ("signed", "acceded", "left")
_OF_A_RECIPIENT = ("excluded", "readmitted")
_EVENT: Schema = {
    "if": {"properties": {"event": _one_of(*_OF_A_VERSION)}},
    "then": _event(_OF_A_VERSION, version=_COUNT),
    "else": {
        "if": {"properties": {"event": _one_of(*_OF_A_RECIPIENT)}},
        "then": _event(_OF_A_RECIPIENT, recipient=_ID),
        "else": _event(("suspended", "resumed", "terminated")),
    },
}
_NOTICE_VERSION = _object(
    {"version": _COUNT, "kind": _one_of("original", "amendment", "cancellation"), "accepted_at": _TIME},
    {"content": {"type": ["object", "null"]}},
)
_DELIVERY = _object(
    {
        "notice": _ID,
        "version": _COUNT,
        "recipient": _ID,
        "purpose": _one_of(*PURPOSES),
        "agreements": _list(_PAIR, 1),
        "first_left": _or_null(_TIME),
    },
    {"kind": _one_of("content", "follow_up", "withdrawal", "cancellation")},
)
_SUBSCRIPTION = _object(
    {"organisation": _ID},
    {
        "purpose": _or_null(_one_of(*PURPOSES)),
        "created": _or_null(_TIME),
        "ended": _or_null(_TIME),
        "types": _list(_ID),
        "filter": _list(_object({"path": _PATH, "any_of": _list(_SCALAR, 1)})),
    },
)
_ASKED: Schema = {"at": _TIME, "notice": _ID, "version": _COUNT}
_MOMENT: Schema = {
    "if": {"properties": {"question": {"const": "explain"}}},
    "then": _object({**_ASKED, "question": {"const": "explain"}, "organisation": _ID}),
    "else": _object({**_ASKED, "question": _one_of("route", "may_send", "may_read")}, {"organisation": {}}),
}

SCHEMA: Schema = _object(
    {
        "format": {"const": "hub-decide/1"},
        "organisations": _list(_ORGANISATION),
        "agreements": _list(
            _object({"number": _COUNT, "versions": _list(_VERSION, 1)}, {"events": _list(_EVENT)})
        ),
        "notices": _list(
            _object({"id": _ID, "publisher": _ID, "type": _ID, "versions": _list(_NOTICE_VERSION, 1)})
        ),
        "moments": _list(_MOMENT),
    },
    {
        "standing": _list(_GRANT),
        "groups": _list(_GROUP),
        "subscriptions": _list(_SUBSCRIPTION),
        "deliveries": _list(_DELIVERY),
        "cases": _list(_object({"notice": _ID, "organisation": _ID, "open": _PERIODS})),
    },
)
