"""Explain over the database: why an organisation receives a notice, or why not, now or at a past moment.

It decides with everything the pipeline knows, and tells each asker what it may know: the publisher about its
own notices, a recipient about itself and the versions it was told of, the operator's administrator about all.
Verdicts and patterns are told, never a value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from accounts import acting
from accounts.access.permissions import INBOX_READ, NOTICES_READ, OPERATIONS_READ
from accounts.callers import Caller
from accounts.errors import Fault, Invalid, NotFound
from exchange.deliveries import claims
from exchange.routing import scope, selectors
from exchange.routing.explain import Verdict, explain
from exchange.routing.facts import Held, Id, NoticeVersion
from exchange.routing.index import Index
from exchange.routing.reasons import Reason


class Clause(NamedTuple):
    """An element pattern that an entitling agreement version shows, in which form, and by which clause."""

    pattern: str
    form: str
    clause: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One agreement version's verdict; ``shows`` only where it entitles."""

    verdict: Verdict
    shows: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What every agreement version that the asker may know of says, by agreement and version."""

    number: str
    n: int
    recipient: UUID
    at: datetime
    agreements: tuple[Explained, ...]


class _Told(NamedTuple):
    """One delivery row of the recipient's, of whatever kind."""

    n: int
    delivered_at: datetime | None


_VERSIONS = """
SELECT n.id, n.type, n.publisher_id, n.accepted_at, n.cancelled_at, v.n, v.kind, v.accepted_at, c.text
FROM notices_notice n
JOIN notices_noticeversion v ON v.notice_id = n.id
LEFT JOIN notices_content c ON c.version_id = v.id
WHERE n.number = %s ORDER BY v.n"""
_TOLD = (
    "SELECT n, delivered_at FROM deliveries_delivery WHERE notice_id = %s AND recipient_id = %s ORDER BY n"
)


def explain_notice(
    *,
    number: str,
    n: int | None = None,
    recipient: UUID,
    by: Caller,
    now: datetime,
    at: datetime | None = None,
) -> Explanation:
    """Why this organisation received a version of the notice, or why not, at a moment that has passed.

    ``n`` None: the newest version of content that the asker knows of. Runs in the asker's acting context.
    """
    moment = now if at is None else at
    if moment > now:
        raise _refused("/at", "in-the-future", "Ask about now, or about a moment that has passed.")
    may_know = None if _sees_everything(by) else set(selectors.current().index.versions)
    with acting.as_pipeline():
        versions = _versions(number, moment)
        known = _known_to(by, versions, recipient)
        if n is not None and n not in known:
            raise NotFound
        notice = versions[max(known) if n is None else n]
        if moment < notice.accepted_at:
            raise _refused("/at", "before-acceptance", "The version had not been accepted yet.")
        snapshot = selectors.current()
        if recipient not in snapshot.index.facts.organisations:
            raise NotFound
        held: Sequence[Held] = claims.held_deliveries([notice.notice]).get(notice.notice, ())
        verdicts = explain(snapshot.index, notice, recipient=recipient, held=held, moment=moment)
        told = [one for one in verdicts if may_know is None or one.id in may_know]
        return Explanation(
            number,
            notice.n,
            recipient,
            moment,
            tuple(Explained(_as_told(one, by, notice), _shown(snapshot.index, notice, one)) for one in told),
        )


def _sees_everything(by: Caller) -> bool:
    return by.is_operator and by.may(OPERATIONS_READ)


def _refused(place: str, code: str, message: str) -> Invalid:
    return Invalid("bad-moment", "Choose another moment.", faults=[Fault(place, code, message)])


def _versions(number: str, moment: datetime) -> dict[int, NoticeVersion]:
    """The versions of content of a notice by number; ``current``: as was known at the moment."""
    with acting.connection().cursor() as cursor:
        cursor.execute(_VERSIONS, [number])
        rows: list[tuple[Any, ...]] = [row for row in cursor.fetchall() if row[8] is not None]
    accepted = [row[5] for row in rows if row[7] <= moment]
    return {
        row[5]: NoticeVersion(
            notice=row[0],
            publisher=row[2],
            type=row[1],
            n=row[5],
            kind=row[6],
            accepted_at=row[7],
            first_accepted_at=row[3],
            content=orjson.loads(row[8]),
            current=row[5] == max(accepted, default=row[5]),
            cancelled_at=row[4],
        )
        for row in rows
    }


def _known_to(by: Caller, versions: dict[int, NoticeVersion], recipient: UUID) -> set[int]:
    """The versions that the asker may ask about; ``NotFound``, as for an absent notice, where there are none.

    A recipient that holds nothing of the notice, or asks for another, learns not even that it exists.
    """
    known = set(versions)
    if versions and not _sees_everything(by):
        notice = next(iter(versions.values()))
        by.check_may(NOTICES_READ if notice.publisher == by.organisation else INBOX_READ)
        if notice.publisher != by.organisation:
            told = _told(notice.notice, by.organisation) if recipient == by.organisation else []
            holds = any(one.delivered_at is not None for one in told)
            known &= {one.n for one in told} if holds else set()
    if not known:
        raise NotFound
    return known


def _told(notice: Id, recipient: UUID) -> list[_Told]:
    with acting.connection().cursor() as cursor:
        cursor.execute(_TOLD, [notice, recipient])
        return [_Told(*row) for row in cursor.fetchall()]


def _as_told(verdict: Verdict, by: Caller, notice: NoticeVersion) -> Verdict:
    """To the recipient a condition that was not met does not say whether the field was there."""
    if by.organisation == notice.publisher or _sees_everything(by):
        return verdict
    if verdict.reason is Reason.FIELD_ABSENT:
        return Verdict(verdict.id, verdict.agreement, verdict.version, verdict.purpose, Reason.CONDITION)
    return verdict


def _shown(index: Index, notice: NoticeVersion, verdict: Verdict) -> tuple[Clause, ...]:
    if verdict.reason is not None:
        return ()
    visible = scope.visible_elements(index.types[notice.type], [index.versions[verdict.id]])
    return tuple(Clause(pattern, form, by[0][1]) for pattern, (form, by) in visible.items())
