"""Explain over the database: why an organisation receives a notice, or why not, now or at a past moment.

It decides on the agreements that the asker may read: the publisher about its own notices, a recipient about
itself and the versions it was told of, the operator's administrator about all. A version that entitles is
always readable by both whom it concerns, so no verdict hangs on one that is not. Verdicts and patterns are
told, never a value.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from accounts import acting
from accounts.access.permissions import INBOX_READ, NOTICES_READ, OPERATIONS_READ
from accounts.callers import Caller
from accounts.errors import Fault, Invalid, NotFound
from exchange.agreements import selectors as agreements
from exchange.agreements.conditions import Condition
from exchange.deliveries.models import Delivery
from exchange.notices.models import NoticeVersion as VersionRow
from exchange.notices.models import RoutingWork
from exchange.routing import conditions, scope, selectors
from exchange.routing.content import Facets
from exchange.routing.explain import Verdict, explain
from exchange.routing.facts import Held, NoticeVersion
from exchange.routing.index import Index
from exchange.routing.reasons import Reason
from exchange.routing.terms import compile_conditions


class Clause(NamedTuple):
    """An element pattern that an entitling agreement version shows, in which form, and by which clause."""

    pattern: str
    form: str
    clause: str


@dataclass(frozen=True, slots=True)
class Explained:
    """One agreement version's verdict; ``shows`` only where it entitles.

    ``conditions``: where they are what failed, each as it was written and whether it holds (None: the notice
    lacks the element). Told to the publisher alone, whose content they look at.
    """

    verdict: Verdict
    shows: tuple[Clause, ...]
    conditions: tuple[tuple[Condition, bool | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What every agreement version that the asker may know of says, by agreement and version."""

    number: str
    type: str
    n: int
    recipient: UUID
    at: datetime
    agreements: tuple[Explained, ...]


class Moments(NamedTuple):
    """When a version was accepted, and when it was decided who receives it; None while it has not been."""

    n: int
    accepted_at: datetime
    decided_at: datetime | None


class _Question(NamedTuple):
    """The version asked about, and what the recipient holds of its notice. ``replaced_at``: by the next one."""

    version: NoticeVersion
    replaced_at: datetime | None
    held: list[Held]


_ASK = "SELECT * FROM hub_explain(%s, %s, %s, %s, %s, %s)"


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
    question = _ask(number, n, recipient, by)
    snapshot = selectors.current()
    if question is None or recipient not in snapshot.index.facts.organisations:
        raise NotFound
    if moment < question.version.accepted_at:
        raise _refused("/at", "before-acceptance", "The version had not been accepted yet.")
    current = question.replaced_at is None or moment < question.replaced_at
    notice = replace(question.version, current=current)
    verdicts = explain(snapshot.index, notice, recipient=recipient, held=question.held, moment=moment)
    written = _conditions_that_failed(verdicts) if by.organisation == notice.publisher else {}
    facets = Facets(snapshot.index.types[notice.type].facets, notice.content)
    return Explanation(
        number,
        notice.type,
        notice.n,
        recipient,
        moment,
        tuple(
            Explained(
                _as_told(one, by, notice),
                _shown(snapshot.index, notice, one),
                tuple((each, _holds(each, facets)) for each in written.get(one.id, ())),
            )
            for one in verdicts
        ),
    )


def moments_of(*, number: str, n: int | None, by: Caller) -> Moments | None:
    """The moments worth asking about, of a version of content: one's own, or one that was delivered to one."""
    asked = {"notice__number": number} if n is None else {"notice__number": number, "n": n}
    own = VersionRow.objects.filter(publisher_id=by.organisation, **asked)
    version = own.exclude(kind=VersionRow.Kind.CANCELLATION).order_by("-n").first()
    if version is not None:
        work = RoutingWork.objects.filter(version_id=version.id).first()
        return Moments(version.n, version.accepted_at, None if work is None else work.routed_at)
    received = Delivery.objects.filter(recipient_id=by.organisation, number=number)
    received = received.exclude(kind=Delivery.Kind.CANCELLATION)
    found = (received if n is None else received.filter(n=n)).order_by("-n", "routed_at").first()
    return None if found is None else Moments(found.n, found.accepted_at, found.routed_at)


def _conditions_that_failed(verdicts: Iterable[Verdict]) -> dict[UUID, Sequence[Condition]]:
    failed = (Reason.CONDITION, Reason.FIELD_ABSENT)
    return agreements.conditions_of(one.id for one in verdicts if one.reason in failed)


def _holds(condition: Condition, facets: Facets) -> bool | None:
    """Whether one condition holds by itself; those on goods items must hold on one and the same item together."""
    return conditions.judge(*compile_conditions([condition]), facets)


def _sees_everything(by: Caller) -> bool:
    return by.is_operator and by.may(OPERATIONS_READ)


def _refused(place: str, code: str, message: str) -> Invalid:
    return Invalid("bad-moment", "Choose another moment.", faults=[Fault(place, code, message)])


def _ask(number: str, n: int | None, recipient: UUID, by: Caller) -> _Question | None:
    """The question as the database lets the asker put it; None: there is nothing that it may ask about.

    Whoever lacks the permission is answered like one who asks about nothing, and learns no more.
    """
    with acting.connection().cursor() as cursor:
        cursor.execute(_ASK, [number, n, recipient, _capacities(by), by.person, by.client])
        row: tuple[Any, ...] | None = cursor.fetchone()
    if row is None:
        return None
    notice, publisher, type_id, found, kind, accepted_at, first_accepted_at, replaced_at, cancelled_at = row[
        :9
    ]
    text, purposes, versions, since = row[9:]
    version = NoticeVersion(
        notice=notice,
        publisher=publisher,
        type=type_id,
        n=found,
        kind=kind,
        accepted_at=accepted_at,
        first_accepted_at=first_accepted_at,
        content=orjson.loads(text),
        cancelled_at=cancelled_at,
    )
    # Their grounds are of no concern here: whether something is held is all that a rule asks.
    held = [
        Held(recipient, purpose, one, (), left)
        for purpose, one, left in zip(purposes or (), versions or (), since or (), strict=True)
    ]
    return _Question(version, replaced_at, held)


def _capacities(by: Caller) -> list[str]:
    """As what the asker's permissions let it ask; whether it is that, the database judges."""
    allowed = {
        "publisher": by.may(NOTICES_READ),
        "holder": by.may(INBOX_READ),
        "operator": _sees_everything(by),
    }
    return [capacity for capacity, may in allowed.items() if may]


def _as_told(verdict: Verdict, by: Caller, notice: NoticeVersion) -> Verdict:
    """To the recipient a condition that was not met does not say whether the field was there."""
    sees_all = by.organisation == notice.publisher or _sees_everything(by)
    return verdict if sees_all else verdict.for_recipient()


def _shown(index: Index, notice: NoticeVersion, verdict: Verdict) -> tuple[Clause, ...]:
    if verdict.reason is not None:
        return ()
    visible = scope.visible_elements(index.types[notice.type], [index.versions[verdict.id]])
    return tuple(Clause(pattern, form, by[0][1]) for pattern, (form, by) in visible.items())
