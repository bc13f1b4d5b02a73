"""Which master filings a recipient may still miss houses under: more than it does, so that a list tests few.

A master filing awaits its houses until, of each, a filing was shown that nothing newer follows. What tells so ends
by time (``houses_until``, ``houses_under``), or with a newer version or cancellation of such a filing, whose delivery
has the master filing await again by a trigger. Whether a house is missing is ``houses.MISSING``'s to say, of these.
"""

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import acting
from exchange.deliveries import masters
from exchange.deliveries.models import Shown

# A filing of the house that is due there, by any of the dates that it may be written down with.
_FILED = f"""(
    '{masters.FILED}:' || substr(due.term, {len(masters.DUE) + 2}),
    '{masters.FILED}:' || regexp_replace(substr(due.term, {len(masters.DUE) + 2}), '[^|]*$', '{masters.ANY_DATE}')
)"""
_DUE = f"starts_with(due.term, '{masters.DUE}:')"
_AWAIT = """
UPDATE deliveries_shown m SET awaits_houses = true, houses_until = NULL, houses_under = NULL
FROM deliveries_shownterm t
WHERE t.recipient_id = %(me)s AND t.term = ANY(%(named)s)
AND m.recipient_id = %(me)s AND m.position = t.position AND NOT m.awaits_houses"""
# Nobody waits for anybody here: what another holds at this moment is left as it is, to be tested by the list.
_MASTERS = """
SELECT m.position FROM deliveries_shown m
WHERE m.recipient_id = %(me)s AND m.awaits_houses AND m.position = ANY(ARRAY(
    SELECT unnest(%(naming)s::bigint[])
    UNION SELECT t.position FROM deliveries_shownterm t
    WHERE t.recipient_id = %(me)s AND t.term = ANY(%(named)s)
))
FOR UPDATE SKIP LOCKED"""
# Held until the end: the trigger of a newer version waits for them, and then sees what was written.
_FILINGS = f"""
SELECT hs.position FROM deliveries_shown hs
WHERE hs.recipient_id = %(me)s AND hs.position = ANY(ARRAY(
    SELECT f.position FROM deliveries_shown s CROSS JOIN LATERAL unnest(s.terms) AS due (term)
    JOIN deliveries_shownterm f ON f.recipient_id = %(me)s AND f.term IN {_FILED}
    WHERE s.recipient_id = %(me)s AND s.position = ANY(%(masters)s) AND {_DUE}
))
FOR SHARE SKIP LOCKED"""
_SETTLE = f"""
UPDATE deliveries_shown m SET awaits_houses = false, houses_under = known.under,
    houses_until = CASE WHEN m.readable_until <= known.until THEN NULL ELSE known.until END
FROM (
    SELECT s.position, min(filing.readable_until) AS until,
           coalesce(array_agg(DISTINCT version) FILTER (WHERE version IS NOT NULL), '{{}}') AS under
    FROM deliveries_shown s CROSS JOIN LATERAL unnest(s.terms) AS due (term)
    LEFT JOIN LATERAL (
        SELECT hs.position, hs.readable_until, hs.shown_under
        FROM deliveries_shownterm f
        JOIN deliveries_shown hs ON hs.recipient_id = %(me)s AND hs.position = f.position
        JOIN deliveries_delivery h ON h.version_id = hs.version_id AND h.recipient_id = %(me)s
            AND h.purpose = hs.purpose
        WHERE f.recipient_id = %(me)s AND f.term IN {_FILED} AND f.position = ANY(%(filings)s)
        AND hs.notice_id <> s.notice_id AND h.state = 'delivered' AND NOT EXISTS (
            SELECT 1 FROM deliveries_delivery e
            WHERE e.notice_id = h.notice_id AND e.recipient_id = %(me)s AND e.n > h.n
        )
        ORDER BY hs.readable_until DESC NULLS FIRST LIMIT 1
    ) AS filing ON true
    LEFT JOIN LATERAL unnest(filing.shown_under) AS version ON true
    WHERE s.recipient_id = %(me)s AND s.position = ANY(%(masters)s) AND {_DUE}
    GROUP BY s.position HAVING bool_and(filing.position IS NOT NULL)
) AS known
WHERE m.recipient_id = %(me)s AND m.position = known.position"""


def settle(written: Iterable[tuple[int, Iterable[str]]], before: Iterable[str], *, recipient: UUID) -> None:
    """Look again at the master filings that what was just written is about.

    ``written``: the position and terms of each delivery; ``before``: terms under which some had been shown.
    """
    shown = [(position, list(terms)) for position, terms in written]
    naming = [position for position, terms in shown if masters.NAMES_SOMEBODY in terms]
    gone = masters.named_back(before)
    named = gone | masters.named_back(term for _, terms in shown for term in terms)
    if not naming and not named:
        return
    values: dict[str, Any] = {"me": str(recipient), "naming": naming, "named": sorted(named)}
    with acting.connection().cursor() as cursor:
        if gone:
            cursor.execute(_AWAIT, {**values, "named": sorted(gone)})
        cursor.execute(_MASTERS, values)
        values["masters"] = [row[0] for row in cursor.fetchall()]
        if values["masters"]:
            cursor.execute(_FILINGS, values)
            values["filings"] = [row[0] for row in cursor.fetchall()]
            if values["filings"]:
                cursor.execute(_SETTLE, values)


def may_miss(shown: str, *, lapsed: bool) -> str:
    """The condition on what was shown, by its alias, without which no house under it is missing.

    Takes ``at``; and ``lapsed``, the agreement versions that show nothing now, where there are any.
    """
    ended = f" OR {shown}.houses_under && %(lapsed)s::uuid[]" if lapsed else ""
    return f"({shown}.awaits_houses OR {shown}.houses_until <= %(at)s{ended})"


def may_miss_of(shown: Shown, *, at: datetime, lapsed: Container[UUID]) -> bool:
    """Whether a house under what was shown may be missing; ``lapsed``: the agreement versions that show nothing now."""
    until = shown.houses_until
    return (
        shown.awaits_houses
        or (until is not None and until <= at)
        or any(one in lapsed for one in shown.houses_under or ())
    )
