"""A notice's elements as its page shows them: in groups, with titles, meanings, masks and grounds."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from exchange.catalogue import naming
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.pointers import split
from exchange.catalogue.types import Leaf, NoticeType
from exchange.routing.projection import Element, Ground
from exchange.routing.scope import PLAIN
from hub.portal import layout, values
from hub.portal.layout import GROUPS, Group, Outline
from hub.portal.values import Meanings, Written

ITEMS = "items"
# Goods items on one page; a consignment may have thousands.
ITEMS_A_PAGE = 25
_COLUMNS = ("item_description", "item_hs", "item_origin", "item_mass", "item_value", "item_currency")

# Decimals, by how their paths end.
_FIGURES = ("/amount", "/quantity", "_mass")

Step = str | int


@dataclass(frozen=True, slots=True)
class Row:
    """One element: what it is called, what is shown of it, in which form, and why."""

    path: str
    title: str
    written: Written
    wco: str
    form: str
    why: tuple[Ground, ...]

    @property
    def masked(self) -> bool:
        return self.form != PLAIN


@dataclass(frozen=True, slots=True)
class Block:
    """Elements that belong together, such as one party; without a title where they stand alone."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One goods item: what its line shows, and everything."""

    number: str
    line: dict[str, Row]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """One page of the goods items. ``columns``: what at least one of them shows."""

    shown: tuple[Item, ...]
    columns: frozenset[str]
    first: int
    last: int
    total: int
    page: int
    pages: int

    @property
    def previous(self) -> int:
        return self.page - 1

    @property
    def following(self) -> int:
        return self.page + 1


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page."""

    group: Group
    blocks: tuple[Block, ...]
    items: Items | None


class _Placed(NamedTuple):
    steps: tuple[Step, ...]
    pattern: str
    element: Element
    leaf: Leaf | None


def own(notice_type: NoticeType, document: dict[str, Any]) -> list[Element]:
    """A publisher's own content as elements: everything, as it is, without grounds."""
    return [Element(one.pointer, one.value, PLAIN, ()) for one in notice_type.elements(document)]


def pattern_of(path: str) -> str:
    """The pattern of an element's pointer: its positions as ``*``."""
    return _pattern(_steps(path))


def sections(elements: Iterable[Element], *, type_id: str, page: int = 1) -> list[Section]:
    """The elements in the groups of the page, empty ones left out. ``page`` is that of the goods items."""
    notice_type = catalogue.one_type(type_id)
    outline = layout.outline_of(type_id)
    meanings = values.meanings()
    placed = sorted((_placed(one, notice_type) for one in elements), key=lambda one: _order(one, outline))
    grouped: dict[str, list[_Placed]] = defaultdict(list)
    for one in placed:
        grouped[layout.group_of(str(one.steps[0]))].append(one)
    return [
        _section(group, grouped[group.key], notice_type, outline, meanings, page)
        for group in GROUPS
        if group.key in grouped
    ]


def _section(
    group: Group,
    placed: Sequence[_Placed],
    notice_type: NoticeType,
    outline: Outline,
    meanings: Meanings,
    page: int,
) -> Section:
    of_items = [one for one in placed if one.steps[0] == ITEMS]
    others = [one for one in placed if one.steps[0] != ITEMS]
    blocks = _blocks(others, 0, outline, meanings)
    return Section(
        group, blocks, _items(of_items, notice_type, outline, meanings, page) if of_items else None
    )


def _items(
    placed: Sequence[_Placed], notice_type: NoticeType, outline: Outline, meanings: Meanings, page: int
) -> Items:
    by_item: dict[Step, list[_Placed]] = defaultdict(list)
    for one in placed:
        by_item[one.steps[1]].append(one)
    pages = -(-len(by_item) // ITEMS_A_PAGE)
    page = min(max(page, 1), pages)
    first = (page - 1) * ITEMS_A_PAGE
    wanted = list(by_item.values())[first : first + ITEMS_A_PAGE]
    shown = tuple(_item(one, notice_type, outline, meanings) for one in wanted)
    columns = frozenset(name for one in shown for name in one.line)
    return Items(shown, columns, first + 1, first + len(wanted), len(by_item), page, pages)


def _item(placed: Sequence[_Placed], notice_type: NoticeType, outline: Outline, meanings: Meanings) -> Item:
    columns = {pattern: name for name in _COLUMNS for pattern in notice_type.facets.get(name, ())}
    line = {
        columns[one.pattern].removeprefix("item_"): _row(one, "", meanings)
        for one in placed
        if one.pattern in columns
    }
    sequences = notice_type.facets.get("item_sequence", ())
    number = next((str(one.element.value) for one in placed if one.pattern in sequences), "")
    return Item(number or str(int(placed[0].steps[1]) + 1), line, _blocks(placed, 2, outline, meanings))


def _blocks(placed: Sequence[_Placed], depth: int, outline: Outline, meanings: Meanings) -> tuple[Block, ...]:
    """Rows below the first ``depth`` steps: single ones together, and a block for each group of elements."""
    gathered: dict[tuple[Step, ...], list[Row]] = {(): []}
    titles: dict[tuple[Step, ...], str] = {(): ""}
    for one in placed:
        owner = _owner(one, depth, outline)
        if owner:
            titles[owner] = _title(one, depth, depth + len(owner), outline)
        label = _title(one, depth + len(owner), len(one.steps), outline)
        gathered.setdefault(owner, []).append(_row(one, label, meanings))
    return tuple(Block(titles[owner], tuple(rows)) for owner, rows in gathered.items() if rows)


def _owner(one: _Placed, depth: int, outline: Outline) -> tuple[Step, ...]:
    """The steps of the block that an element belongs to; none for one that stands alone.

    Each entry of a list within a block has a block of its own: else its number would stand in every label.
    """
    below = one.steps[depth:]
    for length in range(len(below) - 1, 2, -1):
        if isinstance(below[length - 1], int) and not outline.is_small(_pattern(one.steps[: depth + length])):
            return below[:length]
    length = 2 if len(below) > 1 and isinstance(below[1], int) else 1
    pattern = _pattern(one.steps[: depth + length])
    return () if len(below) <= length or outline.is_small(pattern) else below[:length]


def _title(one: _Placed, begin: int, end: int, outline: Outline) -> str:
    """What the steps from ``begin`` to ``end`` are called, each position as a number behind its list's name."""
    words: list[str] = []
    for length in range(begin + 1, end + 1):
        step = one.steps[length - 1]
        title = outline.title(_pattern(one.steps[:length]))
        if length == len(one.steps) and one.leaf is not None:
            title = naming.told(one.leaf.title)
        if isinstance(step, int):
            words.append(f"{title} {step + 1}")
        elif title:
            words.append(title)
    return " · ".join(words)


def _row(one: _Placed, title: str, meanings: Meanings) -> Row:
    element = one.element
    return Row(
        path=element.path,
        title=title or ("" if one.leaf is None else naming.told(one.leaf.title)),
        written=_written(one, meanings),
        wco=(one.leaf.wco or "") if one.leaf is not None else "",
        form=element.form,
        why=element.grounds,
    )


def _written(one: _Placed, meanings: Meanings) -> Written:
    element = one.element
    written = values.written(element.value, form=element.form, leaf=one.leaf, meanings=meanings)
    if element.form == PLAIN and one.pattern.endswith(_FIGURES):
        return replace(written, text=values.figure(written.text))
    return written


def _placed(element: Element, notice_type: NoticeType) -> _Placed:
    steps = _steps(element.path)
    pattern = _pattern(steps)
    return _Placed(steps, pattern, element, notice_type.leaves.get(pattern))


def _steps(path: str) -> tuple[Step, ...]:
    return tuple(int(step) if step.isdigit() else step for step in split(path))


def _pattern(steps: Iterable[Step]) -> str:
    return "".join("/*" if isinstance(step, int) else f"/{step}" for step in steps)


def _order(one: _Placed, outline: Outline) -> tuple[int, ...]:
    """The order of the schema; within a list that of the document."""
    return tuple(
        step if isinstance(step, int) else _earliest(_pattern(one.steps[:length]), outline)
        for length, step in enumerate(one.steps, start=1)
    )


def _earliest(pattern: str, outline: Outline) -> int:
    return min(outline.order(pattern), outline.order(f"{pattern}/*"))
