"""The eight rules of entitlement in plain words: what each asks, and why it did not hold."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.routing.reasons import Reason
from hub.portal.words import Sign


class Rule(NamedTuple):
    """One rule of docs/semantics.md: its number, its name, and what is so where it holds."""

    number: int
    name: Promise
    holds: Promise


RULES: tuple[Rule, ...] = (
    Rule(
        1, _("In force"), _("Every signatory has signed this version, its period runs, nothing suspends it.")
    ),
    Rule(
        2,
        _("Provider"),
        _("The publisher provides its notices under it: named, or a member that has acceded."),
    ),
    Rule(3, _("Recipient"), _("The organisation receives under it: named, or acceded, and not excluded.")),
    Rule(
        4, _("Members"), _("Both are active members, with the standing that the agreement asks of traders.")
    ),
    Rule(
        5,
        _("Type"),
        _("The agreement covers this type of notice, and the type is open to this kind of member."),
    ),
    Rule(6, _("Conditions"), _("All conditions of the agreement hold on what the notice says.")),
    Rule(
        7,
        _("Then, too"),
        _("Rules 1 to 4 held when the notice was accepted; or the agreement reaches back to it."),
    ),
    Rule(8, _("Something to see"), _("At least one element beside the envelope is visible.")),
)


class Failure(NamedTuple):
    """Why a rule did not hold, and what would have to change; nothing, where nothing can."""

    why: Promise
    change: Promise | str = ""


FAILURES: dict[str, Failure] = {
    "not-signed": Failure(
        _("Not every signatory had signed this version."), _("It applies once the last one has signed.")
    ),
    "not-yet-in-force": Failure(
        _("Its period had not begun."), _("It applies to what is accepted from its first day on.")
    ),
    "suspended": Failure(
        _("The agreement was suspended."),
        _("While it is suspended nothing is sent under it."),
    ),
    "superseded": Failure(
        _("A later version of the agreement had taken its place."), _("Look at that version's answer.")
    ),
    "terminated": Failure(_("The agreement had been terminated.")),
    "expired": Failure(_("Its period was over.")),
    "not-a-provider": Failure(
        _("The publisher was neither named as a provider nor a member of a named group that had acceded."),
        _("A new version would have to name it, or it would have to accede."),
    ),
    "own-notice": Failure(_("It is the organisation's own notice: a publisher receives nothing of its own.")),
    "not-a-recipient": Failure(
        _(
            "The organisation was neither named as a recipient nor a member of a named group that had acceded."
        ),
        _("A new version would have to name it, or it would have to accede."),
    ),
    "objection-period": Failure(
        _("The organisation had acceded, and the days in which providers may object were not over."),
        _("It applies to what is accepted once they are over."),
    ),
    "excluded": Failure(
        _("The publisher had excluded the organisation from its data."),
        _("The publisher may readmit it at any time."),
    ),
    "recipient-not-active": Failure(
        _("The organisation was not an active member of the hub."), _("The operator may resume it.")
    ),
    "recipient-without-standing": Failure(
        _("The organisation did not hold the standing that the agreement asks of traders."),
        _("An authority may grant it."),
    ),
    "publisher-not-active": Failure(
        _("The publisher was not an active member of the hub."), _("The operator may resume it.")
    ),
    "publisher-without-standing": Failure(
        _(
            "The publisher did not hold the standing that the agreement asks for when the notice was accepted."
        ),
        _("A grant counts for what is accepted after it."),
    ),
    "other-type": Failure(_("The agreement does not cover this type of notice."), _("A new version could.")),
    "handling-class": Failure(
        _("This type of notice is not open to this kind of member, whatever an agreement says.")
    ),
    "field-absent": Failure(
        _("A condition asks for an element that the notice does not have."),
        _("An amendment that gives the element is looked at anew."),
    ),
    "condition-not-met": Failure(
        _("A condition of the agreement does not hold on what the notice says."),
        _("An amendment of the notice, or of the agreement, is looked at anew."),
    ),
    "not-then": Failure(
        _("It did not entitle when the notice was accepted: a new agreement opens nothing earlier.")
    ),
    "accepted-in-suspension": Failure(
        _("The notice was accepted while the agreement was suspended: it never goes out under it.")
    ),
    "nothing-visible": Failure(
        _("No element of the notice would be visible."), _("A new version could show more elements.")
    ),
}

# Whether a condition holds by itself; None: the notice lacks the element that it asks for.
HOLDS: dict[bool | None, Sign] = {
    True: Sign(_("Holds"), "check2", "good"),
    False: Sign(_("Does not hold"), "x-lg", "stop"),
    None: Sign(_("The notice lacks the element"), "question-circle", "wait"),
}

HELD, FAILED, UNASKED = "held", "failed", "unasked"


class Step(NamedTuple):
    """One rule as it went for one agreement version: ``held``, ``failed``, or ``unasked`` after one failed."""

    rule: Rule
    state: str
    failure: Failure | None


def steps(reason: Reason | None) -> tuple[Step, ...]:
    """All eight, in order: those before the one that failed held, those after it were not asked."""
    failed = 9 if reason is None else reason.rule
    return tuple(
        Step(
            rule,
            HELD if rule.number < failed else FAILED if rule.number == failed else UNASKED,
            FAILURES[reason.code] if reason is not None and rule.number == failed else None,
        )
        for rule in RULES
    )
