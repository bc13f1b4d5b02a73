"""Who sees what: party by notice type by element, under the agreements in force that the reader is a party of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import Promise

from accounts import acting
from accounts.access import permissions
from accounts.callers import Caller
from exchange.agreements.models import AgreementVersion
from exchange.routing import matrix
from exchange.routing import selectors as routing
from exchange.routing.facts import TypeFacts
from exchange.routing.index import Index
from exchange.routing.matrix import Given, View
from exchange.routing.scope import HIDDEN, PLAIN
from hub.portal import layout, names, words
from hub.portal.layout import Outline
from hub.portal.pages import page
from hub.portal.words import Sign

# More columns than these are told of, and chosen from, but not drawn.
MOST_COLUMNS = 8
# A longer number is none of an agreement.
MOST_DIGITS = 9
EVERY, SEEN, MASKED = "every", "seen", "masked"


@dataclass(frozen=True, slots=True)
class Column:
    """One recipient for one purpose. ``chosen``: the one that a narrow screen shows."""

    recipient: UUID
    name: str
    purpose: Promise | str
    versions: tuple[tuple[UUID, int, int], ...]
    conditional: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """The form of an element for one column, and the clauses that decide it: version, agreement, clause.

    ``several``: more than one agreement shows the column something, so that clauses are told by their agreement.
    """

    form: Sign
    masked: bool
    hidden: bool
    clauses: tuple[tuple[UUID, int, str], ...]
    several: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    pattern: str
    cells: tuple[Cell, ...]


@page("administrator/matrix.html", permissions.AGREEMENTS_READ)
def who_sees_what(request: HttpRequest, caller: Caller) -> dict[str, Any]:
    """The matrix of one provider's notices of one type; narrowed by agreement, purpose and recipient."""
    at, index = acting.transaction_time(), routing.current().index
    reader = caller.organisation
    providers = matrix.providers(index, reader, at)
    agreement = _number(request)
    first = None if agreement is None else matrix.first_under(index, reader, agreement, at)
    provider = _among(request, "provider", providers, first=reader if first is None else first[0])
    types = [] if provider is None else matrix.types_of(index, reader, provider, at)
    type_id = request.GET.get("type", "" if first is None else first[1])
    type_id = type_id if type_id in types else next(iter(types), "")
    found = matrix.views(index, reader, provider, index.types[type_id], at) if type_id else []
    called = names.of_organisations([*providers, *(one.recipient for one in found)])
    narrowed = _narrowed(request, found, called)
    recipient = _among(request, "recipient", [one.recipient for one in narrowed], first=None)
    wanted = [one for one in narrowed if not request.GET.get("recipient") or one.recipient == recipient]
    columns = _columns(wanted[:MOST_COLUMNS], called)
    elements, agreements = request.GET.get("elements", SEEN), _titles(found, agreement)
    shown = {pattern for one in wanted[:MOST_COLUMNS] for pattern in one.shown}
    return {
        "provider": provider,
        "providers": sorted(((one, called.get(one, "")) for one in providers), key=lambda one: one[1]),
        "types": [(one, names.of_types().get(one, one)) for one in types],
        "type": type_id,
        "recipients": _distinct((one.recipient, called.get(one.recipient, "")) for one in narrowed),
        "recipient": recipient if request.GET.get("recipient") else None,
        "agreements": agreements,
        "agreement": request.GET.get("agreement", ""),
        "not_in_force": agreement in dict(agreements) and not _is_in_force(index, reader, agreement, at),
        "purposes": _distinct((one.purpose, words.PURPOSES.get(one.purpose, one.purpose)) for one in found),
        "purpose": request.GET.get("purpose", ""),
        "elements": elements,
        "hidden": len(index.types[type_id].leaves) - len(shown) if type_id else 0,
        "columns": columns,
        "undrawn": max(0, len(wanted) - MOST_COLUMNS),
        "parts": _parts(index.types[type_id], wanted[:MOST_COLUMNS], elements) if columns else [],
    }


def _among(request: HttpRequest, name: str, choices: Sequence[UUID], *, first: UUID | None) -> UUID | None:
    """The one that the address names; else ``first`` if it is among them; else the first of them."""
    written = request.GET.get(name, "")
    chosen = next((one for one in choices if str(one) == written), None)
    if chosen is not None:
        return chosen
    return first if first in choices else next(iter(choices), None)


def _number(request: HttpRequest) -> int | None:
    """The number of the agreement that the address names."""
    written = request.GET.get("agreement", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= MOST_DIGITS else None


def _is_in_force(index: Index, reader: UUID, number: int | None, at: datetime) -> bool:
    return any(version.terms.number == number for version in matrix.in_force(index, reader, at))


def _narrowed(request: HttpRequest, found: Iterable[View], called: dict[UUID, str]) -> list[View]:
    """Those that the address asks for, by name. An agreement alone decides nothing: the union does, so what
    another agreement of the same purpose adds is shown too."""
    agreement, purpose = request.GET.get("agreement", ""), request.GET.get("purpose", "")
    return sorted(
        (
            one
            for one in found
            if (not purpose or one.purpose == purpose)
            and (not agreement or any(str(v.terms.number) == agreement for v in one.versions))
        ),
        key=lambda one: (called.get(one.recipient, ""), one.purpose),
    )


def _titles(found: Iterable[View], asked: int | None) -> list[tuple[int, str]]:
    """The numbers and titles of the agreements that apply, and of the one that is asked for."""
    applies = Q(pk__in={v.id for one in found for v in one.versions})
    versions = AgreementVersion.objects.filter(applies | Q(agreement__number=asked))
    titles = versions.order_by("agreement__number", "version").values_list("agreement__number", "title")
    return list(dict(titles).items())


def _columns(wanted: Iterable[View], called: dict[UUID, str]) -> list[Column]:
    return [
        Column(
            recipient=one.recipient,
            name=called.get(one.recipient, ""),
            purpose=words.PURPOSES.get(one.purpose, one.purpose),
            versions=tuple((v.id, v.terms.number, v.terms.version) for v in one.versions),
            conditional=any(v.terms.header_conditions or v.terms.item_conditions for v in one.versions),
            chosen=place == 0,
        )
        for place, one in enumerate(wanted)
    ]


def _parts(kind: TypeFacts, wanted: Sequence[View], elements: str) -> list[tuple[Promise, str, list[Row]]]:
    """The rows under the parts of a notice's page, in the schema's order."""
    outline = layout.outline_of(kind.id)
    rows: dict[str, list[Row]] = {group.key: [] for group in layout.GROUPS}
    for pattern in sorted(kind.leaves, key=outline.order):
        row = _row(pattern, outline, wanted)
        if (
            elements == EVERY
            or (elements == SEEN and not all(one.hidden for one in row.cells))
            or (elements == MASKED and any(one.masked for one in row.cells))
        ):
            rows[layout.group_of(pattern.split("/")[1])].append(row)
    return [(group.title, group.icon, rows[group.key]) for group in layout.GROUPS if rows[group.key]]


def _row(pattern: str, outline: Outline, wanted: Sequence[View]) -> Row:
    return Row(
        title=outline.full_title(pattern),
        pattern=pattern,
        cells=tuple(
            _cell(one.shown.get(pattern), several=len(one.versions) > 1, chosen=place == 0)
            for place, one in enumerate(wanted)
        ),
    )


def _cell(given: Given | None, *, several: bool, chosen: bool) -> Cell:
    form = HIDDEN if given is None else given.form
    return Cell(
        form=words.FORMS[form],
        masked=form not in (HIDDEN, PLAIN),
        hidden=form == HIDDEN,
        clauses=()
        if given is None
        else tuple((version.id, version.terms.number, clause) for version, clause in given.by),
        several=several,
        chosen=chosen,
    )


def _distinct(pairs: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return list(dict(pairs).items())
