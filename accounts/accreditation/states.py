"""The life of a grant of standing: suspended and resumed any number of times, revoked, or expired."""

from pathlib import Path

from django.utils.translation import gettext_noop as _

from accounts.lifecycle import Transition, Wording, as_markdown

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
WORDING = Wording(
    states={
        "": _("The standing has not been granted yet."),
        "granted": _("The standing is in force."),
        "suspended": _("The standing is suspended."),
        "revoked": _("The standing has been revoked."),
        "expired": _("The standing has expired."),
    },
    acts={
        "suspended": _("It cannot be suspended now."),
        "resumed": _("There is nothing to resume."),
        "revoked": _("It cannot be revoked any more."),
    },
)


def page() -> str:
    """``docs/states/standing.md``."""
    return as_markdown(
        title="The life of a grant of standing", module="accounts.accreditation.states", table=TRANSITIONS
    )


if __name__ == "__main__":
    Path("docs/states/standing.md").write_text(page())
