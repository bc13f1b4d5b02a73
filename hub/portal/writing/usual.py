"""What people normally fill in: shown at once, while the rest of a type is a click away.

It only orders the form. What must be there, the schema says; what may be there, all of it, can be added.
"""

from typing import Any

from hub.portal.writing.plan import LIST, OBJECT, Plan

# Elements that stand open wherever their group does, by the last step of their pattern.
_OPEN = frozenset(
    {
        "acknowledge_by",
        "action_wanted",
        "amount",
        "city",
        "code",
        "conveyance_reference",
        "count",
        "country",
        "currency",
        "description",
        "destination_country",
        "dispatch_country",
        "due_at",
        "email",
        "estimated_arrival",
        "estimated_departure",
        "expires_at",
        "gross_mass",
        "headline",
        "hs_code",
        "identifier",
        "imo",
        "instructions",
        "ioss_number",
        "marks",
        "mode",
        "name",
        "nature_of_transaction",
        "number",
        "origin_country",
        "phone",
        "postcode",
        "quantity",
        "remarks",
        "severity",
        "street",
        "summary",
        "text",
        "tracking_number",
        "type",
        "unit",
        "unlocode",
        "url",
    }
)
# These do so for the whole notice only, not for each of its goods items.
_OF_THE_WHOLE = frozenset({"ucr", "lrn"})
# Groups and lists that a new document of the type begins with, beside those that it must have.
_BEGUN: dict[str, str] = {
    "advance_cargo": "house_document consignor consignee carrier loading_place discharge_place entry_office"
    " equipment totals",
    "ecommerce_parcel": "seller platform",
    "transport_event": "place equipment transport",
    "answer": "statements",
    "information_request": "questions",
    "screening_request": "recommended_methods",
    "risk_alert": "items",
    "advisory": "items",
}
# The same of a new row of goods, and of parties: a party is known by where it is too.
_OF_A_ROW = frozenset({"value", "packages"})
_OF_A_PARTY = frozenset({"consignor", "consignee"})
_ADDRESS = "address"


def is_open(leaf: Plan) -> bool:
    """Whether an element stands open in its group."""
    if leaf.is_own_number:
        return False
    if leaf.step in _OF_THE_WHOLE:
        return leaf.pattern == f"/{leaf.step}"
    return leaf.required or leaf.step in _OPEN


def begun(type_id: str, plan: Plan) -> dict[str, Any]:
    """A new document of the type: the groups that it must have and those that it mostly has, all empty."""
    usual = frozenset(_BEGUN.get(type_id, "").split())
    return {
        one.step: new(one) for one in plan.below if not one.is_leaf and (one.required or one.step in usual)
    }


def new(plan: Plan) -> Any:
    """An empty group, or a list with one empty row."""
    if plan.kind == LIST:
        return ["" if plan.row.is_leaf else new(plan.row)]
    opened = {one.step for one in plan.below if not one.is_leaf and (one.required or _belongs(plan, one))}
    return {one.step: new(one) for one in plan.below if one.step in opened}


def _belongs(plan: Plan, below: Plan) -> bool:
    if below.step in _OF_A_ROW:
        return plan.pattern == "/items/*"
    return below.step == _ADDRESS and below.kind == OBJECT and plan.step in _OF_A_PARTY
