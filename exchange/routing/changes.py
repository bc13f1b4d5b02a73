"""What a version says otherwise than the one before it, for whoever has to sign: sections, then element by element.

Clauses alone mislead: where a mask is struck out, a wider clause may show in clear what it hid.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from exchange.agreements import selectors as agreements
from exchange.agreements import wording
from exchange.agreements.models import AgreementVersion, Form, ItemScope
from exchange.agreements.terms import Terms
from exchange.agreements.wording import Change, Section
from exchange.catalogue import selectors as catalogue
from exchange.routing import types
from exchange.routing.scope import compile_scope, effective


@dataclass(frozen=True, slots=True)
class ElementChange:
    """One element that a version shows otherwise than the one before: as it was shown, and as it will be."""

    title: str
    wco: str
    was: Form
    becomes: Form


def between(
    before: AgreementVersion, sections: tuple[Section, ...], *, found: AgreementVersion, at: datetime
) -> tuple[Change, ...]:
    """The sections of ``found`` that say something else than those of ``before``, and every element whose form
    changes: as it was, and as it becomes."""
    told = sections_changed(before, sections, at=at)
    changed = elements(agreements.terms_of(before), agreements.terms_of(found))
    if not changed:
        return told
    removed = tuple(f"{one.title}: {one.was.label}." for one in changed)
    added = tuple(f"{one.title}: {one.becomes.label}." for one in changed)
    return (*told, Change(gettext("What this does to each element"), removed, added))


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
        titles = catalogue.element_titles(type_id)
        for pattern, leaf in catalogue.one_type(type_id).leaves.items():
            if earlier[pattern] != later[pattern]:
                one = ElementChange(titles[pattern], leaf.wco or "", earlier[pattern], later[pattern])
                found[one] = None
    return tuple(found)


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
