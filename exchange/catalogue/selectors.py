"""Reading the catalogue: types, their elements, the rules in words, code lists."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import get_language, override

from accounts.errors import NotFound
from exchange.catalogue import codelists, naming, rules, types
from exchange.catalogue.codelists import CodeList
from exchange.catalogue.models import CodeEntry, CodeListEdition
from exchange.catalogue.outline import Node
from exchange.catalogue.outline import outline as _outline
from exchange.catalogue.rules.rule import Rule
from exchange.catalogue.types import NoticeType


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a list, as people look it up."""

    code: str
    label: str
    functions: str = ""


def every_type() -> tuple[NoticeType, ...]:
    """The newest version of every notice type, by id."""
    return types.every()


def one_type(type_id: str, *, version: int | None = None) -> NoticeType:
    """A notice type; ``NotFound`` when there is none, or not in this version."""
    return types.get(type_id, version)


def outline(type_id: str) -> tuple[Node, ...]:
    """The elements of a type as a tree, with their titles and WCO ids: what an agreement can scope."""
    return _outline(types.get(type_id))


def every_rule() -> tuple[Rule, ...]:
    """All rules of meaning; each has a code, a message and says whether it only warns."""
    return rules.EVERY


def lists_stamp() -> str:
    """Other whenever an edition of a code list has been imported: what was checked before was checked by others."""
    newest = CodeListEdition.objects.aggregate(newest=Max("imported_at"), held=Count("id"))
    return f"{newest['held']}/{newest['newest'] or ''}"


def every_list() -> tuple[CodeList, ...]:
    """The code lists in force, by name."""
    return tuple(held for _, held in sorted(codelists.current().items()))


def labels_of(held: CodeList) -> Mapping[str, str]:
    """What the codes of a list that comes with the hub stand for, in the reader's language."""
    return _labels_of(held.name, get_language() or "en") if held.labels else held.labels


def country(code: str) -> str:
    """What a country is called in the reader's language, without a query: members' countries stand in every list."""
    return _labels_of("countries", get_language() or "en").get(code, code)


@lru_cache(maxsize=64)
def _labels_of(name: str, language: str) -> Mapping[str, str]:
    """They are looked up at every row of a list: once for each language is enough."""
    labels = codelists.packaged()[name].labels
    with override(language):
        return MappingProxyType({code: naming.label(name, label) for code, label in labels.items()})


def codes(name: str, *, containing: str = "", after: str = "", limit: int = 50) -> list[Code]:
    """Codes that begin with ``containing``, or whose label holds it, in the order of the codes.

    Labels are in the reader's language, and found by that and by English.
    ``after``: only codes beyond this one, for the next page.
    """
    held = codelists.current().get(name)
    if held is None:
        raise NotFound("unknown-code-list", "There is no such code list; see /api/v1/catalogue/codelists.")
    if held.labels:
        found = _packaged(held, containing.casefold())
        return sorted((code for code in found if code.code > after), key=lambda code: code.code)[:limit]
    rows = CodeEntry.objects.filter(
        Q(code__istartswith=containing) | Q(label__icontains=containing), edition__name=name, code__gt=after
    ).order_by("code")
    return [Code(row.code, naming.label(name, row.label), row.functions) for row in rows[:limit]]


def _packaged(held: CodeList, wanted: str) -> Iterator[Code]:
    told = labels_of(held)
    for code, english in held.labels.items():
        label = told[code]
        if (
            code.casefold().startswith(wanted)
            or wanted in english.casefold()
            or naming.in_order(wanted) in naming.in_order(label)
        ):
            yield Code(code, label, held.codes[code])


@cache
def sample(type_id: str) -> Any:
    """A small valid notice of this type, of our own making."""
    path = Path(__file__).parent / "samples" / f"{types.get(type_id).id}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def labels(name: str, wanted: Iterable[str]) -> dict[str, str]:
    """What these codes of a list stand for in the reader's language, as far as the list in force says: in one query
    at most.
    """
    held = codelists.current().get(name)
    if held is None:
        return {}
    if held.labels:
        told = labels_of(held)
        return {code: told[code] for code in wanted if code in told}
    rows = CodeEntry.objects.filter(edition__name=name, code__in=list(wanted)).values_list("code", "label")
    return {code: naming.label(name, label) for code, label in rows}


@cache
def element_titles(type_id: str) -> Mapping[str, str]:
    """What each path of a type that a scope can name is called, with the groups that it stands in.

    A list is named with and without ``*`` behind it.
    """
    found: dict[str, str] = {}
    _entitle(outline(type_id), "", found)
    return MappingProxyType(found)


def _entitle(nodes: tuple[Node, ...], above: str, found: dict[str, str]) -> None:
    for node in nodes:
        title = f"{above} · {node.title}" if above else node.title
        found[node.path] = title
        found.setdefault(node.path.removesuffix("/*"), title)
        _entitle(node.below, title, found)
