"""Reading parsed content by pointer patterns: ``*`` stands for exactly one array position."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

Path = tuple[str, ...]

# Patterns as nested steps; at the end of each stands its place in the order of patterns.
Tree = dict[str, "Tree | int"]

ITEMS: Path = ("items",)
TOTALS: Path = ("totals",)


def compile_path(pointer: str) -> Path:
    """The segments of a JSON Pointer (RFC 6901) pattern; the empty pointer covers everything."""
    if pointer == "":
        return ()
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))


def tree_of(paths: Iterable[Path]) -> Tree:
    """Patterns as a tree, so that content is walked once, whatever their number."""
    root: Tree = {}
    for order, path in enumerate(paths):
        node = root
        for segment in path[:-1]:
            below = node.setdefault(segment, {})
            if isinstance(below, int):
                raise ValueError(f"{'/'.join(path)} lies under another leaf")
            node = below
        node[path[-1]] = order
    return root


def escape(name: str) -> str:
    """A property name as a segment of a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def read(value: Any, path: Path, start: int = 0) -> Iterator[Any]:
    """Every value at the path, in document order."""
    for position in range(start, len(path)):
        segment = path[position]
        if segment == "*":
            if isinstance(value, list):
                for one in value:
                    yield from read(one, path, position + 1)
            return
        if not isinstance(value, dict) or segment not in value:
            return
        value = value[segment]
    yield value


class Facets:
    """What conditions look at in one notice, read when first asked for and kept."""

    __slots__ = ("_columns", "_header", "_items", "_paths", "content")

    def __init__(self, paths: Mapping[str, Sequence[Path]], content: Mapping[str, Any]) -> None:
        self._paths = paths
        self.content = content
        self._header: dict[tuple[str, Path], tuple[str, ...]] = {}
        self._columns: dict[str, tuple[tuple[Any, ...], ...]] = {}
        self._items: list[Any] | None = None

    def texts(self, facet: str, under: Path = ()) -> tuple[str, ...]:
        """The texts of a facet, of those of its elements that lie under a path. An empty one is as absent."""
        key = (facet, under)
        found = self._header.get(key)
        if found is None:
            depth = len(under)
            found = self._header[key] = tuple(
                value
                for path in self._paths.get(facet, ())
                if path[:depth] == under
                for value in read(self.content, path)
                if isinstance(value, str) and value
            )
        return found

    def has(self, path: Path) -> bool:
        """Whether an element stands at a path without positions."""
        value: Any = self.content
        for segment in path:
            if not isinstance(value, dict) or segment not in value:
                return False
            value = value[segment]
        return not isinstance(value, dict | list | float)

    @property
    def items(self) -> list[Any]:
        """The goods items, in order."""
        if self._items is None:
            items = self.content.get("items") if self._paths.get("items") else None
            self._items = items if isinstance(items, list) else []
        return self._items

    def item_texts(self, facet: str) -> tuple[tuple[str, ...], ...]:
        """Per item, the texts of one of its facets."""
        found = self._columns.get(facet)
        if found is None:
            paths = self._item_paths(facet)
            found = self._columns[facet] = tuple(
                tuple(v for path in paths for v in read(item, path) if isinstance(v, str) and v)
                for item in self.items
            )
        return found

    def item_amounts(self) -> tuple[tuple[tuple[Decimal | None, str | None], ...], ...]:
        """Per item, its values with their currencies; None where one of the two is absent."""
        found = self._columns.get("values")
        if found is None:
            amounts, currencies = self._item_paths("item_value"), self._item_paths("item_currency")
            pairs = [(amount, _beside(amount, currencies)) for amount in amounts]
            found = self._columns["values"] = tuple(
                tuple(
                    (_number(next(read(item, amount), None)), _text(next(read(item, currency), None)))
                    for amount, currency in pairs
                )
                for item in self.items
            )
        return found

    def item_masses(self) -> tuple[tuple[Decimal, ...], ...]:
        """Per item, its masses in kilograms."""
        found = self._columns.get("masses")
        if found is None:
            paths = self._item_paths("item_mass")
            found = self._columns["masses"] = tuple(
                tuple(
                    number
                    for path in paths
                    for value in read(item, path)
                    if (number := _number(value)) is not None
                )
                for item in self.items
            )
        return found

    def _item_paths(self, facet: str) -> list[Path]:
        """The facet's paths below one item."""
        return [path[2:] for path in self._paths.get(facet, ()) if path[:2] == ("items", "*")]


def _beside(amount: Path, currencies: Sequence[Path]) -> Path:
    """The currency that belongs to an amount: the one under the same parent, else the only one there is."""
    siblings = [path for path in currencies if path[:-1] == amount[:-1]]
    return (siblings or list(currencies) or [("",)])[0]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: Any) -> Decimal | None:
    """A decimal as it is written in notices; anything else is as good as absent."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
