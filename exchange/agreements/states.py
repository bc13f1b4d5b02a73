"""The life of an agreement version as one table. ``docs/states/agreement.md`` is made from it."""

from dataclasses import dataclass
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_noop as _

from accounts.errors import Conflict


class State(models.TextChoices):
    DRAFT = "draft", "draft"
    WITHDRAWN = "withdrawn", "withdrawn"
    PROPOSED = "proposed", "proposed"
    IN_FORCE = "in_force", "in force"
    SUSPENDED = "suspended", "suspended"
    SUPERSEDED = "superseded", "superseded"
    TERMINATED = "terminated", "terminated"
    EXPIRED = "expired", "expired"


class Act(models.TextChoices):
    """What a party does; each is recorded as a step under this name."""

    DRAFTED = "drafted", "draft"
    EDITED = "edited", "edit"
    WITHDRAWN = "withdrawn", "withdraw"
    PROPOSED = "proposed", "propose"
    SIGNED = "signed", "sign"
    ACCEDED = "acceded", "accede"
    LEFT = "left", "leave"
    EXCLUDED = "excluded", "exclude"
    READMITTED = "readmitted", "readmit"
    SUSPENDED = "suspended", "suspend"
    RESUMED = "resumed", "resume"
    TERMINATED = "terminated", "terminate"


class Who(models.TextChoices):
    DRAFTER = "drafter", "the organisation that drafts"
    SIGNATORY = "signatory", "a signatory"
    ADMINISTRATOR = "administrator", "an administrator of a signatory, in person"
    MEMBER = "member", "an administrator of a member of a named group, in person"
    PARTY = "party", "a party"
    PROVIDER = "provider", "a provider"
    CLOCK = "clock", "the clock"


@dataclass(frozen=True, slots=True)
class Transition:
    """``act`` is None where the clock or another version moves the state; ``when`` narrows it."""

    source: State
    act: Act | None
    target: State
    who: Who
    when: str = ""


_EVERYONE_SIGNED = "the last signatory has signed and the effective period has begun"
_ENDS = "the effective period ends"
_SUCCESSOR = "a later version comes into force"
LIVE = (State.PROPOSED, State.IN_FORCE, State.SUSPENDED)
_SUCCEEDED = (*LIVE, State.EXPIRED)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(State.DRAFT, Act.EDITED, State.DRAFT, Who.DRAFTER),
    Transition(State.DRAFT, Act.WITHDRAWN, State.WITHDRAWN, Who.DRAFTER),
    Transition(State.DRAFT, Act.PROPOSED, State.PROPOSED, Who.DRAFTER, "the terms are complete"),
    Transition(State.PROPOSED, Act.SIGNED, State.PROPOSED, Who.ADMINISTRATOR, "others have yet to sign"),
    Transition(State.PROPOSED, Act.SIGNED, State.IN_FORCE, Who.ADMINISTRATOR, _EVERYONE_SIGNED),
    Transition(State.PROPOSED, None, State.IN_FORCE, Who.CLOCK, _EVERYONE_SIGNED),
    Transition(State.IN_FORCE, Act.SUSPENDED, State.SUSPENDED, Who.SIGNATORY, "with a reason"),
    Transition(State.SUSPENDED, Act.RESUMED, State.IN_FORCE, Who.SIGNATORY, "with a reason"),
    *(Transition(state, Act.ACCEDED, state, Who.MEMBER) for state in LIVE),
    *(Transition(state, Act.LEFT, state, Who.PARTY, "which it had signed or acceded to") for state in LIVE),
    *(Transition(state, Act.EXCLUDED, state, Who.PROVIDER, "from its own data") for state in LIVE),
    *(Transition(state, Act.READMITTED, state, Who.PROVIDER, "to its own data") for state in LIVE),
    *(Transition(state, Act.TERMINATED, State.TERMINATED, Who.SIGNATORY, "with a reason") for state in LIVE),
    *(
        Transition(state, Act.DRAFTED, state, Who.SIGNATORY, "a successor begins as a draft")
        for state in _SUCCEEDED
    ),
    *(Transition(state, None, State.SUPERSEDED, Who.CLOCK, _SUCCESSOR) for state in LIVE),
    *(Transition(state, None, State.EXPIRED, Who.CLOCK, _ENDS) for state in LIVE),
)

_CONCERNS = (
    "Suspension, termination and exclusion concern the agreement in all its versions; signing, acceding "
    "and leaving concern one version. A version that was suspended when it ended stays closed."
)

# What to do instead, by the state that stands in the way.
_INSTEAD = {
    State.DRAFT: _("This version is a draft: propose it first."),
    State.WITHDRAWN: _("The draft was withdrawn: open a new agreement."),
    State.PROPOSED: _(
        "This version is proposed and its terms are fixed: draft a new version to change them; what needs it in"
        " force has to wait for the last signature and the effective period."
    ),
    State.IN_FORCE: _(
        "This version is in force and its terms are fixed: draft a new version to change them, or suspend,"
        " terminate or leave it."
    ),
    State.SUSPENDED: _("This version is suspended: a signatory may resume or terminate it."),
    State.SUPERSEDED: _("A later version has taken the place of this one: use that one."),
    State.TERMINATED: _("The agreement was terminated, for good: open a new agreement."),
    State.EXPIRED: _("The effective period of this version is over: propose a new version."),
}


def may(act: Act, state: State) -> bool:
    """Whether the table lets this act happen to a version in this state."""
    return any(row.act == act and row.source == state for row in TRANSITIONS)


def check_may(act: Act, state: State) -> None:
    """Raise ``not-in-this-state``, saying what to do instead, when the act cannot happen now."""
    if not may(act, state):
        raise Conflict("not-in-this-state", _INSTEAD[state], state=state.value)


def as_markdown() -> str:
    """The table and its diagram as the page under ``docs/states/``."""
    lines = [
        "# The life of an agreement version",
        "",
        "Made from the table by `python -m exchange.agreements.states`; a test compares the two.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> draft: draft",
        *(f"    {row.source} --> {row.target}: {_label(row)}" for row in TRANSITIONS if _moves(row)),
        *(f"    {state} --> [*]" for state in State if not _leads_on(state)),
        "```",
        "",
        "| from | act | to | who | when | recorded as |",
        "|---|---|---|---|---|---|",
        *(
            f"| {row.source.label} | {row.act.label if row.act else '-'} | {row.target.label} "
            f"| {row.who.label} | {row.when} | {row.act.value if row.act else 'follows from the periods'} |"
            for row in TRANSITIONS
        ),
        "",
        _CONCERNS,
        "",
    ]
    return "\n".join(lines)


def _moves(row: Transition) -> bool:
    return row.source != row.target


def _leads_on(state: State) -> bool:
    return any(row.source == state and _moves(row) for row in TRANSITIONS)


def _label(row: Transition) -> str:
    return row.act.label if row.act else row.when


if __name__ == "__main__":
    Path("docs/states/agreement.md").write_text(as_markdown())
