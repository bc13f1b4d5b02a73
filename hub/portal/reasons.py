"""Why something cannot be shown, in plain words, by the codes that the exchange gives."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.sentences import told
from exchange.routing.reasons import Reason

BEING_ROUTED = "being-routed"

_WORDS: dict[str, Promise] = {
    BEING_ROUTED: _("A newer version of this notice is being routed at this moment. Open it again shortly."),
    "decided-again": _(
        "Something has changed since it was routed: the agreements, their parties, or the notice itself. The hub"
        " decides again; it comes back to your inbox if you may still receive it."
    ),
    "replay-asked": _("It is being decided again, as was asked. It comes back if you may receive it."),
    "newer-version-unrouted": _(
        "A newer version of this notice could not be routed yet. The operator has been told; until then this"
        " one is held back."
    ),
    "suspended": _("The agreement behind it is suspended. It opens again when a signatory resumes it."),
    "newer-version": _("There is a newer version of this notice, which you may not receive."),
    "cancelled": _("The notice was cancelled before you opened it."),
    "recipient-not-active": _("Your organisation is not an active member of the hub at present."),
    "recipient-without-standing": _(
        "Your organisation does not hold the standing that the agreement asks for."
    ),
    "publisher-not-active": _("The publisher is not an active member of the hub at present."),
    "publisher-without-standing": _("The publisher did not hold the standing that the agreement asks for."),
    "retention-over": _("The time for which you may keep it, as the agreement says, is over."),
    "ended-while-suspended": _("The agreement was suspended when it ended. What it had opened stays closed."),
    "terminated": _("The agreement behind it was terminated before you opened it."),
    "expired": _("The agreement behind it ended before you opened it."),
    "superseded": _("A later version of the agreement is in force, and does not give it to you."),
    "excluded": _("The publisher has excluded your organisation from its data."),
    "not-a-recipient": _("Your organisation is no longer a recipient under the agreement."),
    "not-a-provider": _("The publisher is no longer a provider under the agreement."),
    "objection-period": _("The period in which providers may object to your accession is not over yet."),
    "accepted-in-suspension": _("The notice was accepted while the agreement was suspended."),
    "no-grounds": _("No agreement for this purpose gives the notice to your organisation."),
    "nothing-visible": _("No element of the notice would be visible to you."),
}
# The same, told to the publisher where the exchange's own sentence is not written for it.
_TO_PUBLISHER: dict[str, Promise] = {
    "decided-again": _(
        "The agreements, their parties or the notice itself have changed: the hub decides again."
    ),
    "replay-asked": _("It is being decided again."),
    "newer-version-unrouted": _("A newer version could not be routed yet, so this one is held back."),
    "newer-version": _("A newer version exists that the recipient may not receive."),
    "cancelled": _("You cancelled the notice before this was opened."),
}
_FURTHER = {reason.code: reason.message for reason in Reason}


def to_publisher(code: str) -> Promise | str:
    """The reason as a sentence for the publisher; empty where there is none."""
    return _TO_PUBLISHER.get(code) or told(_FURTHER.get(code, code))


def in_words(code: str) -> Promise | str:
    """The reason as a sentence for the recipient; empty where there is none."""
    return _WORDS.get(code) or told(_FURTHER.get(code, code))
