"""Taking work and giving it: claims end and begin, rows are never changed. Views are kept and dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts import acting, clock
from accounts.access.permissions import INBOX_ASSIGN, INBOX_CLAIM, INBOX_READ
from accounts.callers import Caller
from accounts.errors import Conflict, Fault, Forbidden, Invalid
from accounts.sentences import Sentence
from exchange.worklist import filters, selectors
from exchange.worklist.models import SavedView

MOST_AT_ONCE = 100
_MOST_VIEWS = 50

# In order, so that two who take the same several do not wait for each other crosswise.
_BEGIN = """
INSERT INTO worklist_claim (id, organisation_id, notice_id, person_id, given_by, valid_from)
SELECT u.id, %s, u.notice_id, %s, %s, clock_timestamp()
FROM unnest(%s::uuid[], %s::uuid[]) WITH ORDINALITY AS u (id, notice_id, place) ORDER BY u.place
ON CONFLICT (organisation_id, notice_id) WHERE valid_until IS NULL DO NOTHING
RETURNING notice_id"""
_END = """
WITH held AS (
    SELECT id FROM worklist_claim
    WHERE organisation_id = %s AND notice_id = ANY(%s::uuid[]) AND valid_until IS NULL
    AND (%s::uuid IS NULL OR person_id = %s) AND person_id IS DISTINCT FROM %s
    ORDER BY notice_id FOR UPDATE
)
UPDATE worklist_claim k SET valid_until = clock_timestamp(), ended_by = %s
FROM held WHERE k.id = held.id RETURNING k.notice_id"""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an attempt to take several: those taken now, and who has each of the others (by notice)."""

    now: frozenset[UUID]
    others: dict[UUID, UUID]


def claim(notices: Sequence[UUID], *, by: Caller) -> Taken:
    """Take these notices upon oneself, where nobody has them; of two who try at once, one has it."""
    by.check_may(INBOX_CLAIM)
    person = _person(by)
    taken = _begin(notices, person=person, by=by)
    rest = set(notices) - taken
    held = selectors.claims(organisation=by.organisation, notices=rest) if rest else {}
    mine = {notice for notice, one in held.items() if one.person_id == person}
    others = {notice: one.person_id for notice, one in held.items() if notice not in mine}
    return Taken(frozenset(taken | mine), others)


def claim_one(notice: UUID, *, by: Caller) -> None:
    """Take one notice upon oneself, or be told who has it."""
    others = claim([notice], by=by).others
    if others:
        raise Conflict(
            "claimed-by-another",
            "A colleague has claimed this before you. Ask them to give it back, or have it assigned to you.",
            person=str(others[notice]),
        )


def give_back(notices: Sequence[UUID], *, by: Caller) -> frozenset[UUID]:
    """Give back what one has; whoever assigns work may give back everybody's. Answers which came free."""
    by.check_may(INBOX_CLAIM)
    whose = None if by.may(INBOX_ASSIGN) else _person(by)
    return _end(notices, whose=whose, except_of=None, by=by)


def assign(notices: Sequence[UUID], *, to: UUID, by: Caller, at: datetime) -> frozenset[UUID]:
    """Give these notices to a person of the organisation, whoever has them now; answers those that changed hands."""
    by.check_may(INBOX_ASSIGN)
    if to not in {one.pk for one in selectors.workers(organisation=by.organisation, at=at)}:
        fault = Fault("/person", "no-worker", "Name an active officer, publisher or administrator of yours.")
        raise Invalid("no-worker", "Work is given to people of your own who may claim it.", faults=[fault])
    _end(notices, whose=None, except_of=to, by=by)
    return frozenset(_begin(notices, person=to, by=by))


def keep_view(*, name: str, query: filters.Filters, shared: bool, by: Caller, at: datetime) -> SavedView:
    """Keep filters under a name; a view of one's own with the same name is replaced."""
    person = _keeper(by)
    name = " ".join(name.split())
    if not name or len(name) > 60:
        fault = Fault("/name", "length", "Name the view in 1 to 60 characters.")
        raise Invalid("invalid-view", fault.message, faults=[fault])
    own = SavedView.objects.filter(organisation_id=by.organisation, person_id=person)
    known = own.filter(name=name).first()
    if known is None:
        if own.count() >= _MOST_VIEWS:
            raise Conflict(
                "too-many-views",
                Sentence("You keep %(most)s views already: drop one first.", most=_MOST_VIEWS),
            )
        known = SavedView(organisation_id=by.organisation, person_id=person, name=name)
    known.query, known.shared, known.changed_at = query.as_query(), shared, at
    changed = None if known._state.adding else ["query", "shared", "changed_at"]
    try:
        with transaction.atomic(using=acting.alias()):
            known.save(update_fields=changed)
    except IntegrityError as twice:
        raise Conflict("view-exists", "A view of this name has just been kept. Look again.") from twice
    return known


def drop_view(identifier: UUID, *, by: Caller) -> None:
    """Forget a view of one's own; others' shared views are theirs to drop."""
    person = _keeper(by)
    found = selectors.view(identifier, by=by)
    if found.person_id != person:
        raise Forbidden("not-your-view", "Only the person who keeps a view may drop it.")
    found.delete()


def _keeper(by: Caller) -> UUID:
    by.check_may(INBOX_READ)
    return _person(by)


def _person(by: Caller) -> UUID:
    if by.person is None:
        raise Forbidden("needs-person", "An API client cannot do this: sign in as a person.")
    return by.person


def _begin(notices: Sequence[UUID], *, person: UUID, by: Caller) -> set[UUID]:
    wanted = [str(one) for one in sorted(set(notices))]
    identifiers = [str(clock.uuid7()) for _ in wanted]
    given_by = None if by.person is None else str(by.person)
    with acting.connection().cursor() as cursor:
        cursor.execute(_BEGIN, [str(by.organisation), str(person), given_by, identifiers, wanted])
        return {row[0] for row in cursor.fetchall()}


def _end(
    notices: Sequence[UUID], *, whose: UUID | None, except_of: UUID | None, by: Caller
) -> frozenset[UUID]:
    wanted = [str(one) for one in set(notices)]
    who = None if whose is None else str(whose)
    spared = None if except_of is None else str(except_of)
    ended_by = None if by.person is None else str(by.person)
    with acting.connection().cursor() as cursor:
        cursor.execute(_END, [str(by.organisation), wanted, who, who, spared, ended_by])
        return frozenset(row[0] for row in cursor.fetchall())
