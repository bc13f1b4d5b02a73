"""What a notification says and where it leads: the same on the page and in a mail. Envelope facts, never content."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.notifications.notification import Kind, Notification

_CASES: dict[str, Promise] = {
    "information_request": _("%(who)s asks for information: %(reference)s"),
    "screening_request": _("%(who)s asks for screening: %(reference)s"),
    "do_not_load": _("%(who)s orders not to load: %(reference)s"),
    "hold": _("%(who)s holds goods: %(reference)s"),
}
_NEAR: dict[str, Promise] = {
    "information_request": _("Your answer is due within a day: %(reference)s of %(who)s"),
    "screening_request": _("Your screening is due within a day: %(reference)s of %(who)s"),
    "do_not_load": _("Your acknowledgement is due within a day: %(reference)s of %(who)s"),
    "hold": _("What a hold asks is due within a day: %(reference)s of %(who)s"),
}
_OVERDUE: dict[str, Promise] = {
    "information_request": _("Your answer is overdue: %(reference)s of %(who)s"),
    "screening_request": _("Your screening is overdue: %(reference)s of %(who)s"),
    "do_not_load": _("Your acknowledgement is overdue: %(reference)s of %(who)s"),
    "hold": _("What a hold asks is overdue: %(reference)s of %(who)s"),
}
_BY_CASE = {Kind.CASE_OPENED: _CASES, Kind.DEADLINE_NEAR: _NEAR, Kind.OVERDUE: _OVERDUE}
_SENTENCES: dict[Kind, Promise] = {
    Kind.AGREEMENT_PROPOSED: _("%(who)s proposed version %(version)s of agreement %(number)s"),
    Kind.SIGNATURE_WAITED_FOR: _("Agreement %(number)s waits for your signature: proposed by %(who)s"),
    Kind.ACCESSION_WAITED_FOR: _("Your organisation may accede to agreement %(number)s, proposed by %(who)s"),
    Kind.AGREEMENT_IN_FORCE: _("Version %(version)s of agreement %(number)s came into force"),
    Kind.AGREEMENT_SUSPENDED: _("%(who)s suspended agreement %(number)s"),
    Kind.AGREEMENT_RESUMED: _("%(who)s resumed agreement %(number)s"),
    Kind.AGREEMENT_TERMINATED: _("%(who)s terminated agreement %(number)s"),
    Kind.WEBHOOK_FAILING: _("A webhook fails: %(name)s"),
    Kind.WEBHOOK_DISABLED: _("A webhook was disabled: %(name)s"),
    Kind.STANDING_SUSPENDED: _("%(who)s suspended your standing"),
    Kind.STANDING_REVOKED: _("%(who)s revoked your standing"),
    Kind.STANDING_EXPIRING: _("Your standing from %(who)s ends soon"),
    Kind.STANDING_EXPIRED: _("Your standing from %(who)s has ended"),
    Kind.ROWS_REFUSED: _("Rows of %(name)s were not accepted: %(refused)s"),
}
_FILE_REFUSED = _("The file %(name)s could not be read")
KINDS: dict[Kind, Promise] = {
    Kind.CASE_OPENED: _("Request or order"),
    Kind.DEADLINE_NEAR: _("Deadline"),
    Kind.OVERDUE: _("Overdue"),
    Kind.AGREEMENT_PROPOSED: _("Agreement"),
    Kind.SIGNATURE_WAITED_FOR: _("Signature"),
    Kind.ACCESSION_WAITED_FOR: _("Accession"),
    Kind.AGREEMENT_IN_FORCE: _("Agreement"),
    Kind.AGREEMENT_SUSPENDED: _("Agreement"),
    Kind.AGREEMENT_RESUMED: _("Agreement"),
    Kind.AGREEMENT_TERMINATED: _("Agreement"),
    Kind.WEBHOOK_FAILING: _("Webhook"),
    Kind.WEBHOOK_DISABLED: _("Webhook"),
    Kind.STANDING_SUSPENDED: _("Standing"),
    Kind.STANDING_REVOKED: _("Standing"),
    Kind.STANDING_EXPIRING: _("Standing"),
    Kind.STANDING_EXPIRED: _("Standing"),
    Kind.ROWS_REFUSED: _("Upload"),
}


def sentence(one: Notification) -> str:
    """What happened, in one sentence."""
    facts: Mapping[str, str] = {"who": one.name, **one.facts}
    if one.kind in _BY_CASE:
        return str(_BY_CASE[one.kind][one.facts["case"]] % facts)
    if one.kind is Kind.ROWS_REFUSED and one.facts["state"] == "refused":
        return str(_FILE_REFUSED % facts)
    return str(_SENTENCES[one.kind] % facts)


def address(one: Notification) -> str:
    """Where it leads: there it is marked as read, and its reader is led on to what it is about."""
    return f"{reverse('portal:notification')}?key={one.key}"
