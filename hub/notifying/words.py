"""What a notification says and where it leads: the same on the page and in a mail. Envelope facts, never content."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchange.notifications.notification import Kind, Notification, Topic
from exchange.review.states import REFERRED

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
_ANSWERED: dict[str, Promise] = {
    "information_request": _("%(who)s has answered: %(reference)s"),
    "screening_request": _("%(who)s has answered your request for screening: %(reference)s"),
    "do_not_load": _("%(who)s has answered your order not to load: %(reference)s"),
    "hold": _("%(who)s has answered your hold: %(reference)s"),
}
_ANSWER_OVERDUE: dict[str, Promise] = {
    "information_request": _("%(who)s has not answered in time: %(reference)s"),
    "screening_request": _("%(who)s has not answered your request for screening in time: %(reference)s"),
    "do_not_load": _("%(who)s has not acknowledged your order not to load in time: %(reference)s"),
    "hold": _("%(who)s has not answered your hold in time: %(reference)s"),
}
_INFORMED: dict[str, Promise] = {
    "information_request": _("%(who)s tells you of a request for information: %(reference)s"),
    "screening_request": _("%(who)s tells you of a request for screening: %(reference)s"),
    "do_not_load": _("%(who)s tells you of an order not to load: %(reference)s"),
    "hold": _("%(who)s tells you of a hold: %(reference)s"),
}
_BY_CASE = {
    Kind.CASE_OPENED: _CASES,
    Kind.DEADLINE_NEAR: _NEAR,
    Kind.OVERDUE: _OVERDUE,
    Kind.ANSWERED: _ANSWERED,
    Kind.ANSWER_OVERDUE: _ANSWER_OVERDUE,
    Kind.INFORMED: _INFORMED,
}
_SENTENCES: dict[Kind, Promise] = {
    Kind.RELEASED: _("%(who)s sent a release: %(reference)s"),
    Kind.ASSESSED: _("%(who)s has completed its assessment: %(reference)s"),
    Kind.RELEASE_WAITED_FOR: _("A reply that a colleague prepared waits for a second officer: %(reference)s"),
    Kind.AGREEMENT_PROPOSED: _("%(who)s proposed version %(version)s of agreement %(number)s"),
    Kind.SIGNATURE_WAITED_FOR: _("Agreement %(number)s waits for your signature: proposed by %(who)s"),
    Kind.ACCESSION_WAITED_FOR: _("Your organisation may accede to agreement %(number)s, proposed by %(who)s"),
    Kind.AGREEMENT_IN_FORCE: _("Version %(version)s of agreement %(number)s came into force"),
    Kind.AGREEMENT_SUSPENDED: _("%(who)s suspended agreement %(number)s"),
    Kind.AGREEMENT_RESUMED: _("%(who)s resumed agreement %(number)s"),
    Kind.AGREEMENT_TERMINATED: _("%(who)s terminated agreement %(number)s"),
    Kind.AGREEMENT_EXPIRING: _("Agreement %(number)s ends within %(days)s days, unless it is succeeded"),
    Kind.WEBHOOK_FAILING: _("A webhook fails: %(name)s"),
    Kind.WEBHOOK_DISABLED: _("A webhook was disabled: %(name)s"),
    Kind.STANDING_SUSPENDED: _("%(who)s suspended your standing"),
    Kind.STANDING_REVOKED: _("%(who)s revoked your standing"),
    Kind.STANDING_EXPIRING: _("Your standing from %(who)s ends soon"),
    Kind.STANDING_EXPIRED: _("Your standing from %(who)s has ended"),
    Kind.ROWS_REFUSED: _("Rows of %(name)s were not accepted: %(refused)s"),
}
_REFERRED = _("%(who)s cannot answer, and names whom to ask: %(reference)s")
_FILE_REFUSED = _("The file %(name)s could not be read")
KINDS: dict[Kind, Promise] = {
    Kind.CASE_OPENED: _("Request or order"),
    Kind.DEADLINE_NEAR: _("Deadline"),
    Kind.OVERDUE: _("Overdue"),
    Kind.ANSWERED: _("Answer"),
    Kind.ANSWER_OVERDUE: _("Overdue"),
    Kind.INFORMED: _("For your information"),
    Kind.RELEASED: _("Release"),
    Kind.ASSESSED: _("Assessment"),
    Kind.RELEASE_WAITED_FOR: _("Second officer"),
    Kind.AGREEMENT_PROPOSED: _("Agreement"),
    Kind.SIGNATURE_WAITED_FOR: _("Signature"),
    Kind.ACCESSION_WAITED_FOR: _("Accession"),
    Kind.AGREEMENT_IN_FORCE: _("Agreement"),
    Kind.AGREEMENT_SUSPENDED: _("Agreement"),
    Kind.AGREEMENT_RESUMED: _("Agreement"),
    Kind.AGREEMENT_TERMINATED: _("Agreement"),
    Kind.AGREEMENT_EXPIRING: _("Agreement"),
    Kind.WEBHOOK_FAILING: _("Webhook"),
    Kind.WEBHOOK_DISABLED: _("Webhook"),
    Kind.STANDING_SUSPENDED: _("Standing"),
    Kind.STANDING_REVOKED: _("Standing"),
    Kind.STANDING_EXPIRING: _("Standing"),
    Kind.STANDING_EXPIRED: _("Standing"),
    Kind.ROWS_REFUSED: _("Upload"),
}

TOPICS: dict[Topic, Promise] = {
    Topic.CASES: _("Requests and orders to us, their deadlines, releases"),
    Topic.ANSWERS: _("Answers to what we asked or ordered, and answers that are late"),
    Topic.APPROVALS: _("Replies that wait for a second officer"),
    Topic.AGREEMENTS: _("Agreements: proposals, signatures, what starts, stops or ends soon"),
    Topic.WEBHOOKS: _("Webhooks that fail or were disabled"),
    Topic.STANDING: _("Our standing"),
    Topic.UPLOADS: _("Rows of uploads that were not accepted"),
}


def sentence(one: Notification, *, titled: bool = False) -> str:
    """What happened, in one sentence. ``titled``: agreements by their titles, too, which stay out of mails."""
    facts: dict[str, str] = {"who": one.name, **one.facts}
    if titled and facts.get("title"):
        facts["number"] = gettext("%(number)s “%(title)s”") % facts
    if one.facts.get("outcome") == REFERRED:
        return str(_REFERRED % facts)
    if one.kind in _BY_CASE:
        return str(_BY_CASE[one.kind][one.facts["case"]] % facts)
    if one.kind is Kind.ROWS_REFUSED and one.facts["state"] == "refused":
        return str(_FILE_REFUSED % facts)
    return str(_SENTENCES[one.kind] % facts)


def address(one: Notification) -> str:
    """Where it leads: there it is marked as read, and its reader is led on to what it is about."""
    return f"{reverse('portal:notification')}?key={one.key}"
