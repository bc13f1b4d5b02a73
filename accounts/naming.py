"""Names that people are shown, and go by: one line, and reading as it is written."""

import unicodedata

from accounts.errors import Fault

_BREAKS = frozenset({"Cc", "Zl", "Zp"})
# What turns the direction of the letters after it: a name could be written to be read as another.
_TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def reads_plainly(name: str) -> bool:
    """Whether a name has no line breaks, control characters or turns of direction in it."""
    return not any(
        unicodedata.category(letter) in _BREAKS or unicodedata.bidirectional(letter) in _TURNS
        for letter in name
    )


def faults_in_name(name: str, empty: Fault) -> list[Fault]:
    """What is wrong with a name: ``empty`` where there is none."""
    if not name.strip():
        return [empty]
    if not reads_plainly(name):
        return [Fault(empty.place, "not-plain", "Write it in one line, without control characters.")]
    return []
