"""What a version says otherwise than the one before it, for whoever has to sign: sections, then element by element.

Clauses alone mislead: where a mask is struck out, a wider clause may show in clear what it hid.
"""

from datetime import datetime

from exchange.agreements import selectors as agreements
from exchange.agreements import wording
from exchange.agreements.models import AgreementVersion, Form
from exchange.agreements.terms import Terms
from exchange.agreements.wording import Change, Section
from exchange.catalogue import types as catalogue
from exchange.routing import types
from exchange.routing.scope import compile_scope, decided

ELEMENTS = "What this does to each element"


def between(
    before: AgreementVersion, sections: tuple[Section, ...], *, found: AgreementVersion, at: datetime
) -> tuple[Change, ...]:
    """The sections of ``found`` that say something else than those of ``before``, and every element whose form
    changes: as it was, and as it becomes."""
    told = wording.changes(agreements.in_words(before, at=at), sections)
    removed, added = _elements(agreements.terms_of(before), agreements.terms_of(found))
    return (*told, Change(ELEMENTS, removed, added)) if added else told


def _elements(before: Terms, after: Terms) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Lines for the elements of all types of either version that are shown otherwise, in the schema's order."""
    was: dict[str, str] = {}
    becomes: dict[str, str] = {}
    for type_id in dict.fromkeys((*before.types, *after.types)):
        earlier, later = _forms(before, type_id), _forms(after, type_id)
        for pattern, leaf in catalogue.get(type_id).leaves.items():
            if earlier[pattern] != later[pattern]:
                name = f"{leaf.title} ({pattern})"
                was[name] = f"{name}: {earlier[pattern].label}."
                becomes[name] = f"{name}: {later[pattern].label}."
    return tuple(was.values()), tuple(becomes.values())


def _forms(terms: Terms, type_id: str) -> dict[str, Form]:
    """The form in which these terms show each element of a type."""
    paths = types.every()[type_id].paths
    if type_id not in terms.types:
        return dict.fromkeys(paths, Form.HIDDEN)
    scope = compile_scope(tuple((clause.path, str(clause.form)) for clause in terms.scope))
    found = {pattern: decided(scope, path) for pattern, path in paths.items()}
    return {pattern: Form(one[0]) if one else Form.HIDDEN for pattern, one in found.items()}
