"""Which houses are missing under a master document, within what one viewer may know at this moment.

A recipient knows what it has opened and still sees plainly; a publisher its own notices, what it received, and of the
houses that it named itself whether they are due or received. What is not known here may still have been filed:
silence is never an answer. See reading 37 in ``docs/semantics.md``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
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
# One after the other, since to plan them as one takes longer than to do all three.
_DUE = f"""
SELECT d.id, d.notice_id, substr(due.term, {len(masters.DUE) + 2})
FROM deliveries_delivery d
JOIN deliveries_shown s ON s.version_id = d.version_id AND s.recipient_id = %(me)s AND s.purpose = d.purpose
CROSS JOIN LATERAL unnest(s.terms) AS due (term)
WHERE d.recipient_id = %(me)s AND d.id = ANY(%(deliveries)s::uuid[]) AND starts_with(due.term, '{masters.DUE}:')
AND {finding.still_shown("d", "s")} AND {_CURRENT.format(d="d")}
ORDER BY 1, 3"""
# What was shown to the viewer of parties' filings; and the viewer's own filings, where it is that party.
_SHOWN = f"""
SELECT f.term, h.id, h.notice_id FROM deliveries_shownterm f
JOIN deliveries_shown hs ON hs.recipient_id = %(me)s AND hs.position = f.position
JOIN deliveries_delivery h ON h.version_id = hs.version_id AND h.recipient_id = %(me)s AND h.purpose = hs.purpose
WHERE f.recipient_id = %(me)s AND f.term = ANY(%(filed)s)
AND {finding.still_shown("h", "hs")} AND {_CURRENT.format(d="h")}
ORDER BY f.term, f.position"""
_NUMBERS = """
SELECT i.value FROM organisations_identifier i
WHERE i.organisation_id = %(me)s AND i.scheme = 'eori' AND i.valid_until IS NULL"""
_OWN = """
SELECT DISTINCT k.value FROM notices_searchkey k
JOIN notices_notice n ON n.id = k.notice_id AND n.cancelled_at IS NULL
JOIN notices_routingwork w ON w.version_id = k.version_id AND w.n = n.current
WHERE k.publisher_id = %(me)s AND k.kind = 'transport_document' AND k.value = ANY(%(documents)s)"""


def of_deliveries(
    deliveries: Iterable[UUID], *, recipient: UUID, at: datetime, lapsed: Iterable[UUID] | None = None
) -> dict[UUID, list[House]]:
    """By delivery, the parties that a recipient sees named to file houses, with what it knows of their filings.

    ``lapsed``: the agreement versions that show it nothing now, for whoever has them already.
    """
    wanted = [str(one) for one in deliveries]
    if not wanted:
        return {}
    values = {**_values(recipient, at, lapsed), "deliveries": wanted}
    found: dict[UUID, list[House]] = defaultdict(list)
    with acting.connection().cursor() as cursor:
        cursor.execute(_DUE, values)
        due = cursor.fetchall()
        shown = _shown({rest for _, _, rest in due}, values)
        filed = [
            next((one for one, of in shown.get(rest, ()) if of != notice), None) for _, notice, rest in due
        ]
        own = _own({rest for (_, _, rest), one in zip(due, filed, strict=True) if one is None}, values)
        for (delivery, _, rest), one in zip(due, filed, strict=True):
            found[delivery].append(House(*masters.parts(rest), one is not None or rest in own, one))
    return dict(found)


def of_own(notices: Iterable[UUID], *, publisher: UUID, at: datetime) -> dict[UUID, list[House]]:
    """By own notice, the parties that its publisher named to file houses, and whether each is known to have."""
    with acting.connection().cursor() as cursor:
        cursor.execute("SELECT * FROM hub_houses(%s::uuid[])", [[str(one) for one in notices]])
        rows = cursor.fetchall()
        rests = sorted({masters.rest(document, filer, issued) for _, document, filer, issued, _ in rows})
        seen: dict[str, UUID] = {}
        if rests:
            shown = _shown(rests, _values(publisher, at))
            seen = {rest: filings[0][0] for rest, filings in shown.items()}
    found: dict[UUID, list[House]] = defaultdict(list)
    for notice, document, filer, issued, received in rows:
        delivery = seen.get(masters.rest(document, filer, issued))
        found[notice].append(House(document, filer, received or delivery is not None, delivery))
    return dict(found)


def _shown(rests: Collection[str], values: Mapping[str, Any]) -> dict[str, list[tuple[UUID, UUID]]]:
    """By what is due, the filings of it that the viewer was shown and still is: delivery and notice of each."""
    terms = {rest: masters.filings(rest) for rest in rests}
    filed = sorted({term for several in terms.values() for term in several})
    if not filed:
        return {}
    of_term: dict[str, list[tuple[UUID, UUID]]] = defaultdict(list)
    with acting.connection().cursor() as cursor:
        cursor.execute(_SHOWN, {**values, "filed": filed})
        for term, delivery, notice in cursor.fetchall():
            of_term[term].append((delivery, notice))
    found = {rest: [one for term in several for one in of_term[term]] for rest, several in terms.items()}
    return {rest: filings for rest, filings in found.items() if filings}


def _own(rests: Collection[str], values: Mapping[str, Any]) -> set[str]:
    """What of this the viewer has filed itself."""
    if not rests:
        return set()
    with acting.connection().cursor() as cursor:
        cursor.execute(_NUMBERS, values)
        numbers = {row[0] for row in cursor.fetchall()}
        of_viewer = {
            rest: document for rest in rests for document, filer in [masters.parts(rest)] if filer in numbers
        }
        if not of_viewer:
            return set()
        cursor.execute(_OWN, {**values, "documents": sorted(set(of_viewer.values()))})
        documents = {row[0] for row in cursor.fetchall()}
    return {rest for rest, document in of_viewer.items() if document in documents}


def _values(viewer: UUID, at: datetime, lapsed: Iterable[UUID] | None = None) -> dict[str, Any]:
    if lapsed is None:
        lapsed = finding.lapsed(recipient=viewer, at=at)
    return {"me": str(viewer), "at": at, "lapsed": [str(one) for one in lapsed]}
