"""What one version says otherwise than another, with the words that differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from exchange.agreements import selectors
from exchange.agreements.models import AgreementVersion
from exchange.agreements.wording import Section
from exchange.routing import changes as version_changes

_WORDS = re.compile(r"\S+|\s+")
# Lines less alike than this are told whole: single words would say nothing of them.
_ALIKE = 0.5

# A line in pieces, each with whether the other side lacks it.
Line = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """What one section says no more, and what it says newly, with the words that differ."""

    title: str
    removed: tuple[Line, ...]
    added: tuple[Line, ...]


def shown(
    before: AgreementVersion | None, found: AgreementVersion, sections: tuple[Section, ...], *, at: datetime
) -> dict[str, Any]:
    """What ``found``, which says ``sections``, says otherwise than ``before``: for ``changes.html``."""
    if before is None:
        return {"before": None, "changes": (), "elements": ()}
    told = version_changes.sections_changed(before, sections, at=at)
    return {
        "before": before,
        "changes": [Marked(one.title, *_marked(one.removed, one.added)) for one in told],
        "elements": version_changes.elements(selectors.terms_of(before), selectors.terms_of(found)),
    }


def _marked(removed: Sequence[str], added: Sequence[str]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines with the words that differ, each compared with the one that took its place."""
    pairs = [_pair(old, new) for old, new in zip_longest(removed, added, fillvalue="")]
    return (
        tuple(old for old, _new in pairs if old),
        tuple(new for _old, new in pairs if new),
    )


def _pair(old: str, new: str) -> tuple[Line, Line]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if not old or not new or matcher.ratio() < _ALIKE:
        return (((old, False),) if old else ()), (((new, False),) if new else ())
    found: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    for kind, *spans in matcher.get_opcodes():
        for words, (begins, ends), pieces in zip((before, after), (spans[:2], spans[2:]), found, strict=True):
            if ends > begins:
                pieces.append(("".join(words[begins:ends]), kind != "equal"))
    return tuple(found[0]), tuple(found[1])
