"""A life cycle as one table: from which state, by what act, to which state, and who may."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from accounts.errors import Conflict
from accounts.sentences import Sentence, sentence

_NOT_NOW = _("This is not possible now.")


@dataclass(frozen=True, slots=True)
class Transition:
    """One row. ``source`` is empty where a life begins; ``act`` is what the trail records it as.

    ``who`` is in words, for the diagrams; the room's permissions hold it.
    """

    source: str
    act: str
    target: str
    who: str


@dataclass(frozen=True, slots=True)
class Wording:
    """How a refusal is told to a person: what each state means, and what cannot be done, each a whole sentence.

    Only what a person does has a sentence among ``acts``.
    """

    states: Mapping[str, str]
    acts: Mapping[str, str]


def target_of(table: Iterable[Transition], *, source: str, act: str, wording: Wording) -> str:
    """Where an act leads from a state; a conflict when it leads nowhere."""
    for row in table:
        if row.source == source and row.act == act:
            return row.target
    raise Conflict(
        "wrong-state",
        Sentence(
            "%(state)s %(act)s",
            state=sentence(wording.states[source]),
            act=sentence(wording.acts.get(act, _NOT_NOW)),
        ),
        state=source,
    )


def as_markdown(*, title: str, module: str, table: Iterable[Transition]) -> str:
    """The table and its diagram, as a page under ``docs/states/``."""
    rows = list(table)
    sources = {row.source for row in rows}
    ends = sorted({row.target for row in rows} - sources)
    lines = [
        f"# {title}",
        "",
        f"Made from the table by `python -m {module}`; a test compares the two.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {row.source or '[*]'} --> {row.target}: {row.act}" for row in rows),
        *(f"    {state} --> [*]" for state in ends),
        "```",
        "",
        "| from | recorded as | to | who |",
        "|---|---|---|---|",
        *(f"| {row.source or '-'} | {row.act} | {row.target} | {row.who} |" for row in rows),
        "",
    ]
    return "\n".join(lines)
