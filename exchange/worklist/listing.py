"""The worklist as one statement: the filters as conditions, the order as columns that cut it into pages.

A list by envelope reads nothing of content. A list by content looks only into what was shown to the organisation
and still is: opened deliveries, by their elements seen plainly.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts import acting
from accounts.callers import Caller
from exchange.deliveries import awaiting, finding, houses
from exchange.deliveries.models import Delivery
from exchange.notices.numbers import as_written
from exchange.review import searching
from exchange.worklist import orders
from exchange.worklist.filters import MINE, UNCLAIMED, Filters

_DELIVERIES = "deliveries_delivery"
_STATES = {
    "open": "d.acknowledged_at IS NULL AND d.state IN ('available', 'delivered')",
    "new": "d.state = 'available' AND d.acknowledged_at IS NULL",
    "opened": "d.state = 'delivered' AND d.acknowledged_at IS NULL",
    "acknowledged": "d.acknowledged_at IS NOT NULL",
    "withheld": "d.state = 'withheld'",
    "closed": "d.state = 'closed'",
    "any": "true",
}
_CASES = {
    "any": "",
    "request": "AND {c}.kind IN ('information_request', 'screening_request')",
    "stop": "AND {c}.kind IN ('hold', 'do_not_load')",
    "overdue": "AND {c}.due_at <= %(at)s",
}
_DUE = "coalesce({c}.due_at, '9999-01-01T00:00:00Z')"
# An authority's case hangs on the notice that it cites, an addressee's on the reply that was delivered to it; of
# several on one delivery, the one that is due first. They are put in order before their deliveries are looked up
# (OFFSET keeps it so): of a list by what is due, only as many as a page takes.
_WITH_CASES = """(
    SELECT found.*, c.due FROM (
        SELECT * FROM (
            SELECT DISTINCT ON (c.notice_id, c.purpose) c.notice_id, c.purpose, NULL AS reply_number, {due} AS due
            FROM review_case c WHERE c.closed_at IS NULL AND c.authority_id = %(me)s {kind}
            ORDER BY c.notice_id, c.purpose, due
        ) own
        UNION ALL
        SELECT NULL, NULL, c.reply_number, {due} FROM review_case c
        WHERE c.closed_at IS NULL AND c.addressee_id = %(me)s {kind}
        ORDER BY due OFFSET 0
    ) c CROSS JOIN LATERAL (
        SELECT e.* FROM deliveries_delivery e
        WHERE e.recipient_id = %(me)s AND e.notice_id = c.notice_id AND e.purpose = c.purpose
        UNION ALL
        SELECT e.* FROM deliveries_delivery e WHERE e.recipient_id = %(me)s AND e.number = c.reply_number
    ) found
    WHERE NOT EXISTS (
        SELECT 1 FROM review_case o
        WHERE c.reply_number IS NULL AND o.reply_number = found.number AND o.addressee_id = %(me)s
        AND o.closed_at IS NULL AND {other_due} < c.due {other_kind} OFFSET 0
    ) AND NOT EXISTS (
        SELECT 1 FROM review_case o
        WHERE c.reply_number = found.number AND o.notice_id = found.notice_id AND o.purpose = found.purpose
        AND o.authority_id = %(me)s AND o.closed_at IS NULL AND {other_due} <= c.due {other_kind} OFFSET 0
    )
)"""
# The same deliveries in another order, for which all are needed: found at one go, by all that cases hang on.
_HAVING_CASES = """(
    SELECT e.* FROM deliveries_delivery e WHERE e.recipient_id = %(me)s AND (
        e.notice_id = ANY(ARRAY(SELECT c.notice_id FROM review_case c {own}))
        OR e.number = ANY(ARRAY(SELECT c.reply_number FROM review_case c {to_us}))
    ) AND (
        (e.notice_id, e.purpose) IN (SELECT c.notice_id, c.purpose FROM review_case c {own})
        OR e.number IN (SELECT c.reply_number FROM review_case c {to_us})
    )
)"""
# A position is one delivery's alone. More conditions would say the same and mislead the planner.
_SHOWN = "JOIN deliveries_shown s ON s.recipient_id = %(me)s AND s.position = d.position"
# From the few that may miss a house, each with its delivery (OFFSET keeps the planner from taking them for many).
# Where an agreement has lapsed they may be many indeed, and are walked in order until the page is full.
_EACH_AWAITING = """(
    SELECT * FROM deliveries_shown a WHERE a.recipient_id = %(me)s AND {may_miss}{few}
) s CROSS JOIN LATERAL (
    SELECT * FROM deliveries_delivery e WHERE e.recipient_id = %(me)s AND e.position = s.position OFFSET 0
)"""
_TERM = """JOIN deliveries_shownterm {t}
    ON {t}.recipient_id = %(me)s AND {t}.term = %({t})s AND {t}.position = d.position"""
_STILL_SHOWN = finding.still_shown("d", "s")
# By its number, by the reference of a reply to the reader, or by any of the reader's own replies about it.
_NAMED = """JOIN (
    SELECT e.id FROM deliveries_delivery e WHERE e.recipient_id = %(me)s AND e.number = %(number)s
    UNION SELECT e.id FROM deliveries_delivery e
    WHERE e.recipient_id = %(me)s AND e.reference IN (%(sought)s, %(capitals)s) AND e.reference <> ''
    UNION SELECT e.id FROM review_case c
    JOIN deliveries_delivery e ON e.notice_id = c.notice_id AND e.recipient_id = %(me)s
    WHERE c.authority_id = %(me)s AND c.reference IN (%(sought)s, %(capitals)s)
    UNION SELECT e.id FROM review_case c
    JOIN deliveries_delivery e ON e.notice_id = c.notice_id AND e.recipient_id = %(me)s
    WHERE c.authority_id = %(me)s AND c.reply_number = %(number)s
    UNION SELECT e.id FROM notices_notice own
    JOIN review_casestep t ON t.reply_number = own.number JOIN review_case c ON c.id = t.case_id
    JOIN deliveries_delivery e ON e.recipient_id = %(me)s
        AND (e.notice_id = c.notice_id OR e.number = c.reply_number)
    WHERE own.publisher_id = %(me)s AND own.reference IN (%(sought)s, %(capitals)s)
    UNION SELECT e.id FROM notices_notice own
    JOIN review_sentreply r ON r.reply_number = own.number
    JOIN deliveries_delivery e ON e.notice_id = r.notice_id AND e.recipient_id = %(me)s
    WHERE own.publisher_id = %(me)s AND own.reference IN (%(sought)s, %(capitals)s)
) named ON named.id = d.id"""
_CLAIMED = "k.organisation_id = %(me)s AND k.notice_id = d.notice_id AND k.valid_until IS NULL"
_AMENDED = """d.n > 1 AND d.state = 'available' AND EXISTS (
    SELECT 1 FROM deliveries_delivery e WHERE e.notice_id = d.notice_id AND e.recipient_id = %(me)s
    AND e.purpose = d.purpose AND e.n < d.n AND e.state = 'delivered'
)"""
_CURRENT = """NOT EXISTS (
    SELECT 1 FROM deliveries_delivery e WHERE e.notice_id = d.notice_id AND e.recipient_id = %(me)s
    AND e.purpose = d.purpose AND e.n > d.n
)"""
_COLUMNS = {
    "type": "d.type = %(type)s",
    "purpose": "d.purpose = %(purpose)s",
    "publisher": "d.publisher_id = %(publisher)s",
}
_TERMS = {
    "office": finding.OFFICE,
    "mode": finding.MODE,
    "voyage": finding.VOYAGE,
    "loading": finding.LOADING,
    "hs": finding.HS,
    "party": finding.PARTY,
}


_READ = tuple(field.attname for field in Delivery._meta.concrete_fields)


@dataclass(slots=True)
class Listing:
    """One list, ready to be asked for its pages. ``lapsed``: the agreement versions that show nothing now; of a list by
    content alone."""

    order: orders.Order
    source: str = _DELIVERIES
    joins: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    lapsed: list[UUID] = field(default_factory=list)

    def rows(self, written: Sequence[str] | None, *, onwards: bool, limit: int) -> list[Delivery]:
        """Deliveries beyond a place of the order, onwards or backwards from it, nearest first."""
        down = self.order.latest == onwards
        place = self.order.place(written)
        columns = [column for column, _ in self.order.columns]
        where, values = list(self.where), dict(self.values)
        if place is not None:
            marks = [f"%(place{n})s::{kind}" for n, (_, kind) in enumerate(self.order.columns)]
            where.append(f"({', '.join(columns)}) {'<' if down else '>'} ({', '.join(marks)})")
            values |= {f"place{n}": one for n, one in enumerate(place)}
        sorting = ", ".join(f"{column} {'DESC' if down else 'ASC'}" for column in columns)
        read = ", ".join(f"d.{name}" for name in _READ)
        statement = f"""SELECT {columns[0]}, {read} FROM {self.source} d {" ".join(self.joins)}
            WHERE {" AND ".join(where)} ORDER BY {sorting} LIMIT {int(limit)}"""
        return [_delivery(row) for row in self._asked(statement, values)]

    def count_newer(self, since: int, *, most: int) -> int:
        """How many have come at positions beyond ``since``, counted no further than ``most``."""
        values = self.values | {"since": since, "most": most}
        statement = f"""SELECT count(*) FROM (SELECT FROM {self.source} d {" ".join(self.joins)}
            WHERE {" AND ".join(self.where)} AND d.position > %(since)s LIMIT %(most)s) counted"""
        ((counted,),) = self._asked(statement, values)
        return int(counted)

    @staticmethod
    def _asked(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        with acting.connection().cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())


def listing(filters: Filters, *, by: Caller, at: datetime) -> Listing:
    """The list of these filters, for somebody of the caller's organisation."""
    made = Listing(orders.of(filters), values={"me": str(by.organisation), "at": at})
    _by_envelope(made, filters)
    _by_claim(made, filters.claim, by.person)
    if filters.case or filters.order == "due":
        made.source = _with_cases(filters.case or "any", by_due=filters.order == "due")
    if filters.by_content:
        _by_content(made, filters, by.organisation, at)
    if filters.q:
        _sought(made, filters.q, by, at)
    return made


def _with_cases(kind: str, *, by_due: bool) -> str:
    condition = _CASES[kind]
    if not by_due:
        open_ = f"WHERE c.closed_at IS NULL {condition.format(c='c')} AND"
        return _HAVING_CASES.format(
            own=f"{open_} c.authority_id = %(me)s", to_us=f"{open_} c.addressee_id = %(me)s"
        )
    return _WITH_CASES.format(
        kind=condition.format(c="c"),
        other_kind=condition.format(c="o"),
        due=_DUE.format(c="c"),
        other_due=_DUE.format(c="o"),
    )


def _by_envelope(made: Listing, filters: Filters) -> None:
    made.where.append("d.recipient_id = %(me)s")
    if filters.state != "withheld":
        made.where.append("d.position IS NOT NULL")
    if filters.wrong:
        made.where.append("false")
    made.where.append(_STATES[filters.state])
    for name, condition in _COLUMNS.items():
        if value := getattr(filters, name):
            made.where.append(condition)
            made.values[name] = value
    if filters.amended:
        made.where.append(_AMENDED)
    if filters.current:
        made.where.append(_CURRENT)


def _delivery(row: Sequence[Any]) -> Delivery:
    """A delivery as it stands in the list; ``sorted_at`` is what it is sorted by."""
    found = Delivery.from_db(acting.alias(), _READ, row[1:])
    found.sorted_at = row[0]  # type: ignore[attr-defined]
    return found


def _by_claim(made: Listing, claim: str, person: UUID | None) -> None:
    if claim == UNCLAIMED:
        made.where.append(f"NOT EXISTS (SELECT 1 FROM worklist_claim k WHERE {_CLAIMED})")
    elif claim:
        made.joins.append(f"JOIN worklist_claim k ON {_CLAIMED}")
        made.where.append("k.person_id = %(claimant)s")
        made.values["claimant"] = str(person) if claim == MINE else claim


def _by_content(made: Listing, filters: Filters, organisation: UUID, at: datetime) -> None:
    made.lapsed = lapsed = finding.lapsed(recipient=organisation, at=at)
    made.values["lapsed"] = [str(one) for one in lapsed]
    if filters.houses and made.source == _DELIVERIES:
        may_miss = awaiting.may_miss("a", lapsed=bool(lapsed))
        made.source = _EACH_AWAITING.format(may_miss=may_miss, few="" if lapsed else " OFFSET 0")
    else:
        made.joins.append(_SHOWN)
    made.where.append(_STILL_SHOWN)
    terms = [finding.term(kind, value) for name, kind in _TERMS.items() if (value := getattr(filters, name))]
    if filters.vague:
        terms.append(finding.term(finding.VAGUE, "description"))
    if filters.houses:
        made.where.append(houses.MISSING)
    for n, term in enumerate(terms):
        made.joins.append(_TERM.format(t=f"t{n}"))
        made.values[f"t{n}"] = term
    _within(made, "arrival", filters.arrives, at, sorted_by=filters.sorted_by == "arrival")
    _within(made, "departure", filters.departs, at, sorted_by=filters.sorted_by == "departure")


def _within(made: Listing, what: str, span: str, at: datetime, *, sorted_by: bool) -> None:
    """Before now; or from now on, for so many hours or, where it only orders the list, for good."""
    column = f"s.{what}_at"
    if span == "past":
        made.where.append(f"{column} < %(at)s")
    elif span or sorted_by:
        made.where.append(f"{column} >= %(at)s")
    if span and span != "past":
        made.where.append(f"{column} < %({what}_until)s")
        made.values[f"{what}_until"] = at + timedelta(hours=int(span))


def _sought(made: Listing, sought: str, by: Caller, at: datetime) -> None:
    """By a key that the reader may know (UCR, container, bill, MRN, parcel), else by number or reference."""
    found = searching.deliveries_with_key(sought, by=by, at=at)
    if found:
        made.where.append("d.id = ANY(%(found)s::uuid[])")
        made.values["found"] = [str(one) for one in found]
    else:
        made.joins.append(_NAMED)
        named = {"number": as_written(sought), "sought": sought, "capitals": sought.upper()}
        made.values |= named
