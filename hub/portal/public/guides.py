"""How each of the three works with the hub, in a minute."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Step:
    title: Promise
    text: Promise
    icon: str


@dataclass(frozen=True, slots=True)
class Guide:
    """``name`` is its address; ``more`` leads on: names of pages with what they are called."""

    name: str
    label: Promise
    title: Promise
    lead: Promise
    icon: str
    steps: tuple[Step, ...]
    more: tuple[tuple[str, Promise], ...] = ()


GUIDES = (
    Guide(
        name="company",
        label=_("For companies"),
        title=_("How a company works with the hub"),
        lead=_("You tell it once. You see who received what, and you are asked in one place."),
        icon="building",
        steps=(
            Step(
                _("Become a member"),
                _(
                    "You ask to join here; the operator admits your company and gives your administrator a"
                    " sign-in. A customs administration grants your standing: only companies with standing publish."
                ),
                "award",
            ),
            Step(
                _("Agree on who sees what"),
                _(
                    "An agreement says which elements go to whom, for which purpose and for how long. It"
                    " opens nothing until your administrator has signed it or acceded to it, and you may"
                    " leave again."
                ),
                "journal-check",
            ),
            Step(
                _("Publish your notices"),
                _(
                    "From your own system over the API, as a file, or by a form. Every fault is named with"
                    " its place, and what has been accepted is not lost."
                ),
                "send",
            ),
            Step(
                _("Answer what you are asked"),
                _(
                    "Requests for information or screening, holds and do-not-load orders stand first on"
                    " your overview, with the time by which you must answer."
                ),
                "chat-left-text",
            ),
            Step(
                _("See who received it"),
                _(
                    "Each notice shows its recipients, the elements that each received, under which"
                    " agreement and for which purpose, when it arrived, and whether it was acknowledged."
                ),
                "check2-all",
            ),
        ),
        more=(("portal:join", _("Ask to join")), ("api-docs", _("Read the API"))),
    ),
    Guide(
        name="officer",
        label=_("For customs officers"),
        title=_("How an officer works with the hub"),
        lead=_("Earlier and better data, each element with the grounds on which you hold it."),
        icon="person-badge",
        steps=(
            Step(
                _("Begin with the worklist"),
                _(
                    "What is new, what is overdue, what is yours. Find a consignment by its UCR, container,"
                    " bill, MRN or parcel number."
                ),
                "inbox",
            ),
            Step(
                _("Open a notice"),
                _(
                    "Opening delivers it: the company sees that your administration has received it. The"
                    " elements are grouped as you think: who, what, by which route and transport, with"
                    " which documents."
                ),
                "envelope-open",
            ),
            Step(
                _("Know why you see it"),
                _(
                    "What is masked is visibly masked, with the clause that masks it. What you may not see"
                    " is not there, and leaves no trace."
                ),
                "question-circle",
            ),
            Step(
                _("Ask, hold, release"),
                _(
                    "Send a request for information or for screening, a do-not-load order or a hold, with a"
                    " time for the answer. A release lifts the hold, whole or in part. Where the agreement asks"
                    " for it, a second officer approves what you have prepared."
                ),
                "chat-left-text",
            ),
            Step(
                _("Acknowledge what you have dealt with"),
                _("The company is told that you have taken note, and nothing else about your work."),
                "check2-all",
            ),
        ),
    ),
    Guide(
        name="administrator",
        label=_("For administrators"),
        title=_("How an administrator works with the hub"),
        lead=_("You answer for who sees what. Nothing is opened that you have not signed."),
        icon="journal-check",
        steps=(
            Step(
                _("Read an agreement in plain words"),
                _(
                    "Each version says who provides and who receives, which elements in which form, for"
                    " which purpose, on which legal basis, and for how long."
                ),
                "file-earmark-text",
            ),
            Step(
                _("Look before you sign"),
                _(
                    "See what a version would have opened of your own notices, and what it changes from the"
                    " version in force. It comes into force only when every signatory has signed."
                ),
                "eye",
            ),
            Step(
                _("Suspend when you must"),
                _(
                    "A suspension holds from the next moment: nothing more is delivered under the agreement"
                    " until it is resumed. A reason is kept on the record."
                ),
                "pause-circle",
            ),
            Step(
                _("Ask why"),
                _(
                    "Pick a notice, an organisation and a moment, and read rule by rule why it was received"
                    " or not, with the clause that decided."
                ),
                "question-circle",
            ),
            Step(
                _("Keep your own house"),
                _(
                    "People and their roles, API clients, webhooks and subscriptions stand in the settings,"
                    " and so do the records of who changed what and who was shown what."
                ),
                "people",
            ),
        ),
    ),
    Guide(
        name="developer",
        label=_("For developers of systems"),
        title=_("How a system works with the hub"),
        lead=_("Whatever the pages can do, the API can. Begin with one client and one notice."),
        icon="code-slash",
        steps=(
            Step(
                _("Get an API client"),
                _(
                    "An administrator of your organisation makes it in the settings, with the scopes that your"
                    " system needs. Its secret is shown once and can be rotated without a gap."
                ),
                "key",
            ),
            Step(
                _("Fetch a token, then publish"),
                _(
                    "A token from /oauth/token works for an hour. A notice carries a reference of your own:"
                    " sent twice under one reference, it is published once."
                ),
                "send",
            ),
            Step(
                _("Read each refusal"),
                _(
                    "A refusal is a problem with a code that does not change, and every fault with its place in"
                    " what you sent. Each code has its page here."
                ),
                "exclamation-triangle",
            ),
            Step(
                _("Receive as it suits you"),
                _(
                    "By webhook, signed and tried again for days: at least once, always under the same identifier."
                    " Or by the feed, from the position where you stopped reading."
                ),
                "broadcast",
            ),
            Step(
                _("Watch the hub"),
                _(
                    "The status is there for machines as well, and as a feed. What remains of your share of"
                    " requests is in each answer."
                ),
                "heart-pulse",
            ),
        ),
        more=(
            ("api-docs", _("Read the API")),
            ("problems", _("Kinds of refusal")),
            ("portal:status", _("Status of the hub")),
        ),
    ),
)
