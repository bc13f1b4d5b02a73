"""Which houses are missing under a master document, within what one viewer may know at this moment.

A recipient knows what it has opened and still sees plainly; a publisher its own notices, what it received, and of the
houses that it named itself whether they are due or received. What is not known here may still have been filed:
silence is never an answer. See reading 37 in ``docs/semantics.md``.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import acting
from exchange.deliveries import finding, masters


@dataclass(frozen=True, slots=True)
class House:
    """One party that is named to file houses under a master document.

    ``known``: a current filing of its is known to the viewer; ``delivery`` is where the viewer was shown it, None
    where it may not see it, or where it is the viewer's own.
    """

    document: str
    filer: str
    known: bool
    delivery: UUID | None = None


# What of a delivery stands: nothing newer was opened since, and the notice is neither cancelled nor withdrawn.
_CURRENT = """NOT EXISTS (
    SELECT 1 FROM deliveries_delivery e
    WHERE e.notice_id = {d}.notice_id AND e.recipient_id = %(me)s AND e.n > {d}.n
    AND (e.state = 'delivered' OR e.kind IN ('cancellation', 'withdrawal'))
)"""
# What was shown to the viewer of a party's filing; and a filing of the viewer's own, where it is that party.
_SHOWN = f"""SELECT h.id FROM deliveries_shownterm f
    JOIN deliveries_shown hs ON hs.recipient_id = %(me)s AND hs.position = f.position
    JOIN deliveries_delivery h ON h.version_id = hs.version_id AND h.recipient_id = %(me)s
        AND h.purpose = hs.purpose
    WHERE f.recipient_id = %(me)s AND f.term IN (
        '{masters.FILED}:' || {{rest}}, '{masters.FILED}:' || regexp_replace({{rest}}, '[^|]*$', '?')
    )
    AND hs.notice_id <> {{own}} AND {finding.still_shown("h", "hs")} AND {_CURRENT.format(d="h")}"""
_FILING = f"""{_SHOWN}
    UNION ALL
    SELECT NULL::uuid FROM organisations_identifier i
    JOIN notices_searchkey k ON k.publisher_id = %(me)s AND k.kind = 'transport_document'
        AND k.value = regexp_replace({{rest}}, '[|][^|]*[|][^|]*$', '')
    JOIN notices_notice n ON n.id = k.notice_id AND n.cancelled_at IS NULL
    JOIN notices_routingwork w ON w.version_id = k.version_id AND w.n = n.current
    WHERE i.organisation_id = %(me)s AND i.scheme = 'eori' AND i.valid_until IS NULL
    AND i.value = split_part({{rest}}, '|', -2)"""
_DUE = f"starts_with(due.term, '{masters.DUE}:')"
_REST = f"substr(due.term, {len(masters.DUE) + 2})"

# For a list of deliveries ``d`` with what was shown of them, ``s``: of one of the parties named, nothing is known.
# Such a list begins at ``awaiting.may_miss``.
MISSING = f"""{_CURRENT.format(d="d")} AND EXISTS (
    SELECT 1 FROM unnest(s.terms) AS due (term)
    WHERE {_DUE} AND NOT EXISTS ({_FILING.format(rest=_REST, own="d.notice_id")})
)"""
_OF_DELIVERIES = f"""
SELECT d.id, {_REST}, filed.known IS NOT NULL, filed.id
FROM deliveries_delivery d
JOIN deliveries_shown s ON s.version_id = d.version_id AND s.recipient_id = %(me)s AND s.purpose = d.purpose
CROSS JOIN LATERAL unnest(s.terms) AS due (term)
LEFT JOIN LATERAL (
    SELECT true AS known, one.id FROM ({_FILING.format(rest=_REST, own="d.notice_id")} LIMIT 1) AS one
) AS filed ON true
WHERE d.recipient_id = %(me)s AND d.id = ANY(%(deliveries)s::uuid[]) AND {_DUE}
AND {finding.still_shown("d", "s")} AND {_CURRENT.format(d="d")}
ORDER BY 1, 2"""
_OF_OWN = f"""
SELECT u.rest, filed.id FROM unnest(%(rests)s::text[]) AS u (rest)
CROSS JOIN LATERAL ({_SHOWN.format(rest="u.rest", own="%(nothing)s::uuid")} LIMIT 1) AS filed"""
_NOTHING = str(UUID(int=0))


def of_deliveries(deliveries: Iterable[UUID], *, recipient: UUID, at: datetime) -> dict[UUID, list[House]]:
    """By delivery, the parties that a recipient sees named to file houses, with what it knows of their filings."""
    wanted = [str(one) for one in deliveries]
    if not wanted:
        return {}
    values = {**_values(recipient, at), "deliveries": wanted}
    found: dict[UUID, list[House]] = defaultdict(list)
    with acting.connection().cursor() as cursor:
        cursor.execute(_OF_DELIVERIES, values)
        for delivery, rest, known, filed in cursor.fetchall():
            found[delivery].append(House(*masters.parts(rest), known, filed))
    return dict(found)


def of_own(notices: Iterable[UUID], *, publisher: UUID, at: datetime) -> dict[UUID, list[House]]:
    """By own notice, the parties that its publisher named to file houses, and whether each is known to have."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT * FROM hub_houses(%s::uuid[])", [[str(one) for one in notices]])
        rows = cursor.fetchall()
        rests = sorted({masters.rest(document, filer, issued) for _, document, filer, issued, _ in rows})
        seen: dict[str, UUID] = {}
        if rests:
            cursor.execute(_OF_OWN, {**_values(publisher, at), "rests": rests, "nothing": _NOTHING})
            seen = dict(cursor.fetchall())
    found: dict[UUID, list[House]] = defaultdict(list)
    for notice, document, filer, issued, received in rows:
        delivery = seen.get(masters.rest(document, filer, issued))
        found[notice].append(House(document, filer, received or delivery is not None, delivery))
    return dict(found)


def _values(viewer: UUID, at: datetime) -> dict[str, Any]:
    lapsed = [str(one) for one in finding.lapsed(recipient=viewer, at=at)]
    return {"me": str(viewer), "at": at, "lapsed": lapsed}
