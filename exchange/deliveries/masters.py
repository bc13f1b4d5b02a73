"""What notices say of the houses under a master document, as it is written down to be found by.

A master filing names who files the houses: each is due. A filing under the same master document, by the party that
declares it or publishes it, is one that has come. Numbers of documents recur: where both state the date of issue,
it must be the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from accounts.organisations import selectors as organisations
from exchange.catalogue import types
from exchange.deliveries.asking import Opened
from exchange.routing.projection import PLAIN

# The kinds of term; what stands behind is ``document|identifier|date``, the last two as ``parts`` takes them apart.
DUE, FILED = "house_due", "house_filed"
# Beside each that is due, without its date: by what a filing finds who named its party, whichever date it states.
NAMED = "house_named"
# One term for whatever names somebody, so that a list begins there.
NAMES_SOMEBODY = "houses:NAMED"
# Stands for the date where a filing states none: it may be of any.
ANY_DATE = "?"
_NUMBER, _ISSUED = "/master_document/number", "/master_document/issue_date"
_NAMED = "/supplementary_declarants/*/identifier"
_NAMED_ROOT = "/supplementary_declarants/"
_FILERS = ("/declarant/identifier", "/representative/identifier")
_EORI = "eori"


def terms(opened: Sequence[Opened], *, at: datetime) -> dict[UUID, set[str]]:
    """Of these deliveries, opened just now: the terms of what they say plainly, by delivery."""
    said = [(one.delivery, found) for one in opened if (found := _said(one)).get(_NUMBER)]
    if not said:
        return {}
    held = organisations.identifiers_of({delivery.publisher_id for delivery, _ in said}, at=at)
    numbers = {
        publisher: [one.value for one in given if one.scheme == _EORI] for publisher, given in held.items()
    }
    return {delivery.id: _terms(found, numbers.get(delivery.publisher_id, ())) for delivery, found in said}


def parts(rest: str) -> tuple[str, str]:
    """The master document and the party of what stands behind a kind."""
    document, filer, _date = rest.rsplit("|", 2)
    return document, filer


def rest(document: str, filer: str, issued: str) -> str:
    """What stands behind the kind of a house that is due."""
    return "|".join(one.strip().upper() for one in (document, filer, issued))


def filings(rest: str) -> tuple[str, str]:
    """The terms of a filing of the house that is due there: with its date, or with none stated."""
    return f"{FILED}:{rest}", f"{FILED}:{rest.rpartition('|')[0]}|{ANY_DATE}"


def named_back(terms: Iterable[str]) -> set[str]:
    """The terms of who named a party that has filed: what they find, once these terms of filings are known."""
    filed = f"{FILED}:"
    return {f"{NAMED}:{one.removeprefix(filed).rpartition('|')[0]}" for one in terms if one.startswith(filed)}


def _said(one: Opened) -> Mapping[str, str]:
    """The plain elements that matter here, by place; none of a type that names nobody."""
    if _NAMED not in types.get(one.delivery.type).leaves:
        return {}
    return {
        found.path: found.value
        for found in one.elements
        if found.form == PLAIN
        and isinstance(found.value, str)
        and (found.path in (_NUMBER, _ISSUED, *_FILERS) or found.path.startswith(_NAMED_ROOT))
    }


def _terms(said: Mapping[str, str], of_publisher: Iterable[str]) -> set[str]:
    document, issued = said[_NUMBER], said.get(_ISSUED, "")
    due = {
        value for path, value in said.items() if path.startswith(_NAMED_ROOT) and path.endswith("/identifier")
    }
    filers = {said[path] for path in _FILERS if path in said} | set(of_publisher)
    found = {f"{DUE}:{rest(document, one, issued)}" for one in due}
    found |= {f"{NAMED}:{rest(document, one, '').removesuffix('|')}" for one in due}
    for one in filers:
        found |= {f"{FILED}:{rest(document, one, date)}" for date in ("", issued or ANY_DATE)}
    return found | ({NAMES_SOMEBODY} if due else set())
