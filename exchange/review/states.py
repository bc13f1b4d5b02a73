"""The life of a case as one table: what begins it, and which replies end it; and that of a prepared reply.

``docs/states/case.md`` and ``docs/states/prepared-reply.md`` show them.
"""

from pathlib import Path

from django.utils.translation import gettext_noop as _

from accounts.lifecycle import Transition, Wording, as_markdown

INFORMATION, SCREENING = "information_request", "screening_request"
DO_NOT_LOAD, HOLD = "do_not_load", "hold"
RELEASE, COMPLETE = "release", "assessment_complete"
ANSWER, REFERRAL = "answer", "answer that names another"
# Whoever confirms only that a request has reached it has not answered it.
ACKNOWLEDGEMENT = "answer that acknowledges"
PARTIAL = "release of a part"
# Open, and waiting for an answer or for a release.
REQUEST, ORDER = "request", "order"
ANSWERED, REFERRED, LIFTED, CLOSED = "answered", "cannot_answer", "lifted", "closed"

_BEGINS = {INFORMATION: REQUEST, SCREENING: REQUEST, DO_NOT_LOAD: ORDER, HOLD: ORDER}

TRANSITIONS = (
    *(Transition("", kind, state, "the authority") for kind, state in _BEGINS.items()),
    Transition(REQUEST, ANSWER, ANSWERED, "the addressee"),
    Transition(REQUEST, REFERRAL, REFERRED, "the addressee"),
    Transition(REQUEST, ACKNOWLEDGEMENT, REQUEST, "the addressee: it is noted"),
    Transition(REQUEST, RELEASE, CLOSED, "the authority"),
    Transition(REQUEST, PARTIAL, REQUEST, "the authority: it is noted"),
    Transition(REQUEST, COMPLETE, CLOSED, "the authority"),
    Transition(ORDER, ANSWER, ORDER, "the addressee: it is noted"),
    Transition(ORDER, REFERRAL, ORDER, "the addressee: it is noted"),
    Transition(ORDER, ACKNOWLEDGEMENT, ORDER, "the addressee: it is noted"),
    Transition(ORDER, RELEASE, LIFTED, "the authority"),
    Transition(ORDER, PARTIAL, ORDER, "the authority: it is noted"),
)


def outcome(kind: str, *, reply: str) -> str | None:
    """How an open case of this kind ends by such a reply; ``None`` where it stays open."""
    source = _BEGINS[kind]
    ends = (row.target for row in TRANSITIONS if (row.source, row.act) == (source, reply))
    return next((target for target in ends if target != source), None)


WAITING, SENT, WITHDRAWN = "waiting", "sent", "withdrawn"
# What one officer has prepared, where the agreement asks for a second person.
PREPARED = (
    Transition("", "prepared", WAITING, "an officer of the authority, or its API client"),
    Transition(WAITING, "released", SENT, "another officer of it"),
    Transition(WAITING, "withdrawn", WITHDRAWN, "any officer of it"),
)
PREPARED_WORDING = Wording(
    states={
        WAITING: _("The prepared reply waits for a second officer."),
        SENT: _("The prepared reply has been sent."),
        WITHDRAWN: _("The prepared reply has been withdrawn."),
    },
    acts={
        "released": _("It cannot be released any more."),
        "withdrawn": _("It cannot be withdrawn any more."),
    },
)


def prepared_page() -> str:
    """The page under ``docs/states/`` that shows the life of a prepared reply."""
    return as_markdown(title="The life of a prepared reply", module="exchange.review.states", table=PREPARED)


def page() -> str:
    """The page under ``docs/states/`` that shows the table."""
    return as_markdown(title="The life of a case", module="exchange.review.states", table=TRANSITIONS)


if __name__ == "__main__":
    Path("docs/states/case.md").write_text(page())
    Path("docs/states/prepared-reply.md").write_text(prepared_page())
