"""The stages of a delivery on its way, in words: channels, messages to webhooks, and how attempts went."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.portal.words import Sign

CHANNELS: dict[str, Promise] = {
    "inbox": _("opened in the inbox"),
    "feed": _("fetched from the feed"),
    "webhook": _("taken by a webhook"),
}
MESSAGE_STATES: dict[str, Sign] = {
    "due": Sign(_("Waits to be sent"), "clock", "wait"),
    "leased": Sign(_("Being sent"), "hourglass-split", "wait"),
    "retrying": Sign(_("To be tried again"), "arrow-repeat", "wait"),
    "sent": Sign(_("Sent"), "check2", "good"),
    "dead": Sign(_("Dead letter"), "x-circle", "stop"),
    "withheld": Sign(_("Withheld"), "pause-circle", "wait"),
    "cancelled": Sign(_("Will not be sent"), "slash-circle", "quiet"),
}
OUTCOMES: dict[str, Promise] = {
    "delivered": _("taken"),
    "gone": _("the receiver says that it is gone"),
    "refused": _("refused by the receiver"),
    "too_large": _("too large for the receiver"),
    "busy": _("the receiver was busy"),
    "redirect": _("the receiver pointed elsewhere, which is not followed"),
    "server_error": _("the receiver failed"),
    "unexpected": _("an answer that means nothing"),
    "garbled": _("an answer that cannot be read"),
    "dropped": _("the connection was dropped"),
    "timeout": _("no answer in time"),
    "slow": _("too slow"),
    "tls": _("the certificate did not hold"),
    "unreachable": _("the receiver could not be reached"),
    "unresolved": _("the name could not be resolved"),
    "blocked": _("the address is not allowed"),
    "internal": _("a fault of the hub"),
}
