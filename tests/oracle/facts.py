"""What held at a moment: membership, standing periods, groups. Everything is looked up anew from the
document."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

Doc = dict[str, Any]


@cache
def moment(text: str) -> datetime:
    """A time with offset as an instant in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def within(periods: list[list[str | None]], t: datetime) -> bool:
    """Half-open periods: the first instant counts, the last one does not."""
    return any(moment(start) <= t and (end is None or t < moment(end)) for start, end in periods)


def organisation(doc: Doc, identifier: str) -> dict[str, Any]:
    """The organisation of that id."""
    for candidate in doc["organisations"]:
        if candidate["id"] == identifier:
            return candidate
    raise LookupError(identifier)


def kind_of(doc: Doc, identifier: str) -> str:
    """Trader, authority, rights holder, association or operator."""
    return organisation(doc, identifier)["kind"]


def is_active(doc: Doc, identifier: str, t: datetime) -> bool:
    """An active member at t."""
    return within(organisation(doc, identifier)["active"], t)


def is_group_member(doc: Doc, group_id: str, identifier: str, t: datetime) -> bool:
    """'Listed, or by rule (kind, country, region, standing granted by X, combined with *and*).'"""
    for group in doc["groups"]:
        if group["id"] != group_id:
            continue
        if "rule" in group:
            return _meets_group_rule(doc, group["rule"], identifier, t)
        for member in group["members"]:
            if member["organisation"] == identifier and within(member["periods"], t):
                return True
    return False


def _meets_group_rule(doc: Doc, rule: dict[str, Any], identifier: str, t: datetime) -> bool:
    candidate = organisation(doc, identifier)
    for feature in ("kind", "country", "region"):
        if rule.get(feature) is not None and candidate[feature] != rule[feature]:
            return False
    wanted = rule.get("standing")
    if wanted is None:
        return True
    for listing in doc["standing"]:
        if (
            listing["holder"] == identifier
            and listing["kind"] == wanted["kind"]
            and listing["granted_by"] == wanted["granted_by"]
            and within(listing["periods"], t)
        ):
            return True
    return False


def keeper(doc: Doc, group_id: str) -> str:
    """'Whoever creates a group keeps it.'"""
    for group in doc["groups"]:
        if group["id"] == group_id:
            return group["keeper"]
    raise LookupError(group_id)
