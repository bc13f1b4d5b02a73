"""The life of a grant of standing: suspended and resumed any number of times, revoked, or expired."""

from pathlib import Path

from accounts.lifecycle import Transition, as_markdown

AUTHORITY = "an officer or administrator of the granting authority"
CLOCK = "the clock, at the end of the granted period"
TRANSITIONS = (
    Transition("", "granted", "granted", AUTHORITY),
    Transition("granted", "suspended", "suspended", AUTHORITY),
    Transition("suspended", "resumed", "granted", AUTHORITY),
    Transition("granted", "revoked", "revoked", AUTHORITY),
    Transition("suspended", "revoked", "revoked", AUTHORITY),
    Transition("granted", "expired", "expired", CLOCK),
    Transition("suspended", "expired", "expired", CLOCK),
)


def page() -> str:
    """``docs/states/standing.md``."""
    return as_markdown(
        title="The life of a grant of standing", module="accounts.accreditation.states", table=TRANSITIONS
    )


if __name__ == "__main__":
    Path("docs/states/standing.md").write_text(page())
