"""Generated requests led to where something is: real identifiers and notices in the place of made-up ones."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from schemathesis import Case

from exchange.catalogue import selectors as catalogue
from tests.contract.ready import MAKERS, Ready
from tests.contract.world import World

_IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# One generated request in so many goes where it was generated to go: to nothing.
_ASTRAY = 5
_CHANGED_LEAVES = 3
# One notice in so many is of any type, under any reference.
_FOREIGN = 4
_TEXT = re.compile(rb">[^<>]+<")
_CELL = re.compile(rb"[^,\r\n]+")


class Targets:
    """What each operation may be aimed at. What an act has used up is prepared anew, for the role that may act."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ready: dict[str, Ready] = {}

    def of(self, operation: str) -> Ready:
        """The current target."""
        if operation not in self._ready:
            self._ready[operation] = MAKERS[operation].prepare(self._world)
        return self._ready[operation]

    def used_up(self, operation: str) -> None:
        self._ready.pop(operation, None)


def steer(case: Case, ready: Ready, turn: int) -> None:
    """Aim a well-formed request at the target; ``turn`` counts the requests of the operation."""
    if not turn % _ASTRAY:
        return
    if ready.path and case.path_parameters:
        case.path_parameters = {**case.path_parameters, **ready.path}
    for name, value in ready.headers.items():
        case.headers[name] = value
    if isinstance(ready.body, bytes) and isinstance(case.body, str):
        case.body = _file(ready.body, case.body, turn)
    if isinstance(case.body, dict):
        known = dict(_identifiers(ready.body))
        body = {name: _replaced(name, value, known) for name, value in case.body.items()}
        case.body = body | _notice(body, ready, turn)


def _identifiers(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The identifiers in a body, by the member they stand under."""
    if isinstance(value, Mapping):
        for member, below in value.items():
            yield from _identifiers(below, member)
    elif isinstance(value, list):
        for below in value:
            yield from _identifiers(below, name)
    elif isinstance(value, str) and _IDENTIFIER.fullmatch(value):
        yield name, value


def _replaced(name: str, value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {member: _replaced(member, below, known) for member, below in value.items()}
    if isinstance(value, list):
        # Once: a list may say that it holds nothing twice.
        return [_replaced(name, below, known) if n == 0 else below for n, below in enumerate(value)]
    return known.get(name, value) if isinstance(value, str) else value


def _file(sample: bytes, strange: str, turn: int) -> bytes:
    """The file with one of its texts, or of the cells of a table, made strange."""
    texts = _TEXT.findall(sample)
    if not texts:
        cells = _CELL.findall(sample)
        return sample.replace(cells[turn % len(cells)], strange.encode("utf-8", "replace"), 1)
    return sample.replace(texts[turn % len(texts)], b">%s<" % escape(strange).encode("utf-8", "replace"), 1)


def _notice(body: Mapping[str, Any], ready: Ready, turn: int) -> dict[str, Any]:
    """For an operation that takes a notice: one of a real type, with a few of its elements changed."""
    if not isinstance(ready.body, dict) or not isinstance(body.get("content"), dict):
        return {}
    own = turn % _FOREIGN
    types = [one.id for one in catalogue.every_type()]
    type_id = ready.body.get("type", "advance_cargo") if own else types[turn // _FOREIGN % len(types)]
    content = ready.body["content"] if own else catalogue.sample(type_id)
    strange = list(_leaves(body["content"])) or ["", "\u202e", 0, True, None, "9" * 40, [], {}]
    for n in range(turn % _CHANGED_LEAVES):
        content = _changed(content, strange, turn * 7 + n)
    known = {**ready.body, "type": type_id} if own else {"type": type_id}
    return {
        name: known[name] for name in ("type", "reference", "replaces") if name in known and name in body
    } | {"content": content}


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, (Mapping, list)):
        for below in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(below)
    else:
        yield value


def _changed(content: Any, strange: list[Any], number: int) -> Any:
    """The content with the element of this number (counted round and round) made strange."""
    if isinstance(content, Mapping) and content:
        name = list(content)[number % len(content)]
        return {**content, name: _changed(content[name], strange, number // 3 + 1)}
    if isinstance(content, list) and content:
        place = number % len(content)
        return [*content[:place], _changed(content[place], strange, number // 3 + 1), *content[place + 1 :]]
    return strange[number % len(strange)]
