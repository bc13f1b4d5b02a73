"""JSON Pointers (RFC 6901), and patterns: pointers in which ``*`` stands for any position of an array."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

ANY = "*"


def escape(token: str) -> str:
    """One member name as a reference token."""
    return token.replace("~", "~0").replace("/", "~1")


def split(pointer: str) -> tuple[str, ...]:
    """The member names and positions of a pointer or pattern, unescaped; the empty pointer has none."""
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise ValueError(f"a pointer starts with /: {pointer!r}")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/"))


_steps = lru_cache(maxsize=4096)(split)


def join(tokens: tuple[str | int, ...] | list[str | int]) -> str:
    """The pointer with these member names and positions."""
    return "".join(f"/{escape(str(token))}" for token in tokens)


def values(document: Any, pattern: str) -> Iterator[tuple[str, Any]]:
    """Each (pointer, value) that the pattern meets, in document order. What is absent is not met."""
    return _values(document, _steps(pattern), "")


def first(document: Any, pattern: str) -> Any:
    """The first value that the pattern meets, or None."""
    return next((value for _, value in values(document, pattern)), None)


def _values(value: Any, steps: tuple[str, ...], place: str) -> Iterator[tuple[str, Any]]:
    for position, step in enumerate(steps):
        if step == ANY:
            if type(value) is list:
                for index, member in enumerate(value):
                    yield from _values(member, steps[position + 1 :], f"{place}/{index}")
            return
        if type(value) is not dict or step not in value:
            return
        value = value[step]
        place = f"{place}/{escape(step)}"
    yield place, value
