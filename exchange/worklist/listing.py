"""The worklist as one statement: the filters as conditions. A list by envelope reads nothing of content."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import acting
from accounts.callers import Caller
from exchange.notices.numbers import as_written
from exchange.review import searching
from exchange.worklist import content, orders
from exchange.worklist.filters import MINE, NEWEST, UNCLAIMED, Filters
from exchange.worklist.statement import Listing

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
    ) AND {has_case}
)"""
# Where there are many cases, those next to a place are found sooner by walking there.
_NEAR_WITH_CASES = "(SELECT e.* FROM deliveries_delivery e WHERE e.recipient_id = %(me)s AND {has_case})"
_HAS_CASE = """(
    (e.notice_id, e.purpose) IN (SELECT c.notice_id, c.purpose FROM review_case c {own})
    OR e.number IN (SELECT c.reply_number FROM review_case c {to_us})
)"""
_MANY_CASES = 1000
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


def listing(filters: Filters, *, by: Caller, at: datetime) -> Listing:
    """The list of these filters, for somebody of the caller's organisation."""
    made = Listing(orders.of(filters), values={"me": str(by.organisation), "at": at})
    _by_envelope(made, filters)
    _by_claim(made, filters.claim, by.person)
    if filters.order == "due":
        made.source = _by_due(filters.case or "any")
    elif filters.case:
        _with_cases(made, filters)
    if filters.by_content:
        content.narrow(made, filters, organisation=by.organisation, at=at)
    if filters.q:
        _sought(made, filters.q, by, at)
    return made


def _with_cases(made: Listing, filters: Filters) -> None:
    open_ = f"WHERE c.closed_at IS NULL {_CASES[filters.case].format(c='c')} AND"
    own, to_us = f"{open_} c.authority_id = %(me)s", f"{open_} c.addressee_id = %(me)s"
    has_case = _HAS_CASE.format(own=own, to_us=to_us)
    made.source = _HAVING_CASES.format(own=own, to_us=to_us, has_case=has_case)
    if filters.sorted_by == NEWEST and filters.state != "withheld" and _are_many(own, made.values):
        made.near = _NEAR_WITH_CASES.format(has_case=has_case)


def _are_many(cases: str, values: Mapping[str, Any]) -> bool:
    counted = f"SELECT count(*) FROM (SELECT FROM review_case c {cases} LIMIT {_MANY_CASES}) AS counted"
    with acting.connection().cursor() as cursor:
        cursor.execute(counted, values)
        return bool(cursor.fetchone()[0] == _MANY_CASES)


def _by_due(kind: str) -> str:
    condition = _CASES[kind]
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


def _by_claim(made: Listing, claim: str, person: UUID | None) -> None:
    if claim == UNCLAIMED:
        made.where.append(f"NOT EXISTS (SELECT 1 FROM worklist_claim k WHERE {_CLAIMED})")
    elif claim:
        made.joins.append(f"JOIN worklist_claim k ON {_CLAIMED}")
        made.where.append("k.person_id = %(claimant)s")
        made.values["claimant"] = str(person) if claim == MINE else claim


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
