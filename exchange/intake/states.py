"""The life of an upload as one table: who moves it on, and to where. ``docs/states/upload.md`` shows it."""

from pathlib import Path

from django.utils.translation import gettext_noop as _

from accounts.lifecycle import Transition, Wording, as_markdown

RECEIVED, UNMAPPED, CHECKING, CHECKED = "received", "unmapped", "checking", "checked"
PUBLISHING, PUBLISHED = "publishing", "published"
REFUSED, STOPPED, CANCELLED, EXPIRED = "refused", "stopped", "cancelled", "expired"

PUBLISHER, WORKER = "its publisher", "the worker"

TRANSITIONS = (
    Transition("", "received", RECEIVED, PUBLISHER),
    Transition(RECEIVED, "unreadable", REFUSED, WORKER),
    Transition(RECEIVED, "unrecognised", UNMAPPED, WORKER),
    Transition(RECEIVED, "recognised", CHECKING, WORKER),
    Transition(UNMAPPED, "mapped", CHECKING, PUBLISHER),
    Transition(CHECKING, "unreadable", REFUSED, WORKER),
    Transition(CHECKING, "checked", CHECKED, WORKER),
    Transition(CHECKED, "mapped", CHECKING, PUBLISHER),
    Transition(UNMAPPED, "read anew", RECEIVED, PUBLISHER),
    Transition(CHECKED, "read anew", RECEIVED, PUBLISHER),
    Transition(REFUSED, "read anew", RECEIVED, PUBLISHER),
    Transition(CHECKED, "confirmed", PUBLISHING, PUBLISHER),
    Transition(PUBLISHING, "published", PUBLISHED, WORKER),
    Transition(PUBLISHING, "stopped", STOPPED, WORKER),
    Transition(RECEIVED, "cancelled", CANCELLED, PUBLISHER),
    Transition(UNMAPPED, "cancelled", CANCELLED, PUBLISHER),
    Transition(CHECKING, "cancelled", CANCELLED, PUBLISHER),
    Transition(CHECKED, "cancelled", CANCELLED, PUBLISHER),
    Transition(PUBLISHING, "cancelled", CANCELLED, PUBLISHER),
    Transition(UNMAPPED, "expired", EXPIRED, WORKER),
    Transition(CHECKED, "expired", EXPIRED, WORKER),
)

# What the worker has something to do for, and what waits for a person.
WORKING = (RECEIVED, CHECKING, PUBLISHING)
WAITING = (UNMAPPED, CHECKED)
ENDED = (REFUSED, PUBLISHED, STOPPED, CANCELLED, EXPIRED)
WORDING = Wording(
    states={
        RECEIVED: _("The upload is still being read."),
        UNMAPPED: _("The upload waits for its columns to be chosen."),
        CHECKING: _("The upload is still being checked."),
        CHECKED: _("The upload has been checked."),
        PUBLISHING: _("The upload is being published."),
        PUBLISHED: _("The upload has been published."),
        REFUSED: _("The file of the upload could not be read."),
        STOPPED: _("The upload has been stopped."),
        CANCELLED: _("The upload has been cancelled."),
        EXPIRED: _("The upload has ended, as nobody came back to it in time."),
    },
    acts={
        "mapped": _("Its columns cannot be chosen now."),
        "read anew": _("It cannot be read in another way now."),
        "confirmed": _("Nothing of it can be published now."),
        "cancelled": _("It cannot be cancelled any more."),
    },
)


def page() -> str:
    """The page under ``docs/states/`` that shows the table."""
    return as_markdown(title="The life of an upload", module="exchange.intake.states", table=TRANSITIONS)


if __name__ == "__main__":
    Path("docs/states/upload.md").write_text(page())
