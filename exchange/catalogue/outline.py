"""A type's elements as a tree, the way people read them: for the agreement builder, the docs and the API."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from exchange.catalogue import bundle
from exchange.catalogue.pointers import ANY
from exchange.catalogue.types import Leaf, NoticeType


@dataclass(frozen=True, slots=True)
class Node:
    """One element or group of elements. ``path`` is what a scope names; a group covers all that is below it.

    ``leaf`` is set where the node holds a value; ``required`` says that its parent always has it.
    """

    path: str
    title: str
    required: bool
    repeats: bool
    leaf: Leaf | None
    below: tuple["Node", ...] = ()


@lru_cache(maxsize=64)
def outline(notice_type: NoticeType) -> tuple[Node, ...]:
    """The type's visible elements; what nobody classified is not in it."""
    schema = notice_type.schema
    root = _node(notice_type, schema, schema.get("$defs", {}), "", required=True, repeats=False)
    return () if root is None else root.below


def _node(
    notice_type: NoticeType,
    node: Mapping[str, Any],
    definitions: Mapping[str, Any],
    path: str,
    *,
    required: bool,
    repeats: bool,
) -> Node | None:
    keywords = bundle.resolved(node, definitions)
    title = keywords.get("title", "")
    if keywords["type"] == "array":
        inner = _node(
            notice_type, keywords["items"], definitions, f"{path}/{ANY}", required=required, repeats=True
        )
        return None if inner is None else Node(inner.path, title, required, True, inner.leaf, inner.below)
    if keywords["type"] != "object":
        leaf = notice_type.leaves.get(path)
        return None if leaf is None else Node(path, title, required, repeats, leaf)
    demanded = keywords.get("required", ())
    below = [
        _node(notice_type, member, definitions, f"{path}/{name}", required=name in demanded, repeats=False)
        for name, member in keywords.get("properties", {}).items()
    ]
    kept = tuple(member for member in below if member is not None)
    return Node(path, title, required, repeats, None, kept) if kept else None
