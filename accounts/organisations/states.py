"""The life of a member: admitted, suspended and resumed any number of times, removed for good."""

from pathlib import Path

from accounts.lifecycle import Transition, as_markdown

OPERATOR = "an administrator of the operator"
TRANSITIONS = (
    Transition("", "admitted", "active", OPERATOR),
    Transition("active", "suspended", "suspended", OPERATOR),
    Transition("suspended", "resumed", "active", OPERATOR),
    Transition("active", "removed", "removed", OPERATOR),
    Transition("suspended", "removed", "removed", OPERATOR),
)


def page() -> str:
    """``docs/states/member.md``."""
    return as_markdown(
        title="The life of a member", module="accounts.organisations.states", table=TRANSITIONS
    )


if __name__ == "__main__":
    Path("docs/states/member.md").write_text(page())
