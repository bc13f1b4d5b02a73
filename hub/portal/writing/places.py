"""Where a fault is: in words, and at which field of the form."""

from collections.abc import Iterable, Iterator, Mapping

from exchange.catalogue import naming
from exchange.catalogue.pointers import split
from hub.portal.writing.boxes import Box, Rows
from hub.portal.writing.plan import LIST, Plan


def in_words(plan: Plan, pointer: str) -> str:
    """What stands at a pointer, with the groups that it stands in: ``Goods item 2 · HS code``."""
    words: list[str] = []
    found: Plan | None = plan
    for step in split(pointer):
        if found is None:
            break
        within, found = found, found.child(step)
        if found is None or found.kind == LIST:
            words += [naming.told(found.title)] if found is not None and step == split(pointer)[-1] else []
        elif within.kind == LIST and step.isdecimal():
            words.append(f"{naming.told(found.title or within.title)} {int(step) + 1}")
        else:
            words.append(naming.told(found.title))
    return " · ".join(word for word in words if word)


def targets(boxes: Iterable[Box]) -> dict[str, str]:
    """For every place in a form the id of the field at which one mends it."""
    return {pointer: target for box in boxes for pointer, target in _targets(box)}


def nearest(known: Mapping[str, str], pointer: str) -> str:
    """The id of the field at this place, else of what it stands in; empty where the form has neither."""
    while pointer and pointer not in known:
        pointer = pointer.rpartition("/")[0]
    return known.get(pointer, "")


def _targets(part: Box | Rows) -> Iterator[tuple[str, str]]:
    """The parts within come first: so a group is mended at its own first field, if it has one."""
    if isinstance(part, Rows):
        yield part.pointer, part.id
        for box in part.boxes:
            yield from _targets(box)
        yield from ((one.name, one.id) for one in part.values)
        return
    fields = (*part.fields, *part.further)
    if part.pointer:
        yield part.pointer, fields[0].id if fields else part.id
    yield from ((one.name, one.id) for one in fields)
    for below in part.parts:
        yield from _targets(below)
