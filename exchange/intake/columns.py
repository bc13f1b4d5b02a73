"""A notice type as a flat table: one row is one goods item, one column one element, named in the field's terms."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _
from django.utils.translation import override

from accounts.sentences import Sentence, told
from exchange.catalogue import bundle, naming
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.outline import Node
from exchange.catalogue.pointers import ANY, split
from exchange.catalogue.types import Leaf

# Not an element: the publisher's own name for the notice, by which its rows belong together.
REFERENCE = "reference"
REFERENCE_NAME = _("Reference")
ITEMS = "/items/*"
ITEM_NUMBER = f"{ITEMS}/sequence"
# Of a row that only shows how one is filled in.
EXAMPLE = "EXAMPLE"

_ITEM = _("Item")
_OF = ": "
# What a group and its element are called together, where the words of the one go on in those of the other.
_TOGETHER = (
    _("House transport document issue date"),
    _("House transport document number"),
    _("House transport document type"),
    _("Master transport document issue date"),
    _("Master transport document number"),
    _("Master transport document type"),
)
_COMMON_GROUPS = frozenset({"Address", "Contact"})
# What a flat table leaves to other formats: the envelope of a filing elsewhere, and languages of single texts.
_LEFT_OUT = frozenset({"message", "declaration", "amendment", "lrn", "cites", "answers", "subjects"})
_RARE = frozenset({
    "po_box", "additional", "subdivision", "lei", "kind", "contact", "specific_circumstance",
    "supplementary_declarants", "additional_actors", "subsequent_offices", "lodgement_office",
    "acceptance_place", "delivery_place", "seals", "additional_information", "fiscal_references",
    "security_screening", "pictures", "representative", "transport_charges_payment", "postage",
    "known_customer", "known_seller", "totals", "documents",
})  # fmt: skip
# Of the columns that are enough for a need as many as are told.
_TOLD = 3
# Whose address a table usually has; of other parties their number and name.
_ADDRESSED = frozenset({"consignor", "consignee"})


@dataclass(frozen=True, slots=True)
class Column:
    """One element as a column. ``required``: every row of a notice's first (or of an item's) has it.

    ``hint`` says how it is written; ``options`` are all that it may be, where these are few. ``usual``: it
    stands in the template; the others may be added to it.
    """

    path: str
    name: str
    leaf: Leaf | None
    required: bool
    usual: bool
    hint: str
    options: tuple[str, ...]

    @property
    def of_item(self) -> bool:
        return self.path.startswith(ITEMS)

    @property
    def called(self) -> str:
        """Its name in the reader's language."""
        return told(in_words(self.name))

    @property
    def written(self) -> str:
        """How it is written, in the reader's language."""
        return told(self.hint)


def in_words(name: str) -> Sentence:
    """A column's name, so that it can be told in another language."""
    group, of, element = name.partition(_OF)
    if not of:
        return Sentence(name)
    return Sentence("%(group)s: %(element)s", group=Sentence(group), element=in_words(element))


@lru_cache(maxsize=64)
def named(type_id: str) -> Mapping[str, str]:
    """The element behind each name that a column goes by, in English and in the other languages of the hub."""
    known = {column.name: column.path for column in columns_of(type_id)}
    for language, _name in settings.LANGUAGES:
        with override(language):
            known = {column.called: column.path for column in columns_of(type_id)} | known
    return known


@lru_cache(maxsize=64)
def columns_of(type_id: str) -> tuple[Column, ...]:
    """Every column that a table of this type may have, in the order in which the template has them."""
    notice_type = catalogue.one_type(type_id)
    keywords = dict(bundle.leaves(notice_type.schema))
    found = list(_leaves(catalogue.outline(type_id), (), required=True))
    titles = Counter(node.title for node, *_ignored in found)
    reference = Column(
        REFERENCE, REFERENCE_NAME, None, True, True,
        _("Your own reference for the notice. All rows with the same reference are one notice."), (),
    )  # fmt: skip
    ordered = sorted(found, key=lambda one: one[0].path.startswith(ITEMS))
    columns = [reference]
    for node, groups, needed in ordered:
        made = _column(node, groups, needed, keywords[node.path], titles)
        if made.name in {one.name for one in columns}:
            made = replace(made, name=f"{_ITEM}{_OF}{made.name}")
        columns.append(made)
    return tuple(columns)


def by_path(type_id: str) -> Mapping[str, Column]:
    """The columns by element path."""
    return {column.path: column for column in columns_of(type_id)}


@dataclass(frozen=True, slots=True)
class Need:
    """What every notice of a type says: one element, or something about a party or place."""

    name: str
    any_of: tuple[str, ...]
    columns: tuple[str, ...] = ()

    @property
    def ways(self) -> list[str]:
        """The names of a few columns of which one is enough, in the reader's language, where there are several."""
        return [told(in_words(name)) for name in self.columns[:_TOLD]]

    @property
    def called(self) -> str:
        """Its name in the reader's language."""
        return told(in_words(self.name))


@lru_cache(maxsize=64)
def needs_of(type_id: str) -> tuple[Need, ...]:
    """What every notice of a type needs from its table, each with the columns of which one is enough."""
    every = columns_of(type_id)
    found = [Need(column.name, (column.path,)) for column in every if column.required]
    for node in catalogue.outline(type_id):
        below = tuple(column for column in every if column.path.startswith(f"{node.path}/"))
        is_group = node.required and node.leaf is None and node.path != ITEMS
        if is_group and below and not any(one.required for one in below):
            paths, names = tuple(one.path for one in below), tuple(one.name for one in below)
            found.append(Need(node.title, paths, names))
    return tuple(found)


def types_in_tables(*, kind: str) -> list[tuple[str, str]]:
    """Id and title of the notice types that an organisation of this kind publishes, those most uploaded first."""
    first = ("advance_cargo", "ecommerce_parcel")
    found = [one for one in catalogue.every_type() if kind in one.publishers and not one.is_reply]
    ranked = sorted(
        found, key=lambda one: (first.index(one.id) if one.id in first else len(first), one.title)
    )
    return [(one.id, naming.told(one.title)) for one in ranked if one.id != "answer"]


def _leaves(
    nodes: tuple[Node, ...], groups: tuple[str, ...], *, required: bool
) -> Iterator[tuple[Node, tuple[str, ...], bool]]:
    for node in nodes:
        steps = split(node.path)
        if steps[0] in _LEFT_OUT or _is_doubled(steps) or "language" in steps[-1]:
            continue
        needed = required and node.required
        if node.leaf is not None:
            yield node, groups, needed
        else:
            yield from _leaves(node.below, (*groups, node.title), required=needed)


def _is_doubled(steps: tuple[str, ...]) -> bool:
    """What an item may say of itself although the notice says it of all: too wide for a table."""
    doubled = (
        "consignor",
        "consignee",
        "notify_party",
        "buyer",
        "seller",
        "loading_place",
        "discharge_place",
    )
    more = ("transport", "transport_charges_payment", "additional_information", "ucr")
    return steps[:2] == ("items", ANY) and len(steps) > 2 and steps[2] in (*doubled, *more)


def _column(
    node: Node, groups: tuple[str, ...], required: bool, keywords: dict[str, Any], titles: Counter[str]
) -> Column:
    leaf = node.leaf
    title = node.title if leaf is None else leaf.title
    telling = [group for group in groups if group not in _COMMON_GROUPS]
    name = _joined(telling[-1], title) if titles[node.title] > 1 and telling else title
    options = tuple(str(option) for option in keywords.get("enum", ()))
    return Column(
        node.path,
        name,
        leaf,
        required and node.path != ITEM_NUMBER,
        required or _is_usual(node.path),
        _hint(leaf, keywords),
        options,
    )


def _joined(group: str, title: str) -> str:
    """The group and the element as one name, with the words once that end the one and begin the other."""
    before, after = group.split(), title.split()
    for shared in range(min(len(before), len(after)), 0, -1):
        if [word.lower() for word in before[-shared:]] == [word.lower() for word in after[:shared]]:
            return " ".join((*before, *after[shared:]))
    return f"{group}{_OF}{title}"


def _is_usual(path: str) -> bool:
    steps = split(path)
    return not _RARE.intersection(steps) and ("address" not in steps or steps[0] in _ADDRESSED)


def _hint(leaf: Leaf | None, keywords: dict[str, Any]) -> str:
    if "enum" in keywords:
        return Sentence("One of: %(options)s.", options=", ".join(keywords["enum"]))
    if leaf is not None and leaf.kind == "boolean":
        return _("Yes or No.")
    if keywords.get("description"):
        return str(keywords["description"])
    if leaf is not None and leaf.kind == "integer":
        return _("A whole number.")
    if "maxLength" in keywords:
        return Sentence("Text, at most %(limit)s characters.", limit=keywords["maxLength"])
    return _("Letters and digits.")
