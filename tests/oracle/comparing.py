"""Compare two sets of answers, and make a scenario that tells them apart as small as it gets."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Doc = dict[str, Any]

# What the documents' format fixes. Reasons are worded by the hub; only *suspended* is compared, where it is a kind.
COMPARED = {
    "route": ("organisation", "purpose", "kind", "reason", "agreements", "elements"),
    "may_send": ("recipient", "purpose", "allowed", "agreements", "elements"),
    "may_read": ("recipient", "purpose", "allowed", "agreements", "elements"),
    "explain": ("agreement", "version", "purpose", "entitled", "failed_rule"),
}
LISTED = {"route": "recipients", "may_send": "deliveries", "may_read": "deliveries", "explain": "agreements"}
KEPT = {"active", "periods", "kind", "format"}


@dataclass(frozen=True)
class Difference:
    """One answer in which they differ: of which question, and in words."""

    question: str
    words: str


def first_difference(expected: Doc, actual: Doc) -> Difference | None:
    """The first answer in which they differ; None where they agree."""
    for number, (wanted, given) in enumerate(zip(expected["answers"], actual["answers"], strict=True)):
        told_wanted, told_given = _told(wanted), _told(given)
        if told_wanted != told_given:
            moment = {name: wanted[name] for name in ("question", "at", "notice", "version")}
            mine, other = _apart(told_wanted, told_given)
            words = f"moment {number} {moment}\n  oracle: {mine}\n  engine: {other}"
            return Difference(wanted["question"], words)
    return None


def _told(answer: Doc) -> list[Doc]:
    names = COMPARED[answer["question"]]
    return [
        {name: _sorted(line[name]) if name == "elements" else line[name] for name in names}
        for line in answer[LISTED[answer["question"]]]
    ]


def _sorted(elements: list[Doc]) -> list[Doc]:
    return sorted(elements, key=lambda element: element["path"])


def _apart(wanted: list[Doc], given: list[Doc]) -> tuple[Any, Any]:
    """The first lines that differ; of two that differ in elements alone, these."""
    for one, other in zip(wanted, given, strict=False):
        if one != other:
            if {**one, "elements": 0} == {**other, "elements": 0}:
                mine = [e for e in one["elements"] if e not in other["elements"]]
                return mine, [e for e in other["elements"] if e not in one["elements"]]
            return one, other
    shorter = min(len(wanted), len(given))
    return wanted[shorter:], given[shorter:]


def minimise(doc: Doc, apart: Callable[[Doc], Difference | None]) -> Doc:
    """Drop parts as long as the two still differ in the same question: list entries and parts of contents."""
    small = copy.deepcopy(doc)
    first = apart(doc)
    if first is None:
        return small
    dropped = True
    while dropped:
        dropped = False
        for holder, key in list(_droppable(small)):
            if key not in holder and not isinstance(holder, list):
                continue
            if isinstance(holder, list) and key >= len(holder):
                continue
            part = holder[key]
            del holder[key]
            if _still(small, apart, first.question):
                dropped = True
            elif isinstance(holder, list):
                holder.insert(key, part)
            else:
                holder[key] = part
    return small


def _still(doc: Doc, apart: Callable[[Doc], Difference | None], question: str) -> bool:
    """A part without which either side can't answer is needed."""
    try:
        found = apart(doc)
    except Exception:  # noqa: BLE001  # whatever a mutilated document does to either side
        return False
    return found is not None and found.question == question


def _droppable(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every list entry (from the last) and, within contents, every member."""
    if isinstance(node, list):
        for position in reversed(range(len(node))):
            yield node, position
        for child in node:
            yield from _droppable(child)
    elif isinstance(node, dict):
        for name, child in node.items():
            if name == "content":
                yield from _members(child)
            elif name not in KEPT:
                yield from _droppable(child)


def _members(node: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(node, dict):
        for name in list(node):
            yield node, name
        for child in list(node.values()):
            yield from _members(child)
    elif isinstance(node, list):
        for child in node:
            yield from _members(child)
