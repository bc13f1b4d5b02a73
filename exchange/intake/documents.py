"""The rows of one notice as its document, and the faults of a document told by row and column."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any

from accounts.errors import Fault
from accounts.sentences import Sentence
from exchange.catalogue import bundle
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.pointers import ANY, join, split
from exchange.intake import cells, columns
from exchange.intake.built import Built, RowFault
from exchange.intake.cells import Unreadable
from exchange.intake.columns import EXAMPLE, ITEM_NUMBER, REFERENCE
from exchange.intake.readers.table import Cell, Row
from exchange.intake.sources import Way, source_of

_MOST_FAULTS = 100
_NAMED = 3


class Plan:
    """How the rows of one file become documents of one type: made once, used for each notice."""

    def __init__(
        self,
        type_id: str,
        mapping: Mapping[str, int],
        *,
        zone: str,
        decimal_comma: bool,
        constants: Mapping[str, str] | None = None,
    ) -> None:
        self.type = type_id
        self._mapping = mapping
        self._columns = columns.by_path(type_id)
        self._reference = mapping[REFERENCE]
        self._has_items = ITEM_NUMBER in self._columns
        patterns = dict(bundle.leaves(catalogue.one_type(type_id).schema))
        self._sources = [
            source_of(column, column.leaf, position, patterns[path], zone, decimal_comma)
            for path, position in mapping.items()
            for column in [self._columns[path]]
            if column.leaf is not None
        ]
        # Constants are kept with a decimal point, however the file writes its numbers.
        self._constants = [
            (source, source.read(value))
            for path, value in (constants or {}).items()
            for column in [self._columns[path]]
            if column.leaf is not None
            for source in [source_of(column, column.leaf, -1, patterns[path], zone, decimal_comma=False)]
        ]

    def reference(self, row: Sequence[Cell]) -> str:
        """The publisher's reference in a row; empty where there is none."""
        cell = row[self._reference] if self._reference < len(row) else None
        try:
            return cells.text(cell)
        except Unreadable:
            return str(cell)

    def is_example(self, row: Sequence[Cell]) -> bool:
        """Whether the row is the one that the template shows how to fill in."""
        return self.reference(row) == EXAMPLE

    def build(self, rows: Sequence[Row]) -> Built:
        """The document that the rows of one notice say."""
        built = Built(rows[0][0], self.reference(rows[0][1]))
        built.faults += self._lost(rows)
        if not built.reference:
            built.faults.append(
                RowFault(
                    rows[0][0], self._reference, REFERENCE, "missing-reference",
                    "The row has no reference. Give each notice a reference of your own.",
                )
            )  # fmt: skip
        for number, row in rows:
            root, item = self._read(number, row, built)
            if built.document:
                self._merge(built.document, root, "", number, built)
            else:
                built.document = root
            if self._has_items:
                self._add_item(item, number, built)
        return built

    def _lost(self, rows: Sequence[Row]) -> list[RowFault]:
        """A reference that a spreadsheet program has changed: others may look the same by now."""
        number, row = rows[0]
        try:
            cells.text(row[self._reference] if self._reference < len(row) else None)
        except Unreadable as refused:
            return [RowFault(number, self._reference, REFERENCE, refused.code, refused.message)]
        return []

    def faults(self, built: Built, found: Iterable[Fault]) -> list[RowFault]:
        """Faults found in the document, told by the row and column that they come from."""
        return [self._placed(built, fault) for fault in found]

    def _read(self, number: int, row: Sequence[Cell], built: Built) -> tuple[dict[str, Any], dict[str, Any]]:
        root: dict[str, Any] = {}
        item: dict[str, Any] = {}
        width = len(row)
        for source in self._sources:
            cell = row[source.position] if source.position < width else None
            if cell is None or cell == "":
                continue
            try:
                value = source.read(cell)
            except Unreadable as refused:
                if len(built.faults) < _MOST_FAULTS:
                    built.faults.append(
                        RowFault(number, source.position, source.path, refused.code, refused.message)
                    )
                continue
            _put(item if source.of_item else root, source.way, value)
        for source, value in self._constants:
            _put(item if source.of_item else root, source.way, copy(value))
        return root, item

    def _add_item(self, item: dict[str, Any], number: int, built: Built) -> None:
        """One more goods item; a row with the number of the item before it says more about that one."""
        items = built.document.setdefault("items", [])
        if items and "sequence" in item and item["sequence"] == items[-1]["sequence"]:
            self._merge(items[-1], item, f"/items/{len(items) - 1}", number, built, gather=False)
            return
        if items:
            built.given_by[f"/items/{len(items)}"] = number
        item.setdefault("sequence", items[-1]["sequence"] + 1 if items else 1)
        items.append(item)

    def _merge(
        self,
        held: dict[str, Any],
        more: dict[str, Any],
        place: str,
        row: int,
        built: Built,
        *,
        gather: bool = True,
    ) -> None:
        """What a further row says: new values are added, the same ones pass, others are faults.

        ``gather``: equal entries of a list are one (a container named in each row); else each row adds one.
        """
        for name, value in more.items():
            here = f"{place}/{name}"
            if name not in held:
                held[name] = value
                built.given_by[here] = row
            elif isinstance(value, dict):
                self._merge(held[name], value, here, row, built, gather=gather)
            elif isinstance(value, list):
                self._merge_list(held[name], value, here, row, built, gather)
            elif value != held[name]:
                path = _pattern(here)
                message = Sentence(
                    "Rows of one notice agree on what is said of the notice as a whole: this row says"
                    " %(value)s, an earlier one %(held)s. Write the same in both, or give the rows of another notice"
                    " a reference of their own.",
                    value=value,
                    held=held[name],
                )
                built.faults.append(RowFault(row, self._mapping.get(path), path, "rows-differ", message))

    def _merge_list(
        self, held: list[Any], more: list[Any], place: str, row: int, built: Built, gather: bool
    ) -> None:
        for entry in more:
            same = next((at for at, one in enumerate(held) if gather and _is_same(one, entry)), None)
            if same is None:
                built.given_by[f"{place}/{len(held)}"] = row
                held.append(entry)
            elif isinstance(entry, dict):
                self._merge(held[same], entry, f"{place}/{same}", row, built)

    def _placed(self, built: Built, fault: Fault) -> RowFault:
        path = _pattern(fault.place)
        row, nearest = built.first_row, fault.place
        while nearest:
            if nearest in built.given_by:
                row = built.given_by[nearest]
                break
            nearest = nearest.rpartition("/")[0]
        if path == "/reference":
            return RowFault(row, self._reference, REFERENCE, fault.code, fault.message)
        position = self._mapping.get(path)
        if position is None:
            position = self._mapping.get(f"{path}/{ANY}")
        if fault.code == "missing":
            return self._missing(row, position, path, fault)
        return RowFault(row, position, path, fault.code, fault.message)

    def _missing(self, row: int, position: int | None, path: str, fault: Fault) -> RowFault:
        """What is required and not said, in the terms of the table."""
        column = self._columns.get(path)
        if column is not None and position is None:
            return RowFault(
                row,
                None,
                path,
                fault.code,
                Sentence(
                    "%(name)s is required, and no column of the file holds it. Add a column for it; or say with the"
                    " columns what every row says of it.",
                    name=columns.in_words(column.name),
                ),
            )
        within = [one for one in self._columns.values() if one.path.startswith(f"{path}/")]
        if column is not None or not within:
            return RowFault(row, position, path, fault.code, fault.message)
        wanted = [one for one in within if one.required] or within
        given = [self._mapping[one.path] for one in wanted if one.path in self._mapping]
        names = tuple(columns.in_words(one.name) for one in wanted[:_NAMED])
        return RowFault(
            row,
            given[0] if given else None,
            path,
            fault.code,
            Sentence("This is required. Fill in at least one of: %(names)s.", names=names),
        )


def _put(target: dict[str, Any], way: Way, value: Any) -> None:
    for step, listed in way[:-1]:
        if listed:
            entries = target.setdefault(step, [])
            if not entries:
                entries.append({})
            target = entries[0]
        else:
            target = target.setdefault(step, {})
    target[way[-1][0]] = value


def _is_same(one: Any, other: Any) -> bool:
    """Whether two entries of a list are about the same thing: their plain values are the same."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return bool(one == other)
    return _values(one) == _values(other)


def _values(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if not isinstance(value, (dict, list))}


def _pattern(pointer: str) -> str:
    return join([ANY if step.isdigit() else step for step in split(pointer)]) if pointer else ""
