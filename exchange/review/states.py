"""The life of a case as one table."""

from dataclasses import dataclass

from exchange.review.models import Case

OPEN = "open"
REQUESTS = frozenset({Case.Kind.INFORMATION.value, Case.Kind.SCREENING.value})
ORDERS = frozenset({Case.Kind.DO_NOT_LOAD.value, Case.Kind.HOLD.value})


@dataclass(frozen=True, slots=True)
class Transition:
    """``source`` ends as ``outcome`` when ``by`` sends a notice of type ``reply``."""

    kinds: frozenset[str]
    source: str
    reply: str
    by: str
    outcome: str


TRANSITIONS = (
    Transition(REQUESTS, OPEN, "answer", "the addressee", Case.Outcome.ANSWERED),
    Transition(REQUESTS, OPEN, "answer", "the addressee, naming another", Case.Outcome.REFERRED),
    Transition(ORDERS, OPEN, "release", "the authority", Case.Outcome.LIFTED),
    Transition(REQUESTS, OPEN, "release", "the authority", Case.Outcome.CLOSED),
    Transition(REQUESTS, OPEN, "assessment_complete", "the authority", Case.Outcome.CLOSED),
)
