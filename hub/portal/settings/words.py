"""The settings' words: scopes, states of webhooks, how attempts ended, what the trail tells."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.callers import Caller
from hub.portal.words import Sign

SCOPES: dict[str, Promise] = {
    "notices:publish": _("Publish, amend and cancel notices"),
    "notices:read": _("Read your own notices and their receipts"),
    "inbox:read": _("Open and read deliveries, in the inbox and the feed"),
    "inbox:acknowledge": _("Acknowledge what was delivered"),
    "inbox:assign": _("Give deliveries to your organisation's people"),
    "replies:send": _("Send an authority's replies"),
    "agreements:read": _("Read agreements"),
    "agreements:write": _("Draft, propose, suspend and end agreements; never sign or accede"),
    "subscriptions:write": _("Read and manage subscriptions"),
    "webhooks:write": _("Read and manage webhooks"),
    "accounts:read": _("Read people, clients and the trail"),
    "accounts:write": _("Manage people, clients, standing and groups"),
    "operations:read": _("Read the operator's view of the pipeline"),
    "operations:write": _("Have the operator's quarantined notices routed again"),
}
# The operator's clients may more with the same scope.
_SCOPES_OF_OPERATOR: dict[str, Promise] = {
    "accounts:write": _("Manage members, people, clients, standing and groups"),
}

ROLES_MAY: dict[str, Promise] = {
    "publisher": _("Publishes, amends and cancels notices; reads them and the inbox; acknowledges."),
    "officer": _("Works the inbox, sends replies, keeps subscriptions, grants and keeps standing."),
    "administrator": _("Keeps agreements and signs them; keeps people, clients, webhooks and subscriptions."),
    "auditor": _("Reads everything of the organisation and changes nothing."),
}

WEBHOOK_STATES: dict[str, Sign] = {
    "working": Sign(_("Working"), "check-circle", "good"),
    "untried": Sign(_("Nothing sent yet"), "circle", "quiet"),
    "failing": Sign(_("Failing"), "exclamation-triangle", "wait"),
    "disabled": Sign(_("Disabled"), "stop-circle", "stop"),
}

WHY_DISABLED: dict[str, Promise] = {
    "failing": _(
        "The hub disabled it: one message went through all its attempts, and nothing succeeded meanwhile."
    ),
    "gone": _("The hub disabled it: it answered 410, which says that it wants no more."),
    "blocked": _("The hub disabled it: its name leads to an address that is not public."),
    "by-organisation": _("Your organisation disabled it."),
}

MESSAGE_STATES: dict[str, Sign] = {
    "due": Sign(_("To be sent"), "hourglass-split", "wait"),
    "leased": Sign(_("Being sent"), "send", "wait"),
    "retrying": Sign(_("To be tried again"), "arrow-repeat", "wait"),
    "sent": Sign(_("Sent"), "check2", "good"),
    "dead": Sign(_("Given up"), "x-circle", "stop"),
    "withheld": Sign(_("Withheld"), "pause-circle", "wait"),
    "cancelled": Sign(_("Will not be sent"), "slash-circle", "quiet"),
}

# Each attempt's end as a sentence for whoever mends the receiver; ``schedule.VERDICTS`` has what follows from it.
OUTCOMES: dict[str, Promise] = {
    "delivered": _("Answered with success."),
    "gone": _("Answered 410: wants no more. The endpoint is disabled."),
    "refused": _("Refused the message as it is (4xx)."),
    "too_large": _("Found the message too large (413). It will not become smaller."),
    "busy": _("Asked to be tried later."),
    "redirect": _("Answered with a redirect, which is never followed: register the new address."),
    "server_error": _("Your system answered with an error of its own (5xx)."),
    "unexpected": _("Answered with a status that HTTP does not know as a last word."),
    "garbled": _("The answer was not HTTP/1.1, or its head was too long."),
    "dropped": _("Closed the connection before it answered."),
    "timeout": _("Did not answer within the time for one attempt."),
    "slow": _("Connected too slowly: nothing was sent."),
    "tls": _("Has no trusted certificate for its name, or no TLS at all: nothing was sent."),
    "unreachable": _("Could not be connected to."),
    "unresolved": _("Its name has no address now."),
    "blocked": _("Its name leads to an address that is not public: nothing was sent."),
    "internal": _("The hub could not make the message."),
}

# Why a message stands as it does, beside the exchange's own reasons and the outcomes above.
MESSAGE_REASONS: dict[str, Promise] = {
    "given-up": _("Every attempt of the schedule failed."),
    "endpoint-removed": _("The endpoint was ended."),
}

ENDPOINT_ACTS: dict[str, Sign] = {
    "registered": Sign(_("Registered"), "plus-lg", "new"),
    "described": Sign(_("Given another description"), "pencil", "quiet"),
    "rotated": Sign(_("Given a new secret"), "key", "quiet"),
    "failing": Sign(_("Began to fail"), "exclamation-triangle", "wait"),
    "recovered": Sign(_("Recovered"), "check-circle", "good"),
    "disabled": Sign(_("Disabled"), "stop-circle", "stop"),
    "enabled": Sign(_("Enabled again"), "play-circle", "good"),
    "removed": Sign(_("Ended"), "x-circle", "quiet"),
}

CHANNELS: dict[str, Promise] = {
    "inbox": _("Inbox"),
    "feed": _("Feed (pulled by your system)"),
    "webhook": _("Webhook"),
    "digest": _("E-mail digest (envelopes only)"),
}

READ_BY: dict[str, Promise] = {
    "inbox": _("Inbox"),
    "feed": _("Feed"),
    "webhook": _("Webhook"),
    "explain": _("Explained, nothing shown"),
}

TRAIL_KINDS: dict[str, Promise] = {
    "announcement": _("Announcement"),
    "join_request": _("Request to join"),
    "organisation": _("Organisation"),
    "person": _("Person"),
    "client": _("API client"),
    "standing": _("Standing"),
    "group": _("Group"),
    "agreement": _("Agreement"),
}

TRAIL_ACTS: dict[tuple[str, str], Promise] = {
    ("organisation", "bootstrapped"): _("Set up the hub"),
    ("organisation", "admitted"): _("Admitted as a member"),
    ("organisation", "suspended"): _("Membership suspended"),
    ("organisation", "resumed"): _("Membership resumed"),
    ("organisation", "removed"): _("Membership ended"),
    ("organisation", "identified"): _("Identifier given"),
    ("organisation", "identifier ended"): _("Identifier ended"),
    ("organisation", "contact changed"): _("Contact details changed"),
    ("organisation", "exported"): _("List taken away as a file"),
    ("person", "made"): _("Account made"),
    ("person", "closed"): _("Account closed"),
    ("person", "role granted"): _("Role given"),
    ("person", "role ended"): _("Role ended"),
    ("client", "made"): _("API client made"),
    ("client", "secret rotated"): _("Secret rotated"),
    ("client", "ended"): _("API client ended"),
    ("standing", "granted"): _("Standing granted"),
    ("standing", "suspended"): _("Standing suspended"),
    ("standing", "resumed"): _("Standing resumed"),
    ("standing", "revoked"): _("Standing revoked"),
    ("standing", "recognised"): _("Standing recognised"),
    ("standing", "recognition ended"): _("Recognition ended"),
    ("group", "made"): _("Group made"),
    ("group", "member added"): _("Member added"),
    ("group", "member left"): _("Member removed"),
    ("join_request", "asked back"): _("Asked back"),
    ("join_request", "refused"): _("Request to join refused"),
    ("join_request", "admitted"): _("Request to join admitted"),
    ("announcement", "work announced"): _("Planned work announced"),
    ("announcement", "incident reported"): _("Incident reported"),
    ("announcement", "updated"): _("Announcement updated"),
    ("announcement", "cancelled"): _("Planned work called off"),
    ("announcement", "ended"): _("Work ended early"),
    ("announcement", "resolved"): _("Incident resolved"),
    ("agreement", "proposed despite examples"): _("Proposed although examples failed"),
}

# What the values of a change are called; one that is not named here stands under its own name.
TRAIL_VALUES: dict[str, Promise] = {
    "email": _("E-mail address"),
    "phone": _("Telephone"),
    "list": _("List"),
    "form": _("Form"),
    "contact_email": _("E-mail address"),
    "contact_phone": _("Telephone"),
    "role": _("Role"),
    "scopes": _("Scopes"),
    "old_until": _("Old secret until"),
    "kind": _("Kind"),
    "country": _("Country"),
    "region": _("Region"),
    "organisation": _("Organisation"),
    "person": _("Person"),
    "since": _("From (day)"),
    "until": _("To (day)"),
    "channel": _("Channel"),
    "programme": _("Programme"),
    "number": _("Number"),
    "scheme": _("Scheme"),
    "value": _("Value"),
    "agreement": _("Agreement"),
    "version": _("Version"),
    "examples": _("Failing examples"),
    "title": _("Title"),
    "name": _("Name"),
}

# The lists that are taken away as files, and the forms of these.
TAKEN_LISTS: dict[str, Promise] = {
    "disclosure-register": _("Disclosure register"),
    "audit-trail": _("Audit trail"),
    "receipts": _("Receipts"),
}
TAKEN_FORMS: dict[str, str] = {"csv": "CSV", "jsonl": "JSON Lines"}

STANDING_STATES: dict[str, Sign] = {
    "granted": Sign(_("Valid"), "check-circle", "good"),
    "suspended": Sign(_("Suspended"), "pause-circle", "stop"),
    "revoked": Sign(_("Revoked"), "x-circle", "stop"),
    "expired": Sign(_("Expired"), "clock-history", "quiet"),
}

STANDING_KINDS: dict[str, Promise] = {
    "accredited": _("Authorised economic operator"),
    "enrolled": _("Enrolled reporting party"),
}

SCHEMES: dict[str, Promise] = {
    "eori": _("EORI number"),
    "tin": _("Trader identification number"),
    "lei": _("Legal entity identifier"),
    "iata": _("IATA airline designator"),
    "scac": _("Standard carrier alpha code"),
    "gln": _("Global location number"),
}


def scopes_of(caller: Caller) -> dict[str, Promise]:
    """What each scope lets a client of the caller's organisation do."""
    return SCOPES | _SCOPES_OF_OPERATOR if caller.is_operator else SCOPES
