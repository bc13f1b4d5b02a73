"""What a reply may concern: the containers, goods, documents and elements that its sender sees in the notice."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from exchange.catalogue import selectors as catalogue
from exchange.routing.projection import Element
from exchange.routing.scope import PLAIN
from hub.portal import elements, values, words
from hub.portal.writing import places
from hub.portal.writing.plan import newest

# More boxes than these nobody ticks one by one.
_MOST = 200
_OF_A_DOCUMENT = ("type", "issue_date")
_SHORT = 80


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be ticked."""

    value: str
    label: str
    picked: bool


@dataclass(frozen=True, slots=True)
class Subjects:
    """Everything that can be ticked, by the name of its boxes."""

    elements: tuple[Choice, ...]
    items: tuple[Choice, ...]
    equipment: tuple[Choice, ...]
    documents: tuple[Choice, ...]
    receptacles: tuple[Choice, ...]

    def __bool__(self) -> bool:
        return bool(self.elements or self.items or self.equipment or self.documents or self.receptacles)


class Subjecting:
    """The visible elements of one cited version, looked through for what a reply can name."""

    def __init__(self, shown: Sequence[Element], type_id: str) -> None:
        self._type = catalogue.one_type(type_id)
        self._shown = {one.path: one for one in shown}
        self._plain = {path: one for path, one in self._shown.items() if one.form == PLAIN}
        self._keyed: dict[str, list[Element]] = defaultdict(list)
        for path, one in self._plain.items():
            leaf = self._type.leaves.get(elements.pattern_of(path))
            if leaf is not None and leaf.key is not None:
                self._keyed[leaf.key].append(one)

    def choices(self, picked: Mapping[str, Collection[str]]) -> Subjects:
        """What can be ticked, with what is."""
        return Subjects(
            elements=self._elements(picked.get("element", ())),
            items=_ticked(self._items(), picked.get("item", ())),
            equipment=_ticked(_values(self._keyed["container"]), picked.get("equipment", ())),
            documents=_ticked(_values(self._keyed["transport_document"]), picked.get("document", ())),
            receptacles=_ticked(_values(self._at("/receptacles")), picked.get("receptacle", ())),
        )

    def items_of(self, paths: Iterable[str]) -> list[str]:
        """The numbers of the goods items that these elements belong to."""
        found = (self._number(path.split("/")[2]) for path in paths if path.startswith("/items/"))
        return list(dict.fromkeys(one for one in found if one))

    def document(self, picked: Mapping[str, Collection[str]]) -> dict[str, Any]:
        """What is ticked, as the content of a reply names it."""
        known = {one.value for one in self._keyed["transport_document"]}
        said = {name: list(dict.fromkeys(values)) for name, values in picked.items()}
        members: dict[str, list[Any]] = {
            "documents": [self._document(one) for one in said.get("document", ()) if one in known],
            "equipment": said.get("equipment", []),
            "receptacles": said.get("receptacle", []),
            "item_sequences": [int(one) for one in said.get("item", ()) if one.isdecimal()],
            "elements": [one for one in said.get("element", ()) if one in self._shown],
        }
        return {name: found for name, found in members.items() if found}

    def _elements(self, picked: Collection[str]) -> tuple[Choice, ...]:
        plan, meanings = newest(self._type.id), values.meanings()
        chosen = [self._shown[path] for path in dict.fromkeys(picked) if path in self._shown]
        return tuple(
            Choice(one.path, words.labelled(places.in_words(plan, one.path), self._text(one, meanings)), True)
            for one in chosen
        )

    def _items(self) -> list[tuple[str, str]]:
        positions = dict.fromkeys(path.split("/")[2] for path in self._plain if path.startswith("/items/"))
        found = []
        for position in positions:
            number = self._number(position)
            described = self._plain.get(f"/items/{position}/description")
            said = "" if described is None else str(described.value)[:_SHORT]
            if number:
                found.append((number, f"{number} · {said}" if said else number))
        return found

    def _number(self, position: str) -> str:
        found = self._plain.get(f"/items/{position}/sequence")
        return "" if found is None else str(found.value)

    def _document(self, number: str) -> dict[str, Any]:
        """A transport document with what is seen of it: numbers recur."""
        one = next(one for one in self._keyed["transport_document"] if one.value == number)
        above = one.path.rpartition("/")[0]
        beside = {name: self._plain.get(f"{above}/{name}") for name in _OF_A_DOCUMENT}
        return {"number": number} | {name: seen.value for name, seen in beside.items() if seen is not None}

    def _at(self, root: str) -> list[Element]:
        return [one for path, one in self._plain.items() if path.startswith(f"{root}/")]

    def _text(self, one: Element, meanings: values.Meanings) -> str:
        leaf = self._type.leaves.get(elements.pattern_of(one.path))
        return values.written(one.value, form=one.form, leaf=leaf, meanings=meanings).text[:_SHORT]


def picked(data: QueryDict) -> dict[str, list[str]]:
    """What is ticked in what was sent."""
    names = ("element", "item", "equipment", "document", "receptacle")
    return {name: data.getlist(name)[:_MOST] for name in names}


def of_document(said: Any) -> dict[str, list[str]]:
    """What is ticked in what a draft names; it may hold anything."""
    members: Mapping[str, Any] = said if isinstance(said, Mapping) else {}
    rows = {name: found for name, found in members.items() if isinstance(found, list)}
    documents = (one.get("number") for one in rows.get("documents", ()) if isinstance(one, Mapping))
    found = {
        "element": rows.get("elements", ()),
        "item": rows.get("item_sequences", ()),
        "equipment": rows.get("equipment", ()),
        "document": documents,
        "receptacle": rows.get("receptacles", ()),
    }
    return {name: [str(one) for one in values][:_MOST] for name, values in found.items()}


def _values(found: Iterable[Element]) -> list[tuple[str, str]]:
    return [(one, one) for one in dict.fromkeys(str(one.value) for one in found)]


def _ticked(found: Sequence[tuple[str, str]], picked: Collection[str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, label, value in picked) for value, label in found[:_MOST])
