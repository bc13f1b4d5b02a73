"""The elements of several notice types as one tree, with the form that a scope gives to each of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exchange.agreements.models import Form, ItemScope
from exchange.agreements.terms import Clause, Terms
from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.outline import Node
from exchange.catalogue.types import Leaf, NoticeType

_LIST = "/*"
_OF_ITEMS, _OF_TOTALS = "/items/*/", "/totals/"
ALL = ""


@dataclass(slots=True)
class Twig:
    """An element or a group of elements, in one or several of the types.

    ``own``: the form that a clause gives at this very place; ``inherited``: the one that it would have without.
    """

    path: str
    title: str
    leaf: Leaf | None
    types: list[str]
    below: list["Twig"] = field(default_factory=list)
    own: Form | None = None
    inherited: Form = Form.HIDDEN
    shown: Form = Form.HIDDEN
    counts: Counter[Form] = field(default_factory=Counter)

    @property
    def is_open(self) -> bool:
        """Whether something below is said otherwise than here."""
        return any(one.own is not None or one.is_open for one in self.below)

    @property
    def fits(self) -> str:
        """The forms in which this element can be shown at all."""
        return " ".join(form.value for form in Form if self.leaf is None or can_show(form, self.leaf))


def can_show(form: Form, leaf: Leaf) -> bool:
    """Whether a form can show an element: a mask that does not fit hides it."""
    if form == Form.COUNTRY_ONLY:
        return leaf.country is not None
    return form != Form.TRUNCATED or leaf.kind == "string"


def grown(terms: Terms, types: Sequence[NoticeType]) -> Twig:
    """The tree of these types' elements, as the terms show each of them."""
    root = Twig(ALL, "", None, [one.id for one in types])
    known: dict[str, Twig] = {}
    for notice_type in types:
        _graft(root, catalogue.outline(notice_type.id), notice_type.id, known)
    said = _said(terms.scope)
    _resolve(root, said, Form.HIDDEN, hides_totals=terms.items == ItemScope.MATCHING)
    return root


def every(twig: Twig) -> Iterator[Twig]:
    """A twig with all that is below it."""
    yield twig
    for one in twig.below:
        yield from every(one)


def told_by_totals(root: Twig) -> list[Twig]:
    """What is masked or hidden at goods items while its total is shown more openly: where there is one item, the
    total is what that item says."""
    order = list(Form)
    leaves = {one.path: one for one in every(root) if one.leaf is not None}
    found = []
    for path, one in leaves.items():
        total = leaves.get(_OF_TOTALS + path.removeprefix(_OF_ITEMS)) if path.startswith(_OF_ITEMS) else None
        if total is not None and order.index(total.shown) < order.index(one.shown):
            found.append(one)
    return found


def scope_of(chosen: Mapping[str, str], before: Iterable[Clause], tree: Twig) -> tuple[Clause, ...]:
    """The clauses that a form chose, by path. Those that say what they said keep their place and their words;
    those that no place of the tree speaks of are left alone."""
    wanted = {
        twig.path: Form(chosen[twig.path]) for twig in every(tree) if chosen.get(twig.path) in Form.values
    }
    places = {twig.path for twig in every(tree)}
    kept: list[Clause] = []
    for clause in before:
        place = _place(clause.path, places)
        if place is None or wanted.get(place) == clause.form:
            kept.append(clause)
            if place is not None:
                del wanted[place]
    return (*kept, *(Clause(_shortest(path), form) for path, form in wanted.items()))


def _graft(above: Twig, nodes: Iterable[Node], type_id: str, known: dict[str, Twig]) -> None:
    for node in nodes:
        twig = known.get(node.path)
        if twig is None:
            twig = known[node.path] = Twig(node.path, naming.told(node.title), node.leaf, [])
            above.below.append(twig)
        twig.types.append(type_id)
        _graft(twig, node.below, type_id, known)


def _said(scope: Iterable[Clause]) -> dict[str, Form]:
    """What clauses say, by path; of two for the same path the more restrictive."""
    order = list(Form)
    found: dict[str, Form] = {}
    for clause in scope:
        held = found.get(clause.path)
        if held is None or order.index(clause.form) > order.index(held):
            found[clause.path] = clause.form
    return found


def _resolve(twig: Twig, said: Mapping[str, Form], inherited: Form, *, hides_totals: bool) -> Counter[Form]:
    twig.inherited = inherited
    twig.own = said.get(twig.path) or (said.get(_shortest(twig.path)) if twig.path.endswith(_LIST) else None)
    form = twig.own or inherited
    if twig.leaf is not None:
        hidden = not can_show(form, twig.leaf) or (hides_totals and twig.path.startswith(_OF_TOTALS))
        twig.shown = Form.HIDDEN if hidden else form
        twig.counts = Counter({twig.shown: 1})
    else:
        twig.shown = form
        for one in twig.below:
            twig.counts += _resolve(one, said, form, hides_totals=hides_totals)
    return twig.counts


def _place(path: str, places: set[str]) -> str | None:
    """The place of the tree that a clause speaks of: a list is named with or without its positions."""
    if path in places:
        return path
    listed = path + _LIST
    return listed if listed in places else None


def _shortest(path: str) -> str:
    return path.removesuffix(_LIST)
