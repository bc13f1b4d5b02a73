"""'A subscription says what R wants of what it may receive'; it opens nothing."""

from typing import Any

from tests.oracle.content import matches, split
from tests.oracle.facts import Doc, moment
from tests.oracle.view import Shown


def wants(
    doc: Doc,
    recipient: str,
    purpose: str,
    notice: dict[str, Any],
    version: dict[str, Any],
    shown: dict[str, Shown],
) -> bool:
    """Whether a subscription of R asks for the version. 'Every organisation begins with one that always
    was.'"""
    own = [subscription for subscription in doc["subscriptions"] if subscription["organisation"] == recipient]
    if not own:
        return True
    accepted_at = moment(version["accepted_at"])
    for subscription in own:
        if subscription["purpose"] not in (None, purpose):
            continue
        if subscription["types"] and notice["type"] not in subscription["types"]:
            continue
        if subscription["created"] is not None and moment(subscription["created"]) > accepted_at:
            continue
        if subscription["ended"] is not None and moment(subscription["ended"]) <= accepted_at:
            continue
        if all(_passes(wanted, shown) for wanted in subscription["filter"]):
            return True
    return False


def _passes(wanted: dict[str, Any], shown: dict[str, Shown]) -> bool:
    """'A filter over elements that R sees, never over hidden ones. A masked element satisfies no filter.'"""
    for path, one in shown.items():
        segments = tuple(int(part) if part.isdigit() else part for part in split(path))
        if one.form != "plain" or not matches(split(wanted["path"]), segments):
            continue
        if any(type(one.value) is type(wish) and one.value == wish for wish in wanted["any_of"]):
            return True
    return False
