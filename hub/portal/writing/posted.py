"""What a form sent, as a document: every field is named by the JSON Pointer of its element.

A document being written may hold what no notice may: groups and rows that say nothing yet, texts that are no
numbers. ``document`` keeps them, so that a form comes back as it was; ``complete`` is what is handed in.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from exchange.catalogue.pointers import split
from hub.portal.writing.lookup import code_of
from hub.portal.writing.plan import BOOLEAN, INTEGER, LIST, NUMBER, OBJECT, Plan

# The offset of a moment stands in a field of its own, named as the moment with this behind it.
OFFSET = "@"
_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")
_INTEGER = re.compile(r"-?[0-9]{1,15}")
_TRUTHS = {"true": True, "false": False}
# Codes of these lists are written in capitals, and without the space that people put into a UN/LOCODE.
_CAPITALS = frozenset({"countries", "currencies", "unlocode", "units", "packages"})
# Where the field's own value stands among what is below it; no element has an empty name.
_OWN = ""
_MOST_DIGITS = 6

Posted = Mapping[str, str]
_Tree = dict[str, Any]


def document(plan: Plan, posted: Posted, *, without: str = "") -> dict[str, Any]:
    """The document that the fields say, as it is being written. ``without``: the pointer of what is taken away."""
    tree = _tree(posted)
    if steps := _steps(without):
        _prune(tree, steps)
    found = _read(plan, tree)
    return found if isinstance(found, dict) else {}


def with_added(plan: Plan, written: dict[str, Any], pointer: str) -> str:
    """Open a group, or give a list one more row; answers the pointer of what is new, empty for nothing."""
    steps = _steps(pointer)
    added = plan.at(steps)
    parent = _parent(written, steps)
    if added is None or added.is_leaf or not isinstance(parent, dict):
        return ""
    if added.kind == OBJECT:
        parent.setdefault(steps[-1], {})
        return pointer
    rows = parent.setdefault(steps[-1], [])
    if not isinstance(rows, list):
        return ""
    rows.append("" if added.row.is_leaf else {})
    return f"{pointer}/{len(rows) - 1}"


def complete(plan: Plan, written: Mapping[str, Any]) -> dict[str, Any]:
    """The document to hand in: without what says nothing, and with the rows of goods numbered."""
    found = _kept(plan, written)
    return found if isinstance(found, dict) else {}


def settled(plan: Plan, written: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a form that comes back: what says nothing stays open, but shifts no row that says something.

    So every place in it is the place in what was handed in.
    """
    found = _settled(plan, written)
    return found if isinstance(found, dict) else {}


def _steps(name: str) -> tuple[str, ...]:
    """The steps of a field's name; none for one that names no element."""
    steps = split(name) if name.startswith("/") else ()
    return () if _OWN in steps else steps


def _parent(written: Any, steps: tuple[str, ...]) -> Any:
    """What holds the last of these steps, with the groups on the way opened; None where there is no such way."""
    for step in steps[:-1]:
        if isinstance(written, list):
            written = written[int(step)] if _is_position(step) and int(step) < len(written) else None
        elif isinstance(written, dict):
            written = written.setdefault(step, {})
    return written if steps else None


def _is_position(step: str) -> bool:
    return step.isdecimal() and len(step) <= _MOST_DIGITS


def _tree(posted: Posted) -> _Tree:
    root: _Tree = {}
    for name, value in posted.items():
        steps = _steps(name)
        if not steps:
            continue
        node = root
        for step in steps:
            node = node.setdefault(step, {})
        node[_OWN] = value.replace("\x00", "")
    return root


def _prune(tree: _Tree, steps: tuple[str, ...]) -> None:
    for step in steps[:-1]:
        tree = tree.get(step, {})
    tree.pop(steps[-1], None)


def _read(plan: Plan, tree: _Tree) -> Any:
    """The value at a place; None where the form has no such place, or a field stands empty."""
    if plan.kind == OBJECT:
        members = ((one, _member(one, tree)) for one in plan.below)
        return {one.step: value for one, value in members if value is not None}
    if plan.kind == LIST:
        places = sorted((step for step in tree if _is_position(step)), key=int)
        return [_row(plan.row, tree[place]) for place in places]
    return _leaf(plan, tree)


def _member(plan: Plan, tree: _Tree) -> Any:
    below = tree.get(plan.step)
    if below is None:
        return None
    if plan.format == "date-time":
        return _moment(below.get(_OWN, ""), tree.get(plan.step + OFFSET, {}).get(_OWN, ""))
    return _read(plan, below)


def _row(plan: Plan, tree: _Tree) -> Any:
    found = _read(plan, tree)
    return "" if found is None else found


def _leaf(plan: Plan, tree: _Tree) -> str | int | bool | None:
    text = str(tree.get(_OWN, "")).replace("\r\n", "\n").strip()
    if not text:
        return None
    if plan.kind == BOOLEAN:
        return _TRUTHS.get(text, text)
    if plan.kind == INTEGER:
        return int(text) if _INTEGER.fullmatch(text) else text
    return _code(plan.codelist, text) if plan.codelist else text


def _code(codelist: str, text: str) -> str:
    code = code_of(codelist, text)
    return "".join(code.upper().split()) if codelist in _CAPITALS else code


def _moment(local: str, offset: str) -> str | None:
    local = local.strip()
    found = _LOCAL.fullmatch(local)
    if found is None:
        return local or None
    return f"{local}{'' if found[1] else ':00'}{offset}"


def _kept(plan: Plan, value: Any) -> Any:
    """The value without what is empty; None where nothing is left."""
    if plan.kind == OBJECT and isinstance(value, Mapping):
        members = ((one.step, _kept(one, value[one.step])) for one in plan.below if one.step in value)
        return {step: member for step, member in members if member is not None} or None
    if plan.kind == LIST and isinstance(value, list):
        rows = [row for row in (_kept(plan.row, one) for one in value) if row is not None]
        return _numbered(plan.row, rows) or None
    return None if value == "" else value


def _settled(plan: Plan, value: Any) -> Any:
    if plan.kind == OBJECT and isinstance(value, Mapping):
        return {one.step: _settled(one, value[one.step]) for one in plan.below if one.step in value}
    if plan.kind == LIST and isinstance(value, list):
        rows = [_settled(plan.row, one) for one in value if _kept(plan.row, one) is not None]
        return _numbered(plan.row, rows) or value[:1]
    return value


def _numbered(row: Plan, rows: list[Any]) -> list[Any]:
    """Rows that must have a number and have none get the one that follows the highest."""
    number = row.child(NUMBER) if row.kind == OBJECT else None
    if number is None or not number.is_own_number:
        return rows
    following = count(max(_numbers(rows), default=0) + 1)
    return [
        {NUMBER: next(following), **one} if isinstance(one, Mapping) and NUMBER not in one else one
        for one in rows
    ]


def _numbers(rows: Iterable[Any]) -> Iterable[int]:
    numbers = (one.get(NUMBER) for one in rows if isinstance(one, Mapping))
    return (one for one in numbers if isinstance(one, int))
