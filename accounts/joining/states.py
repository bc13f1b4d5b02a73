"""The life of a request to join."""

from pathlib import Path

from django.utils.translation import gettext_noop as _

from accounts.lifecycle import Transition, Wording, as_markdown

ANYBODY = "anybody"
READER = "whoever reads mail at the address"
OPERATOR = "an administrator of the operator"
TRANSITIONS = (
    Transition("", "made", "unconfirmed", ANYBODY),
    Transition("unconfirmed", "confirmed", "waiting", READER),
    Transition("waiting", "asked back", "asked", OPERATOR),
    Transition("asked", "answered", "waiting", READER),
    Transition("waiting", "admitted", "admitted", OPERATOR),
    Transition("asked", "admitted", "admitted", OPERATOR),
    Transition("waiting", "refused", "refused", OPERATOR),
    Transition("asked", "refused", "refused", OPERATOR),
)
WORDING = Wording(
    states={
        "unconfirmed": _("The address of the request has not been confirmed."),
        "waiting": _("The request waits for the operator."),
        "asked": _("The operator has asked back."),
        "admitted": _("The organisation has been admitted."),
        "refused": _("The request has been refused."),
    },
    acts={
        "asked back": _("Nothing can be asked back now."),
        "answered": _("There is nothing to answer."),
        "admitted": _("It cannot be admitted now."),
        "refused": _("It cannot be refused now."),
    },
)


def page() -> str:
    """``docs/states/join-request.md``."""
    return as_markdown(
        title="The life of a request to join", module="accounts.joining.states", table=TRANSITIONS
    )


if __name__ == "__main__":
    Path("docs/states/join-request.md").write_text(page())
