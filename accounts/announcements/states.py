"""The life of an announcement. Planned work begins and ends by the clock; a person calls it off or ends it early."""

from pathlib import Path

from django.utils.translation import gettext_noop as _

from accounts.lifecycle import Transition, Wording, as_markdown

OPERATOR = "an administrator of the operator"
CLOCK = "the clock"
TRANSITIONS = (
    Transition("", "work announced", "planned", OPERATOR),
    Transition("planned", "cancelled", "cancelled", OPERATOR),
    Transition("planned", "begun", "under_way", CLOCK),
    Transition("under_way", "ended", "over", OPERATOR),
    Transition("under_way", "run out", "over", CLOCK),
    Transition("", "incident reported", "open", OPERATOR),
    Transition("open", "resolved", "resolved", OPERATOR),
)
# What ending it means, by the state that it is in. Of what is over, nothing can be ended.
ENDING = {"planned": "cancelled", "under_way": "ended", "open": "resolved"}
WORDING = Wording(
    states={
        "planned": _("The work is planned."),
        "under_way": _("The work is under way."),
        "over": _("The work is over."),
        "cancelled": _("The work has been called off."),
        "open": _("The incident is open."),
        "resolved": _("The incident has been resolved."),
    },
    acts={"ended": _("There is nothing to end."), "resolved": _("There is nothing to resolve.")},
)


def page() -> str:
    """``docs/states/announcement.md``."""
    return as_markdown(
        title="The life of an announcement", module="accounts.announcements.states", table=TRANSITIONS
    )


if __name__ == "__main__":
    Path("docs/states/announcement.md").write_text(page())
