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

ENCODINGS: dict[str, Promise] = {
    "utf-8": _("Unicode (UTF-8)"),
    "utf-16": _("Unicode (UTF-16)"),
    "windows-1252": _("Western European (Windows-1252)"),
    "windows-1250": _("Central European (Windows-1250)"),
    "windows-1251": _("Cyrillic (Windows-1251)"),
    "windows-1253": _("Greek (Windows-1253)"),
    "windows-1254": _("Turkish (Windows-1254)"),
    "windows-1255": _("Hebrew (Windows-1255)"),
    "windows-1256": _("Arabic (Windows-1256)"),
    "windows-1257": _("Baltic (Windows-1257)"),
    "windows-1258": _("Vietnamese (Windows-1258)"),
    "iso-8859-15": _("Western European (ISO 8859-15)"),
    "ibm850": _("Western European, older systems (code page 850)"),
    "shift_jis": _("Japanese (Shift JIS)"),
    "euc-kr": _("Korean (EUC-KR)"),
    "gb18030": _("Chinese, simplified (GB 18030)"),
    "big5": _("Chinese, traditional (Big5)"),
}

DELIMITERS: dict[str, Promise] = {
    "comma": _("Comma ,"),
    "semicolon": _("Semicolon ;"),
    "tab": _("Tab"),
    "bar": _("Bar |"),
}


def letter(position: int) -> str:
    """The name that spreadsheet programs give to the column at this position."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
