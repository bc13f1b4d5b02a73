"""A notice type as something to fill in: its schema as a tree of elements, each with what a form must know of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from exchange.catalogue import bundle
from exchange.catalogue import selectors as catalogue
from exchange.catalogue.pointers import ANY
from exchange.catalogue.types import NoticeType

OBJECT, LIST, TEXT, INTEGER, BOOLEAN = "object", "array", "string", "integer", "boolean"
NUMBER = "sequence"
_NUMBER_OF_A_ROW = f"/{ANY}/{NUMBER}"


@dataclass(frozen=True, slots=True)
class Plan:
    """One element of a type, or a group or list of them.

    ``step`` is its name within its parent (``*`` within a list), ``below`` what it consists of. ``hint`` says how
    a value is written; ``options`` are the only values there are; ``most`` is the greatest length, of a list too.
    """

    step: str
    pattern: str
    kind: str
    title: str
    required: bool
    hint: str = ""
    wco: str = ""
    codelist: str = ""
    format: str = ""
    options: tuple[str, ...] = ()
    most: int = 0
    below: tuple["Plan", ...] = ()

    @property
    def is_leaf(self) -> bool:
        return self.kind not in (OBJECT, LIST)

    @property
    def is_own_number(self) -> bool:
        """Whether it is the number of a row in its list, which the row gets by itself."""
        return self.kind == INTEGER and self.pattern.endswith(_NUMBER_OF_A_ROW)

    @property
    def row(self) -> "Plan":
        """What each entry of a list is."""
        return self.below[0]

    def child(self, step: str) -> "Plan | None":
        """The element of this name; in a list, that of every position."""
        if self.kind == LIST:
            return self.row
        return next((one for one in self.below if one.step == step), None)

    def at(self, steps: tuple[str, ...]) -> "Plan | None":
        """What stands at these steps below this one."""
        found: Plan | None = self
        for step in steps:
            found = None if found is None else found.child(step)
        return found


@lru_cache(maxsize=64)
def plan_of(notice_type: NoticeType) -> Plan:
    """The whole type, as one group."""
    keywords = dict(bundle.nodes(notice_type.schema))
    return _plan("", "", keywords, required=True)


def newest(type_id: str) -> Plan:
    """The type's newest version."""
    return plan_of(catalogue.one_type(type_id))


def _plan(step: str, pattern: str, every: Mapping[str, dict[str, Any]], *, required: bool) -> Plan:
    keywords = every[pattern]
    return Plan(
        step=step,
        pattern=pattern,
        kind=keywords["type"],
        title=keywords.get("title", ""),
        required=required,
        hint=keywords.get("description", "") if pattern else "",
        wco=keywords.get("x-wco") or "",
        codelist=keywords.get("x-codelist", ""),
        format=keywords.get("format", ""),
        options=tuple(keywords.get("enum", ())),
        most=keywords.get("maxItems") or keywords.get("maxLength") or 0,
        below=tuple(_below(pattern, keywords, every)),
    )


def _below(pattern: str, keywords: dict[str, Any], every: Mapping[str, dict[str, Any]]) -> Iterator[Plan]:
    if keywords["type"] == LIST:
        yield _plan(ANY, f"{pattern}/{ANY}", every, required=True)
    demanded = keywords.get("required", ())
    for name in keywords.get("properties", {}):
        yield _plan(name, f"{pattern}/{name}", every, required=name in demanded)
