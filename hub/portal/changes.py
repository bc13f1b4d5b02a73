"""What one version of a notice says otherwise than another, element by element."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exchange.catalogue import selectors as catalogue
from exchange.catalogue.pointers import split
from exchange.routing.projection import Element
from hub.portal import elements, layout, values
from hub.portal.values import Written
from hub.portal.writing import places
from hub.portal.writing.plan import newest

# What a row is known by, wherever it stands in its list; the first that it has.
_IDENTITY = ("sequence", "identifier", "number", "event_id", "url")

# A place with each row's position replaced by what the row is known by.
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One element that was added (no ``before``), removed (no ``after``) or changed."""

    path: str
    title: str
    before: Written | None
    after: Written | None

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def between(old: Sequence[Element], new: Sequence[Element], *, type_id: str) -> list[Change]:
    """The changes from ``old`` to ``new`` in the order of the schema. A row that only moved has not changed."""
    before, after = _keyed(old), _keyed(new)
    notice_type = catalogue.one_type(type_id)
    outline, plan, meanings = layout.outline_of(type_id), newest(type_id), values.meanings()
    found: list[tuple[tuple[int, int], Change]] = []
    for number, key in enumerate(dict.fromkeys([*after, *before])):
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None and (was.value, was.form) == (now.value, now.form):
            continue
        path = (now or was or old[0]).path
        pattern = elements.pattern_of(path)
        leaf = notice_type.leaves.get(pattern)
        told = [
            None if one is None else values.written(one.value, form=one.form, leaf=leaf, meanings=meanings)
            for one in (was, now)
        ]
        change = Change(path, places.in_words(plan, path), told[0], told[1])
        found.append(((outline.order(pattern.partition("/*")[0]), number), change))
    return [change for _, change in sorted(found, key=lambda one: one[0])]


def _keyed(said: Iterable[Element]) -> dict[_Key, Element]:
    by_path = {one.path: one for one in said}
    seen: dict[_Key, int] = {}
    names: dict[str, object] = {}
    return {_key(path, by_path, names, seen): one for path, one in by_path.items()}


def _key(path: str, by_path: Mapping[str, Element], names: dict[str, object], seen: dict[_Key, int]) -> _Key:
    key: list[object] = []
    place = ""
    for step in split(path):
        above, place = place, f"{place}/{step}"
        if step.isdecimal() and place not in names:
            names[place] = _name(place, above, by_path, seen)
        key.append(names[place] if step.isdecimal() else step)
    return tuple(key)


def _name(place: str, above: str, by_path: Mapping[str, Element], seen: dict[_Key, int]) -> object:
    """What a row is known by, and the how-manieth of that name it is; its position if it says neither."""
    identity = next(
        (by_path[one].value for one in (f"{place}/{name}" for name in _IDENTITY) if one in by_path), None
    )
    if identity is None:
        return ("", place.rpartition("/")[2])
    seen[above, identity] = seen.get((above, identity), 0) + 1
    return (identity, seen[above, identity])
