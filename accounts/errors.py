"""What the hub says when it refuses: one family of errors, rendered as RFC 9457 problems at the edge."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was sent.

    ``place`` is where: a JSON Pointer (RFC 6901), ``row 3, column B`` or ``line 12``; empty for the whole.
    ``code`` is stable and documented; ``message`` tells a person what to mend.
    """

    place: str
    code: str
    message: str


class Refusal(Exception):
    """The hub declines, for a reason the caller can act on. ``code`` names it; ``detail`` says what to do."""

    status = 400
    title = _("Refused")

    def __init__(self, code: str, detail: str, *, faults: Sequence[Fault] = (), **facts: object) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.faults = tuple(faults)
        self.facts = facts


class Malformed(Refusal):
    """What was sent cannot be read at all."""

    status = 400
    title = _("Cannot be read")


class Unauthenticated(Refusal):
    """Nobody is signed in, or the credentials are not valid."""

    status = 401
    title = _("Sign in first")


class Forbidden(Refusal):
    """The caller is known but may not do this."""

    status = 403
    title = _("Not allowed")


class NotFound(Refusal):
    """Absent, or none of the caller's business: the two look the same."""

    status = 404
    title = _("Not found")

    def __init__(
        self, code: str = "not-found", detail: str = _("There is nothing here that you may see.")
    ) -> None:
        super().__init__(code, detail)


class Conflict(Refusal):
    """The request contradicts what the hub already holds."""

    status = 409
    title = _("Conflict")


class Gone(Refusal):
    """It was here, and is no more."""

    status = 410
    title = _("Gone")


class TooLarge(Refusal):
    """More than one request may carry."""

    status = 413
    title = _("Too large")


class Invalid(Refusal):
    """Readable, but wrong: every fault is listed with its place."""

    status = 422
    title = _("Has faults")


class TooManyRequests(Refusal):
    """More requests than the caller's share of the hub in this period."""

    status = 429
    title = _("Too many requests")


class Unavailable(Refusal):
    """The hub cannot do this now; nothing was kept."""

    status = 503
    title = _("Not available now")
