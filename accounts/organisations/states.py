"""The life of a member: admitted, suspended and resumed any number of times, removed for good."""

from pathlib import Path

from django.utils.translation import gettext_noop as _

from accounts.lifecycle import Transition, Wording, as_markdown

OPERATOR = "an administrator of the operator"
TRANSITIONS = (
    Transition("", "admitted", "active", OPERATOR),
    Transition("active", "suspended", "suspended", OPERATOR),
    Transition("suspended", "resumed", "active", OPERATOR),
    Transition("active", "removed", "removed", OPERATOR),
    Transition("suspended", "removed", "removed", OPERATOR),
)
WORDING = Wording(
    states={
        "active": _("The organisation is active."),
        "suspended": _("The organisation is suspended."),
        "removed": _("The organisation has been removed."),
    },
    acts={
        "suspended": _("It cannot be suspended now."),
        "resumed": _("There is nothing to resume."),
        "removed": _("It cannot be removed again."),
    },
)


def page() -> str:
    """``docs/states/member.md``."""
    return as_markdown(
        title="The life of a member", module="accounts.organisations.states", table=TRANSITIONS
    )


if __name__ == "__main__":
    Path("docs/states/member.md").write_text(page())
