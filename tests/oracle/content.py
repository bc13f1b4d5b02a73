"""A notice's content as elements: concrete JSON Pointers with their scalar values."""

from functools import cache
from typing import Any

Content = dict[str, Any]
Segments = tuple[str | int, ...]


@cache
def split(pointer: str) -> tuple[str, ...]:
    """The segments of a JSON Pointer; the empty pointer has none."""
    if pointer == "":
        return ()
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))


def join(segments: Segments) -> str:
    """The JSON Pointer of these segments."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in segments)


def pattern(segments: Segments) -> str:
    """The pointer with `*` in place of every array position."""
    return join(tuple("*" if isinstance(part, int) else part for part in segments))


def elements(node: Any, before: Segments = ()) -> list[tuple[Segments, Any]]:
    """Every scalar leaf; an empty object or list is no element."""
    found: list[tuple[Segments, Any]] = []
    if isinstance(node, dict):
        for name, child in node.items():
            found += elements(child, (*before, name))
    elif isinstance(node, list):
        for position, child in enumerate(node):
            found += elements(child, (*before, position))
    else:
        found.append((before, node))
    return found


def covers(path: tuple[str, ...], segments: Segments) -> bool:
    """'Each covering its subtree', by whole segments; `*` stands for exactly one array position."""
    if len(path) > len(segments):
        return False
    for wanted, part in zip(path, segments, strict=False):
        if isinstance(part, int):
            if wanted != "*":
                return False
        elif wanted != part:
            return False
    return True


def matches(path: tuple[str, ...], segments: Segments) -> bool:
    """The path names this very element."""
    return len(path) == len(segments) and covers(path, segments)


def values_at(content: Content, pointers: tuple[str, ...]) -> list[Any]:
    """The values present at any of these pointers; an empty text counts as absent."""
    return [
        value
        for segments, value in elements(content)
        if value is not None
        and value != ""
        and any(matches(split(pointer), segments) for pointer in pointers)
    ]
