"""Reading the worklist: pages of deliveries, who works on them, what is due, and the views that are kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts import acting, periods
from accounts.access import permissions
from accounts.callers import Caller
from accounts.errors import NotFound
from accounts.organisations import selectors as organisations
from accounts.users.models import User
from exchange.deliveries import awaiting, finding, houses
from exchange.deliveries.houses import House
from exchange.deliveries.models import Delivery, Shown
from exchange.review.models import Case
from exchange.worklist.filters import Filters
from exchange.worklist.listing import listing
from exchange.worklist.models import Claim, SavedView
from exchange.worklist.statement import Listing

MOST_COUNTED = 99
# As statements: a page asks for fifty at once, and the ORM would bind each by itself.
_CLAIMS = """
SELECT * FROM worklist_claim
WHERE organisation_id = %(me)s AND notice_id = ANY(%(notices)s::uuid[]) AND valid_until IS NULL"""
_OF_SHOWN = tuple(field.attname for field in Shown._meta.concrete_fields)
_SHOWN = f"""
SELECT {", ".join(_OF_SHOWN)} FROM deliveries_shown
WHERE recipient_id = %(me)s AND version_id = ANY(%(versions)s::uuid[])"""
_CASES = """
SELECT * FROM review_case
WHERE closed_at IS NULL AND (
    (authority_id = %(me)s AND notice_id = ANY(%(notices)s::uuid[]))
    OR (addressee_id = %(me)s AND reply_number = ANY(%(numbers)s))
)
ORDER BY due_at, opened_at"""


@dataclass(frozen=True, slots=True)
class Told:
    """What a list by content tells of one delivery. Its reader stands on the register for it.

    ``missing`` are the parties named to file houses of whose filings nothing is known.
    """

    arrival_at: datetime | None
    departure_at: datetime | None
    terms: tuple[str, ...]
    missing: tuple[House, ...] = ()

    def of(self, kind: str) -> list[str]:
        """The values of one kind, in order."""
        beginning = f"{kind}:"
        return [one.removeprefix(beginning) for one in self.terms if one.startswith(beginning)]


@dataclass(slots=True)
class Page:
    """Some rows of the worklist with what the organisation itself knows of each.

    ``newer`` and ``older`` are the places of the pages beside it; None where there is none. ``claims`` are by
    notice, ``due`` by delivery: the first time by which one of its open cases must be answered, None without.
    """

    rows: list[Delivery]
    newer: list[str] | None = None
    older: list[str] | None = None
    claims: dict[UUID, Claim] = field(default_factory=dict)
    cases: dict[UUID, list[Case]] = field(default_factory=dict)
    told: dict[UUID, Told] = field(default_factory=dict)


def page(
    filters: Filters,
    *,
    by: Caller,
    at: datetime,
    before: Sequence[str] | None = None,
    after: Sequence[str] | None = None,
    limit: int = 50,
) -> Page:
    """The page that begins behind ``before`` in the list's order, or that ends ahead of ``after``.

    A list by content puts each delivery that it answers on the register.
    """
    made = listing(filters, by=by, at=at)
    if made.order.place(after) is None:
        after = None
        before = None if made.order.place(before) is None else before
    place = before if after is None else after
    found = made.rows(place, onwards=after is None, limit=limit + 1)
    more, rows = len(found) > limit, found[:limit]
    if after is not None:
        rows.reverse()
    answer = Page(rows)
    if rows:
        ahead, behind = (more, True) if after is not None else (before is not None, more)
        answer.newer = _place(rows[0], made.order.aliases) if ahead else None
        answer.older = _place(rows[-1], made.order.aliases) if behind else None
    _add_own(answer, organisation=by.organisation)
    if filters.by_content:
        _tell(answer, made, by=by, at=at)
    return answer


def several(deliveries: Iterable[UUID], *, by: Caller) -> Page:
    """These deliveries of the caller's organisation, as far as they exist, with what it knows of them."""
    own = Delivery.objects.filter(recipient_id=by.organisation, id__in=list(deliveries))
    answer = Page(list(own.select_related("grounds").defer("grounds__elements", "grounds__keys")))
    _add_own(answer, organisation=by.organisation)
    return answer


def count_newer(filters: Filters, *, since: int, by: Caller, at: datetime) -> int:
    """How many more the list holds beyond a position, counted to one more than ``MOST_COUNTED``."""
    made = listing(filters, by=by, at=at)
    return made.count_newer(since, most=MOST_COUNTED + 1)


def claims(*, organisation: UUID, notices: Iterable[UUID]) -> dict[UUID, Claim]:
    """Who works on these notices now, by notice."""
    values: dict[str, Any] = {"me": str(organisation), "notices": [str(one) for one in notices]}
    return {one.notice_id: one for one in Claim.objects.raw(_CLAIMS, values)}


def history(*, organisation: UUID, notice: UUID) -> QuerySet[Claim]:
    """Who ever worked on a notice for the organisation, the latest first."""
    return Claim.objects.filter(organisation_id=organisation, notice_id=notice).order_by("-valid_from")


def workers(*, organisation: UUID, at: datetime) -> list[User]:
    """The people of the organisation to whom work can be given, by name."""
    roles = [role for role, may in permissions.OF_ROLE.items() if permissions.INBOX_CLAIM in may]
    held = organisations.memberships(organisation=organisation, at=at).filter(
        periods.holds(at), role__in=roles, person__is_active=True
    )
    people = {one.person.pk: one.person for one in held}
    return sorted(people.values(), key=lambda one: (one.name, one.pk))


def views(*, by: Caller) -> list[SavedView]:
    """The caller's own views and those that others of the organisation share, by name."""
    found = SavedView.objects.filter(organisation_id=by.organisation)
    return list(found.order_by("name", "id"))


def view(identifier: UUID, *, by: Caller) -> SavedView:
    """One view that the caller keeps, or that is shared."""
    found = SavedView.objects.filter(organisation_id=by.organisation, pk=identifier).first()
    if found is None:
        raise NotFound
    return found


def _place(row: Delivery, aliases: Sequence[str]) -> list[str]:
    values = [getattr(row, alias) for alias in aliases]
    return [one.isoformat() if isinstance(one, datetime) else str(one) for one in values]


def _add_own(answer: Page, *, organisation: UUID) -> None:
    notices = {one.notice_id for one in answer.rows}
    if not notices:
        return
    answer.claims = claims(organisation=organisation, notices=notices)
    asked: dict[str, Any] = {
        "me": str(organisation),
        "notices": [str(one) for one in notices],
        "numbers": [one.number for one in answer.rows],
    }
    open_ = list(Case.objects.raw(_CASES, asked))
    for row in answer.rows if open_ else ():
        about = [
            one
            for one in open_
            if (one.notice_id == row.notice_id and one.authority_id == organisation)
            or (one.reply_number == row.number and one.addressee_id == organisation)
        ]
        if about:
            answer.cases[row.id] = about


def _tell(answer: Page, made: Listing, *, by: Caller, at: datetime) -> None:
    """The register first: no row, no telling."""
    keys = [(one.version_id, one.purpose) for one in answer.rows]
    finding.register(keys, person=by.person, client=by.client)
    asked: dict[str, Any] = {"me": str(by.organisation), "versions": [str(version) for version, _ in keys]}
    with acting.connection().cursor() as cursor:
        cursor.execute(_SHOWN, asked)
        shown = [Shown.from_db(acting.alias(), _OF_SHOWN, row) for row in cursor.fetchall()]
    facts = {(one.version_id, one.purpose): one for one in shown}
    looked_at = [
        row.id
        for row in answer.rows
        if row.id not in made.houses
        and awaiting.may_miss_of(facts[row.version_id, row.purpose], at=at, lapsed=made.lapsed)
    ]
    named = made.houses | houses.of_deliveries(
        looked_at, recipient=by.organisation, at=at, lapsed=made.lapsed
    )
    for row in answer.rows:
        one = facts[row.version_id, row.purpose]
        missing = tuple(house for house in named.get(row.id, ()) if not house.known)
        answer.told[row.id] = Told(one.arrival_at, one.departure_at, tuple(one.terms), missing)
