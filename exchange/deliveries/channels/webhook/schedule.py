"""When to try again, and when not to: every outcome of an attempt in one table."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus

# Seconds before each further attempt: the example schedule of Standard Webhooks, three days in all.
DEFAULT = (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0)
JITTER = 0.2
LONGEST_WAIT = 24 * 3600.0


class Outcome(StrEnum):
    """How an attempt went."""

    DELIVERED = "delivered"
    GONE = "gone"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    BUSY = "busy"
    REDIRECT = "redirect"
    SERVER_ERROR = "server_error"
    UNEXPECTED = "unexpected"
    GARBLED = "garbled"
    DROPPED = "dropped"
    TIMEOUT = "timeout"
    SLOW = "slow"
    TLS = "tls"
    UNREACHABLE = "unreachable"
    UNRESOLVED = "unresolved"
    BLOCKED = "blocked"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows: ``permanent`` means no further attempt, ``disables`` that the endpoint gets no more."""

    meaning: str
    permanent: bool = False
    disables: bool = False


VERDICTS = {
    Outcome.DELIVERED: Verdict("answered 2xx; the answer's body does not matter", permanent=True),
    Outcome.GONE: Verdict("410: wants no more; the endpoint is disabled", permanent=True, disables=True),
    Outcome.REFUSED: Verdict("another 4xx: refused as it is, perhaps by a receiver that is being mended"),
    Outcome.TOO_LARGE: Verdict("413: the message will not become smaller", permanent=True),
    Outcome.BUSY: Verdict("408, 425, 429, or 503 with Retry-After: try later"),
    Outcome.REDIRECT: Verdict("3xx: never followed; register the new address"),
    Outcome.SERVER_ERROR: Verdict("5xx"),
    Outcome.UNEXPECTED: Verdict("a status outside HTTP's classes, or 1xx as the last word"),
    Outcome.GARBLED: Verdict("the answer is not HTTP/1.1, or its head is too long"),
    Outcome.DROPPED: Verdict("the connection was closed or reset before a status arrived"),
    Outcome.TIMEOUT: Verdict("no status within the time for one attempt"),
    Outcome.SLOW: Verdict("connected too slowly: the decision to send had grown stale, nothing was sent"),
    Outcome.TLS: Verdict("no trusted certificate for this name, or no TLS at all; nothing was sent"),
    Outcome.UNREACHABLE: Verdict("no connection"),
    Outcome.UNRESOLVED: Verdict("the name has no address now"),
    Outcome.BLOCKED: Verdict("the name leads to an address that is not public", permanent=True),
    Outcome.INTERNAL: Verdict("the hub could not make the message"),
}  # fmt: skip

_BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


def outcome_of(status: int, *, retry_after: float | None = None) -> Outcome:
    """The outcome of an attempt that was answered with this status."""
    if 200 <= status < 300:
        return Outcome.DELIVERED
    if 300 <= status < 400:
        return Outcome.REDIRECT
    if status == HTTPStatus.GONE:
        return Outcome.GONE
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Outcome.TOO_LARGE
    if status in _BUSY or (status == HTTPStatus.SERVICE_UNAVAILABLE and retry_after is not None):
        return Outcome.BUSY
    if 400 <= status < 500:
        return Outcome.REFUSED
    if 500 <= status < 600:
        return Outcome.SERVER_ERROR
    return Outcome.UNEXPECTED


def read_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Seconds that the receiver asks to wait (a number or a date), at most a day; ``None``: nothing said."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdecimal():
        seconds = float(value[:9])
    else:
        try:
            date = parsedate_to_datetime(value)
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
        seconds = ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT)


def delay(
    attempts: int,
    *,
    schedule: Sequence[float],
    retry_after: float | None = None,
    chance: random.Random | None = None,
) -> float | None:
    """Seconds until the attempt after the ``attempts`` made so far; ``None`` when there is none left.

    What the receiver asked for is never undercut; the schedule's own delays vary by a fifth either way,
    so that receivers that failed together are not called together.
    """
    if attempts > len(schedule):
        return None
    spread = (chance or random).uniform(-JITTER, JITTER)
    if retry_after is not None:
        return max(retry_after, 1.0) * (1 + abs(spread))
    return schedule[attempts - 1] * (1 + spread)


def check_schedule(delays: Sequence[float]) -> None:
    """``ValueError`` unless the operator's schedule is a list of positive delays of at most a week."""
    if not delays or not all(0 < seconds <= 7 * 86400 for seconds in delays):
        raise ValueError("a webhook schedule is a list of seconds, each above 0 and at most a week")
