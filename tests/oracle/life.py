"""The life of an agreement, read from its events: in force, suspended, ended; acceded, left, excluded;
parties.

`agreement` is the entry of the document, `terms` one of its versions.
"""

from datetime import datetime
from typing import Any

from tests.oracle.facts import Doc, keeper, kind_of, moment, within

Agreement = dict[str, Any]
Terms = dict[str, Any]


def events(agreement: Agreement, *names: str) -> list[dict[str, Any]]:
    """The events of these names in the order of their times (of equal times, as listed)."""
    chosen = [event for event in agreement["events"] if event["event"] in names]
    return sorted(chosen, key=lambda event: moment(event["at"]))


def named(terms: Terms) -> list[str]:
    """Organisations named as provider or recipient."""
    return [*terms["providers"]["organisations"], *terms["recipients"]["organisations"]]


def signatories(doc: Doc, terms: Terms) -> list[str]:
    """'Every organisation named as provider or recipient; for a group, its keeper.'"""
    groups = [*terms["providers"]["groups"], *terms["recipients"]["groups"]]
    return [*named(terms), *(keeper(doc, group) for group in groups)]


def terminated_at(agreement: Agreement) -> datetime | None:
    """When the agreement was terminated, in all its versions."""
    for event in events(agreement, "terminated"):
        return moment(event["at"])
    return None


def comes_into_force(doc: Doc, agreement: Agreement, terms: Terms) -> datetime | None:
    """'Every signatory has signed this very version, effective_from <= t': the first such moment, if any."""
    if not signatories(doc, terms):
        return None
    start = max(moment(terms["effective_from"]), moment(terms["proposed_at"]))
    signatures = [event for event in events(agreement, "signed") if event["version"] == terms["version"]]
    for signatory in signatories(doc, terms):
        signed = [moment(event["at"]) for event in signatures if event["by"] == signatory]
        if not signed:
            return None
        start = max(start, signed[0])
    if terms["effective_until"] is not None and start >= moment(terms["effective_until"]):
        return None
    ended = terminated_at(agreement)
    if ended is not None and start >= ended:
        return None
    return start


def is_superseded(doc: Doc, agreement: Agreement, terms: Terms, t: datetime) -> bool:
    """'A version is superseded when its successor comes into force.'"""
    for other in agreement["versions"]:
        if other["version"] > terms["version"]:
            start = comes_into_force(doc, agreement, other)
            if start is not None and start <= t:
                return True
    return False


def is_in_force_but_for_suspension(doc: Doc, agreement: Agreement, terms: Terms, t: datetime) -> bool:
    """Rule 1 without its word on suspension."""
    start = comes_into_force(doc, agreement, terms)
    if start is None or t < start:
        return False
    if terms["effective_until"] is not None and t >= moment(terms["effective_until"]):
        return False
    ended = terminated_at(agreement)
    if ended is not None and t >= ended:
        return False
    return not is_superseded(doc, agreement, terms, t)


def is_suspended(agreement: Agreement, t: datetime) -> bool:
    """Of the agreement in all its versions: suspended and not yet resumed."""
    suspended = False
    for event in events(agreement, "suspended", "resumed"):
        if moment(event["at"]) <= t:
            suspended = event["event"] == "suspended"
    return suspended


def is_closed_for_good(doc: Doc, agreement: Agreement, terms: Terms, t: datetime) -> bool:
    """'Suspended and then ended stays closed': no resumption opens it again."""
    return any(end <= t and is_suspended(agreement, end) for end in _ends(doc, agreement, terms))


def _ends(doc: Doc, agreement: Agreement, terms: Terms) -> list[datetime]:
    """When the agreement ended after this version began: terminated; or this one or a later one expired."""
    ended = terminated_at(agreement)
    found = [] if ended is None else [ended]
    for other in agreement["versions"]:
        if other["version"] < terms["version"] or other["effective_until"] is None:
            continue
        expired = moment(other["effective_until"])
        began = comes_into_force(doc, agreement, other)
        if began is not None and not is_superseded(doc, agreement, other, expired):
            found.append(expired)
    return found


def has_left(agreement: Agreement, terms: Terms, identifier: str, t: datetime) -> bool:
    """'A named organisation ... that leaves is a party no more': for good, of this version."""
    for event in events(agreement, "left"):
        if event["by"] == identifier and event["version"] == terms["version"] and moment(event["at"]) <= t:
            return True
    return False


def accession(agreement: Agreement, terms: Terms, identifier: str, t: datetime) -> datetime | None:
    """Since when the organisation's accession to this version stands at t. Leaving ends it."""
    since = None
    for event in events(agreement, "acceded", "left"):
        if event["by"] != identifier or event["version"] != terms["version"] or moment(event["at"]) > t:
            continue
        if event["event"] == "left":
            since = None
        elif since is None:
            since = moment(event["at"])
    return since


def is_party(doc: Doc, agreement: Agreement, terms: Terms, identifier: str, t: datetime) -> bool:
    """Signatories, and those whose accession stands. 'A named organisation ... that leaves is a party no
    more', be it the keeper of a group too."""
    if identifier in named(terms) and has_left(agreement, terms, identifier, t):
        return accession(agreement, terms, identifier, t) is not None
    if identifier in signatories(doc, terms):
        return True
    return accession(agreement, terms, identifier, t) is not None


def is_excluded(agreement: Agreement, provider: str, recipient: str, t: datetime) -> bool:
    """'A provider may exclude a recipient from its own data at any time, at once': in all versions."""
    excluded = False
    for event in events(agreement, "excluded", "readmitted"):
        if event["by"] == provider and event["recipient"] == recipient and moment(event["at"]) <= t:
            excluded = event["event"] == "excluded"
    return excluded


def has_standing(
    doc: Doc, agreement: Agreement, terms: Terms, trader: str, *, held: datetime, asked: datetime
) -> bool:
    """The standing that this version needs, held at one moment, judged among the parties of another.

    'It counts when its granting authority is a party of the agreement; when a party merely recognises it,
    only if the agreement says so; when no authority is a party, whoever granted it.'
    """
    authorities = [
        candidate["id"]
        for candidate in doc["organisations"]
        if candidate["kind"] == "authority" and is_party(doc, agreement, terms, candidate["id"], asked)
    ]
    for listing in doc["standing"]:
        if listing["holder"] != trader or listing["kind"] not in terms["standing"]:
            continue
        if not within(listing["periods"], held):
            continue
        if not authorities or listing["granted_by"] in authorities:
            return True
        for recognition in listing.get("recognised", []) if terms["recognised"] else []:
            if recognition["by"] in authorities and within(recognition["periods"], held):
                return True
    return False


def needs_standing(doc: Doc, identifier: str) -> bool:
    """Standing is asked of traders alone."""
    return kind_of(doc, identifier) == "trader"
