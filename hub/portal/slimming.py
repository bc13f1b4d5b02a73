"""What of a foreign stylesheet the pages use: rules for classes that stand nowhere in their sources are left out."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_STATIC = ROOT / "hub" / "portal" / "static" / "portal"
_SOURCES = ((ROOT / "templates", "*.html"), (ROOT / "hub", "*.py"), (_STATIC, "*.js"))
_WORD = re.compile(r"[A-Za-z0-9_-]+")
_CLASS = re.compile(r"\.(-?[A-Za-z_][A-Za-z0-9_-]*)")
_UNLESS = re.compile(r":not\([^()]*\)")
_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
_COMMA = re.compile(r",(?![^(]*\))")
# At-rules with rules inside; what else has braces holds declarations.
_NESTED = ("@media", "@supports")


def words_of_pages() -> frozenset[str]:
    """Every word of the templates, views and scripts, among them all classes that a page can have."""
    found: set[str] = set()
    for folder, pattern in _SOURCES:
        for path in folder.rglob(pattern):
            found.update(_WORD.findall(path.read_text("utf-8")))
    return frozenset(found)


def only_used(css: str, words: frozenset[str]) -> tuple[str, list[str]]:
    """The stylesheet without the rules for other classes, and the names of these."""
    left_out: set[str] = set()

    def is_used(selector: str) -> bool:
        names = set(_CLASS.findall(_UNLESS.sub("", selector)))
        left_out.update(names - words)
        return names <= words

    return "".join(_kept(_COMMENT.sub("", css), is_used)), sorted(left_out)


def _kept(css: str, is_used: Callable[[str], bool]) -> Iterator[str]:
    for head, body in _rules(css):
        if body is None:
            yield head
        elif head.startswith(_NESTED):
            inner = "".join(_kept(body, is_used))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        else:
            selectors = [one for one in _COMMA.split(head) if is_used(one)]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """What stands before each pair of braces, with what is in it; ``None`` for a statement without any."""
    begin = 0
    while begin < len(css):
        opens, ends = css.find("{", begin), css.find(";", begin)
        if opens < 0:
            yield css[begin:], None
            return
        if 0 <= ends < opens:
            yield css[begin : ends + 1], None
            begin = ends + 1
            continue
        depth, at = 1, opens + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[at], 0)
            at += 1
        yield css[begin:opens].strip(), css[opens + 1 : at - 1]
        begin = at
