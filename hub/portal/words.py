"""The portal's words for the domain's: each with an icon and a tone, so that colour alone says nothing."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Some languages set it apart from the word before it.
COLON = pgettext_lazy("after a label", ":")


def labelled(label: object, text: object) -> str:
    """A label and what it says, in one line."""
    return f"{label}{COLON} {text}"


class Sign(NamedTuple):
    """How one state is shown. ``tone``: ``good``, ``wait``, ``stop``, ``new`` or ``quiet``."""

    label: Promise | str
    icon: str
    tone: str


PURPOSES: dict[str, Promise] = {
    "safety_and_security": _("Safety and security"),
    "revenue": _("Revenue"),
    "ipr_enforcement": _("IPR enforcement"),
    "statistics": _("Statistics"),
    "facilitation": _("Facilitation"),
    "pilot_evaluation": _("Evaluation of a pilot"),
}

ORGANISATION_KINDS: dict[str, Promise] = {
    "trader": _("Trader"),
    "authority": _("Customs administration"),
    "rights_holder": _("Rights holder"),
    "association": _("Association"),
    "operator": _("Operator of the hub"),
}

ROLES: dict[str, Promise] = {
    "publisher": _("Publisher"),
    "officer": _("Officer"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
}

DELIVERY_STATES: dict[str, Sign] = {
    "available": Sign(_("New"), "envelope", "new"),
    "delivered": Sign(_("Opened"), "envelope-open", "quiet"),
    "acknowledged": Sign(_("Acknowledged"), "check2-all", "good"),
    "withheld": Sign(_("Withheld"), "pause-circle", "wait"),
    "closed": Sign(_("Withheld for good"), "slash-circle", "stop"),
    "cancelled": Sign(_("Cancelled before it was opened"), "x-circle", "quiet"),
}

# What a publisher may know: whether a recipient opened it is told apart from whether it was delivered.
RECEIPT_STATES: dict[str, Sign] = {
    "available": Sign(_("Ready for the recipient"), "clock", "wait"),
    "delivered": Sign(_("Delivered"), "check2", "good"),
    "acknowledged": Sign(_("Acknowledged"), "check2-all", "good"),
    "withheld": Sign(_("Withheld"), "pause-circle", "wait"),
    "closed": Sign(_("Withheld for good"), "slash-circle", "stop"),
    "cancelled": Sign(_("Not sent: the notice was cancelled"), "x-circle", "quiet"),
}


def receipt_state(state: str, *, reason: str, acknowledged: bool) -> Sign:
    """How far something got with its recipient, in one sign; what ended with its notice was not kept from anybody."""
    if acknowledged:
        return RECEIPT_STATES["acknowledged"]
    return RECEIPT_STATES["cancelled" if (state, reason) == ("closed", "cancelled") else state]


DELIVERY_KINDS: dict[str, Promise] = {
    "content": _("Content"),
    "follow_up": _("No longer matches"),
    "withdrawal": _("Withdrawal"),
    "cancellation": _("Cancellation"),
}

# What the envelope alone is to tell its reader.
ENVELOPE_ONLY: dict[str, Promise] = {
    "withdrawal": _(
        "The publisher has changed this notice, and you may not receive the new version. What you hold of it"
        " stays readable, but it is no longer current."
    ),
    "cancellation": _(
        "The publisher has cancelled this notice. What you hold of it stays readable until its retention"
        " ends. A cancellation lifts no hold."
    ),
}

BASES: dict[str, Promise] = {
    "agreement": _("By agreement"),
    "addressee": _("Addressed to you"),
    "informed": _("For your information"),
}
# The same, told to the publisher about a recipient.
BASES_OF_OTHERS: dict[str, Promise] = {
    "agreement": _("By agreement"),
    "addressee": _("Addressed to it"),
    "informed": _("For its information"),
}

ROUTING_STATES: dict[str, Sign] = {
    "pending": Sign(_("Being routed"), "hourglass-split", "wait"),
    "routed": Sign(_("Routed"), "check2", "good"),
    "quarantined": Sign(_("Set aside for the operator"), "exclamation-triangle", "stop"),
    "cancelled": Sign(_("Cancelled"), "x-circle", "quiet"),
}

VERSION_KINDS: dict[str, Promise] = {
    "original": _("Original"),
    "amendment": _("Amendment"),
    "cancellation": _("Cancellation"),
}

FORMS: dict[str, Sign] = {
    "plain": Sign(_("As it is"), "check2", "quiet"),
    "truncated": Sign(_("First characters only"), "scissors", "wait"),
    "country_only": Sign(_("Country only"), "globe2", "wait"),
    "hashed": Sign(_("Keyed hash only"), "fingerprint", "wait"),
    "hidden": Sign(_("Not shown"), "eye-slash", "stop"),
}

# What each mask leaves of a value, for whoever asks.
MASKS: dict[str, Promise] = {
    "truncated": _("Only the beginning of the value is shown, and the rest is left out."),
    "country_only": _("Only the country that the value speaks of is shown."),
    "hashed": _(
        "A code stands in place of the value. Under one agreement the same value always has the same code, so that"
        " two can be compared, but nobody can read the value from it."
    ),
    "hidden": _("Nothing is shown, and nothing tells that there is a value."),
}

KEY_KINDS: dict[str, Promise] = {
    "ucr": _("Unique consignment reference"),
    "house_document": _("House transport document"),
    "transport_document": _("Transport document"),
    "parcel": _("Parcel"),
    "notice": _("The notice itself"),
}

CASE_KINDS: dict[str, Promise] = {
    "information_request": _("Request for information"),
    "screening_request": _("Request for screening"),
    "do_not_load": _("Do not load"),
    "hold": _("Hold"),
}

CASE_STATES: dict[str, Sign] = {
    "open": Sign(_("Open"), "circle", "new"),
    "overdue": Sign(_("Overdue"), "exclamation-triangle", "stop"),
    "answered": Sign(_("Answered"), "check2", "good"),
    "cannot_answer": Sign(_("Referred to another"), "arrow-right", "quiet"),
    "lifted": Sign(_("Lifted"), "check-circle", "good"),
    "closed": Sign(_("Closed by the authority"), "check2", "quiet"),
}

AGREEMENT_STATES: dict[str, Sign] = {
    "draft": Sign(_("Draft"), "pen", "quiet"),
    "withdrawn": Sign(_("Withdrawn"), "x-circle", "quiet"),
    "proposed": Sign(_("Proposed"), "hourglass-split", "wait"),
    "in_force": Sign(_("In force"), "check-circle", "good"),
    "suspended": Sign(_("Suspended"), "pause-circle", "stop"),
    "superseded": Sign(_("Superseded"), "clock-history", "quiet"),
    "terminated": Sign(_("Terminated"), "stop-circle", "quiet"),
    "expired": Sign(_("Expired"), "clock-history", "quiet"),
}

ACTS: dict[str, Promise] = {
    "drafted": _("opened a draft"),
    "edited": _("edited the draft"),
    "withdrawn": _("withdrew the draft"),
    "proposed": _("proposed"),
    "signed": _("signed"),
    "acceded": _("acceded to"),
    "left": _("left"),
    "excluded": _("excluded a recipient"),
    "readmitted": _("readmitted a recipient"),
    "suspended": _("suspended the agreement"),
    "resumed": _("resumed the agreement"),
    "terminated": _("terminated the agreement"),
}

# What the operator watches, in the order of a notice's way.
COUNTS: dict[str, tuple[Promise, Promise]] = {
    "accepted": (_("Accepted"), _("Versions accepted since the beginning.")),
    "unrouted": (_("Waiting to be routed"), _("Accepted, and not decided yet.")),
    "quarantined": (_("Set aside"), _("Routing failed several times: they need a person.")),
    "available": (
        _("Ready"),
        _("Delivered to nobody yet: their recipients have not opened or fetched them."),
    ),
    "delivered": (_("Delivered"), _("Content or envelope has left.")),
    "withheld": (_("Withheld"), _("May not be sent now: a suspension, a changed fact.")),
    "closed": (_("Withheld for good"), _("Will never be sent.")),
    "deciding": (_("Being decided again"), _("Withheld until the pipeline has looked again.")),
    "backfilling": (_("Back-fills owed"), _("Earlier notices that newcomers are still to receive.")),
    "due": (_("Webhooks due"), _("To be sent now, or once their endpoint is enabled again.")),
    "leased": (_("Webhooks under way"), _("Being sent at this moment.")),
    "retrying": (_("Webhooks retrying"), _("Failed before, and waiting for the next attempt.")),
    "sent": (_("Webhooks sent"), _("Answered with success.")),
    "dead": (_("Dead letters"), _("Gave up after the last attempt: replay them once the receiver is well.")),
}
