"""Scope: which element patterns an agreement shows, and in which form.

Within one agreement the longest path decides, compared by segment; of equal ones the most restrictive.
What no path covers is hidden. Between agreements of the same purpose the union holds, element by element.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from exchange.routing.content import ITEMS, TOTALS, Path, compile_path
from exchange.routing.facts import AgreementVersion, Id, Leaf, Scope, Terms, TypeFacts

# From the most open to the most restrictive.
PLAIN, TRUNCATED, COUNTRY_ONLY, HASHED, HIDDEN = FORMS = (
    "plain",
    "truncated",
    "country_only",
    "hashed",
    "hidden",
)
_RESTRICTION = {form: position for position, form in enumerate(FORMS)}


@lru_cache(maxsize=4096)
def compile_scope(clauses: tuple[tuple[str, str], ...]) -> Scope:
    """Clauses (path, form) by compiled path; agreements with the same clauses share one."""
    compiled: dict[Path, tuple[str, str]] = {}
    for pointer, form in clauses:
        path = compile_path(pointer)
        held = compiled.get(path)
        if held is None or _RESTRICTION[form] > _RESTRICTION[held[0]]:
            compiled[path] = (form, pointer)
    return compiled


def decided(scope: Scope, path: Path) -> tuple[str, str] | None:
    """The form and the clause that decide for a leaf: those of the longest path that covers it."""
    for length in range(len(path), -1, -1):
        found = scope.get(path[:length])
        if found is not None:
            return found
    return None


def opening(terms: Terms, path: Path, leaf: Leaf) -> tuple[str, str] | None:
    """The form in which these terms alone show a leaf, with its clause; None where they hide it.

    Showing only the matching items hides every total, since totals would tell of the items left out.
    """
    return effective(terms.scope, path, leaf, matching_items=terms.matching_items)


def effective(scope: Scope, path: Path, leaf: Leaf, *, matching_items: bool) -> tuple[str, str] | None:
    """What a scope makes of a leaf, with the clause that decides: a form that does not fit the leaf hides it."""
    if matching_items and path[:1] == TOTALS:
        return None
    found = decided(scope, path)
    if found is None or found[0] == HIDDEN:
        return None
    if (found[0] == COUNTRY_ONLY and leaf.country is None) or (found[0] == TRUNCATED and not leaf.text):
        return None
    return found


def of_items(terms: Terms, path: Path) -> bool:
    """Whether the terms show this leaf only on the items that match."""
    return terms.matching_items and path[:1] == ITEMS


def visible_elements(
    facts: TypeFacts, versions: Sequence[AgreementVersion]
) -> dict[str, tuple[str, list[tuple[Id, str]]]]:
    """Per element pattern that these versions together may show: the winning form, and who gives it by which
    clause. What one notice shows can be less: a mask may not fit a value, an item may not match."""
    shown: dict[str, tuple[str, list[tuple[Id, str]]]] = {}
    for pattern, leaf in facts.leaves.items():
        path = facts.paths[pattern]
        openings = [
            (version, found)
            for version in versions
            if (found := opening(version.terms, path, leaf)) is not None
        ]
        if openings:
            form = strongest(form for _, (form, _) in openings)
            giving = [(version, clause) for version, (given, clause) in openings if given == form]
            if form == HASHED:
                lowest = min(version.terms.number for version, _ in giving)
                giving = [one for one in giving if one[0].terms.number == lowest]
            shown[pattern] = (form, sorted(((v.id, clause) for v, clause in giving), key=_by_id))
    return shown


def shown_keys(facts: TypeFacts, versions: Sequence[AgreementVersion]) -> set[str]:
    """The kinds of search key that these versions show plainly wherever the type has them.

    A kind of which one place stays hidden is not shown: finding a notice by it would tell the hidden value.
    """
    kinds: set[str] = set()
    hidden: set[str] = set()
    for pattern, leaf in facts.leaves.items():
        if leaf.key is not None:
            path = facts.paths[pattern]
            plain = any(_plainly(version.terms, path, leaf) for version in versions)
            (kinds if plain else hidden).add(leaf.key)
    return kinds - hidden


def strongest(forms: Iterable[str]) -> str:
    """The most open of several forms: what the union shows."""
    return min(forms, key=_RESTRICTION.__getitem__)


def restriction(form: str) -> int:
    """How restrictive a form is, 0 for plain."""
    return _RESTRICTION[form]


def _plainly(terms: Terms, path: Path, leaf: Leaf) -> bool:
    found = opening(terms, path, leaf)
    return found is not None and found[0] == PLAIN and not of_items(terms, path)


def _by_id(pair: tuple[Id, str]) -> str:
    return str(pair[0])
