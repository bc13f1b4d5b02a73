"""What the engine answers."""

from dataclasses import dataclass

from exchange.routing.facts import AgreementVersion, Id
from exchange.routing.reasons import Reason

CONTENT = "content"
FOLLOW_UP = "follow_up"
WITHDRAWAL = "withdrawal"
CANCELLATION = "cancellation"
WITHHELD = "withheld"

# Who receives, and for which purpose.
Pair = tuple[Id, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one recipient gets of a version for one purpose. ``versions``: the ids of its grounds, sorted.

    Those of a withdrawal and a cancellation, which show the envelope only, are the grounds of what is held.
    ``reason`` is set where the delivery is made but not sent now.
    """

    recipient: Id
    purpose: str
    kind: str
    versions: tuple[Id, ...]
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """The answer to *may send*: a kind with its grounds, or the reason why not."""

    kind: str | None
    versions: tuple[Id, ...]
    reason: Reason | None

    @property
    def allowed(self) -> bool:
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer to *may read*: the live grounds, whose elements are shown, or the reason why not."""

    versions: tuple[AgreementVersion, ...]
    reason: Reason | None

    @property
    def allowed(self) -> bool:
        return self.reason is None
