"""What a version says otherwise than the one before it, for whoever has to sign: sections, then element by element.

Clauses alone mislead: where a mask is struck out, a wider clause may show in clear what it hid.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from exchange.agreements import selectors as agreements
from exchange.agreements import wording
from exchange.agreements.models import AgreementVersion, Form, ItemScope
from exchange.agreements.terms import Terms
from exchange.agreements.wording import Change, Section
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.outline import Node
from exchange.catalogue.types import Leaf
from exchange.routing import types
from exchange.routing.scope import compile_scope, effective

Move = tuple[Form, Form]


@dataclass(frozen=True, slots=True)
class ElementChange:
    """An element, or a group of which every element changes alike, that a version shows otherwise than the one
    before: as it was shown, and as it will be. ``parts``: how many elements that is."""

    title: str
    wco: str
    was: Form
    becomes: Form
    parts: int


def between(
    before: AgreementVersion, sections: tuple[Section, ...], *, found: AgreementVersion, at: datetime
) -> tuple[Change, ...]:
    """The sections of ``found`` that say something else than those of ``before``, and every element whose form
    changes: as it was, and as it becomes."""
    told = sections_changed(before, sections, at=at)
    changed = elements(agreements.terms_of(before), agreements.terms_of(found))
    if not changed:
        return told
    removed = tuple(_line(one, one.was) for one in changed)
    added = tuple(_line(one, one.becomes) for one in changed)
    return (*told, Change(gettext("What this does to each element"), removed, added))


def _line(one: ElementChange, form: Form) -> str:
    told = {"element": naming.told(one.title), "form": form.label}
    if one.parts == 1:
        return gettext("%(element)s: %(form)s.") % told
    return gettext("%(element)s, with everything in it: %(form)s.") % told


def sections_changed(
    before: AgreementVersion, sections: tuple[Section, ...], *, at: datetime
) -> tuple[Change, ...]:
    """The sections that say something else than those of the version before."""
    return wording.changes(agreements.in_words(before, at=at), sections)


def elements(before: Terms, after: Terms) -> tuple[ElementChange, ...]:
    """The elements of all types of either version that are shown otherwise, in the schema's order."""
    found: dict[ElementChange, None] = {}
    for type_id in dict.fromkeys((*before.types, *after.types)):
        earlier, later = forms(before, type_id), forms(after, type_id)
        moves = {pattern: (earlier[pattern], later[pattern]) for pattern in earlier}
        for node in catalogue.outline(type_id):
            found |= dict.fromkeys(_changed(node, moves, catalogue.element_titles(type_id)))
    return tuple(found)


def _changed(node: Node, moves: Mapping[str, Move], titles: Mapping[str, str]) -> list[ElementChange]:
    """What changes in and under one node: one line for all of it where all of it changes alike."""
    leaves = _leaves(node)
    kinds = {moves[leaf.pattern] for leaf in leaves}
    if len(kinds) > 1:
        return [one for below in node.below for one in _changed(below, moves, titles)]
    ((was, becomes),) = kinds
    if was == becomes:
        return []
    wco = (node.leaf.wco or "") if node.leaf is not None else ""
    return [ElementChange(titles[node.path], wco, was, becomes, len(leaves))]


def _leaves(node: Node) -> list[Leaf]:
    if node.leaf is not None:
        return [node.leaf]
    return [leaf for below in node.below for leaf in _leaves(below)]


def forms(terms: Terms, type_id: str) -> dict[str, Form]:
    """The form in which these terms show each element of a type."""
    facts = types.every()[type_id]
    if type_id not in terms.types:
        return dict.fromkeys(facts.paths, Form.HIDDEN)
    scope = compile_scope(tuple((clause.path, str(clause.form)) for clause in terms.scope))
    matching = terms.items == ItemScope.MATCHING
    shown = {
        pattern: effective(scope, path, facts.leaves[pattern], matching_items=matching)
        for pattern, path in facts.paths.items()
    }
    return {pattern: Form(one[0]) if one else Form.HIDDEN for pattern, one in shown.items()}
