"""What a rule is: a small function whose name is the code and whose docstring is the message."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from exchange.catalogue.codelists import CodeLists
from exchange.catalogue.types import Leaf, NoticeType


@dataclass(frozen=True, slots=True)
class ValueRule:
    """A rule about one value, wherever a leaf has this code list (``codelist``) or identifier (``check``)."""

    code: str
    message: str
    annotation: str
    name: str
    warns: bool
    broken_by: Callable[[Any, CodeLists], bool]

    def concerns(self, leaf: Leaf) -> bool:
        return getattr(leaf, self.annotation) == self.name


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """A rule about how values stand to one another. ``places`` gives the pointers where it is broken."""

    code: str
    message: str
    warns: bool
    places: Callable[[NoticeType, dict[str, Any], CodeLists], Iterable[str]]


Rule = ValueRule | DocumentRule


def value_rule(
    *, codelist: str | None = None, check: str | None = None, warns: bool = False
) -> Callable[[Callable[[Any, CodeLists], bool]], ValueRule]:
    """Make a rule of a function that says whether a value breaks it."""
    annotation, name = ("codelist", codelist) if codelist else ("check", check)

    def made(function: Callable[[Any, CodeLists], bool]) -> ValueRule:
        return ValueRule(_code(function), _message(function), annotation, str(name), warns, function)

    return made


def document_rule(
    *, warns: bool = False
) -> Callable[[Callable[[NoticeType, dict[str, Any], CodeLists], Iterable[str]]], DocumentRule]:
    """Make a rule of a function that yields the places where a document breaks it."""

    def made(function: Callable[[NoticeType, dict[str, Any], CodeLists], Iterable[str]]) -> DocumentRule:
        return DocumentRule(_code(function), _message(function), warns, function)

    return made


def _code(function: Callable[..., Any]) -> str:
    return function.__name__.replace("_", "-")


def _message(function: Callable[..., Any]) -> str:
    return " ".join((function.__doc__ or "").split())
