"""Scope: which elements one agreement version shows, in what form, and the union of several of one
purpose."""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.conditions import matching_items
from tests.oracle.content import Content, Segments, covers, elements, join, pattern, split
from tests.oracle.life import Terms
from tests.oracle.typetable import Leaf, TypeTable

# 'plain > truncated > country only > hashed > hidden', from the widest to the narrowest.
FORMS = ("plain", "truncated", "country_only", "hashed", "hidden")


@dataclass
class Shown:
    """One element as one or several agreement versions show it."""

    form: str
    value: Any
    grounds: list[dict[str, Any]] = field(default_factory=list)


def view(number: int, terms: Terms, content: Content, table: TypeTable) -> dict[str, Shown]:
    """What this agreement version alone shows of the content: pointer to element."""
    shown = {}
    items = matching_items(terms["conditions"], content, table)
    for segments, value in elements(content):
        leaf = table.leaves.get(pattern(segments))
        if leaf is None or (terms["items"] == "matching" and not _is_in_matching(segments, items)):
            continue
        clause, form = _clause(terms, segments)
        masked = mask(form, value, leaf, number)
        if masked is not None:
            grounds = [{"agreement": number, "version": terms["version"], "clause": clause}]
            shown[join(segments)] = Shown(form, masked[0], grounds)
    return shown


def _is_in_matching(segments: Segments, items: list[int]) -> bool:
    """'The matching items only, which also hides everything under /totals.'"""
    if segments[0] == "totals":
        return False
    return segments[0] != "items" or segments[1] in items


def _clause(terms: Terms, segments: Segments) -> tuple[str, str]:
    """'The longest path decides, compared by segment, of equal ones the most restrictive; what no path covers
    is hidden.'"""
    best: tuple[int, int, str, str] | None = None
    for entry in terms["scope"]:
        path = split(entry["path"])
        if covers(path, segments):
            candidate = (len(path), FORMS.index(entry["form"]), entry["path"], entry["form"])
            if best is None or candidate[:2] > best[:2]:
                best = candidate
    return (best[2], best[3]) if best is not None else ("", "hidden")


def mask(form: str, value: Any, leaf: Leaf, number: int) -> tuple[Any] | None:
    """The value in that form, in a tuple of one; None where nothing is left to show: then it is hidden."""
    if form == "plain":
        return (value,)
    if form == "truncated" and isinstance(value, str):
        kept = value[: leaf.truncate if leaf.truncate is not None else min(3, len(value) // 2)]
        return (kept,) if kept else None
    if form == "country_only" and isinstance(value, str) and leaf.country is not None:
        country = value if leaf.country == "code" else value[:2]
        return (country,) if re.match("[A-Za-z]{2}", country) else None
    if form == "hashed":
        text = json.dumps(value, ensure_ascii=False).encode()
        digest = hmac.new(f"agreement-{number}".encode(), text, hashlib.sha256).hexdigest()
        return ("hmac-sha256:" + digest,)
    return None


def union(views: list[dict[str, Shown]]) -> dict[str, Shown]:
    """'Between entitling agreements of the same purpose the union holds per element and item', with the
    grounds of the winning form; 'two hashes: the lower agreement number'. `views` come in the order of
    agreement numbers."""
    together: dict[str, Shown] = {}
    for single in views:
        for path, shown in single.items():
            known = together.get(path)
            if known is None or FORMS.index(shown.form) < FORMS.index(known.form):
                together[path] = Shown(shown.form, shown.value, list(shown.grounds))
            elif shown.form == known.form and (shown.form != "hashed" or _number(shown) == _number(known)):
                known.grounds += shown.grounds
    return together


def _number(shown: Shown) -> int:
    """The agreement behind a single view's element, or behind the hash that won."""
    number: int = shown.grounds[0]["agreement"]
    return number


def as_answer(shown: dict[str, Shown]) -> list[dict[str, Any]]:
    """The elements as the decision document lists them, sorted by path."""
    return [
        {"path": path, "form": one.form, "value": one.value, "grounds": one.grounds}
        for path, one in sorted(shown.items())
    ]
