"""Words for uploads: each state with a picture, and what a column is called in a file."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.portal.words import Sign

STATES: dict[str, Sign] = {
    "received": Sign(_("Being read"), "hourglass-split", "wait"),
    "unmapped": Sign(_("Columns to be chosen"), "hand-index", "new"),
    "checking": Sign(_("Being checked"), "hourglass-split", "wait"),
    "checked": Sign(_("Checked: your decision"), "clipboard-check", "new"),
    "publishing": Sign(_("Being published"), "hourglass-split", "wait"),
    "published": Sign(_("Published"), "check2", "good"),
    "refused": Sign(_("Could not be read"), "exclamation-triangle", "stop"),
    "stopped": Sign(_("Stopped"), "exclamation-triangle", "stop"),
    "cancelled": Sign(_("Cancelled"), "x-circle", "quiet"),
    "expired": Sign(_("Expired"), "clock-history", "quiet"),
}

WORKING: dict[str, Promise] = {
    "received": _("Reading the file"),
    "checking": _("Checking notices"),
    "publishing": _("Publishing notices"),
}


def letter(position: int) -> str:
    """The name that spreadsheet programs give to the column at this position."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
