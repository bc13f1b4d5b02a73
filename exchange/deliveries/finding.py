"""What a recipient was last shown of a delivery, as far as its lists look at it: kept to be found by.

Only what has left plainly is ever written down here, in the transaction that let it out; so a filter can tell
nothing that nobody of the recipient's was shown. See ``docs/adr/lists-look-at-what-was-shown.md``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import orjson

from accounts import acting
from exchange.catalogue import types
from exchange.catalogue.rules.goods import is_vague
from exchange.deliveries import awaiting, masters
from exchange.deliveries.asking import Opened
from exchange.routing import rules
from exchange.routing import selectors as routing
from exchange.routing.periods import days_after
from exchange.routing.projection import PLAIN, Element

OFFICE, MODE, VOYAGE, LOADING, HS, PARTY, VAGUE = (
    "office",
    "mode",
    "voyage",
    "loading",
    "hs",
    "party",
    "vague",
)
# What lists look at, by the catalogue's facets; a port of loading is one of its places.
_FACETS = {"office": OFFICE, "mode": MODE, "voyage": VOYAGE, "item_hs": HS, "party": PARTY}
_DESCRIPTION, _ARRIVAL, _DEPARTURE = "item_description", "arrival", "departure"
_LOADING_PLACE = "/loading_place/unlocode"
# Chapters, headings and what lies below them: a commodity code is found by any of its beginnings.
_HS_STEPS = (2, 4, 6, 8, 10)
_POSITION = re.compile(r"/\d+(?=/|$)")

_WRITE = """
WITH given AS (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS u (
        version_id uuid, purpose text, notice_id uuid, position bigint, shown_under uuid[],
        readable_until timestamptz, days_after_cancellation integer, terms text[], arrival_at timestamptz,
        departure_at timestamptz, awaits_houses boolean
    )
),
written AS (
    INSERT INTO deliveries_shown (version_id, recipient_id, purpose, notice_id, position, shown_under,
                                  readable_until, days_after_cancellation, terms, arrival_at, departure_at,
                                  awaits_houses)
    SELECT version_id, %(recipient)s, purpose, notice_id, position, shown_under, readable_until,
           days_after_cancellation, terms, arrival_at, departure_at, awaits_houses
    FROM given
    ON CONFLICT (version_id, recipient_id, purpose) DO UPDATE SET
        shown_under = excluded.shown_under, readable_until = excluded.readable_until,
        days_after_cancellation = excluded.days_after_cancellation, terms = excluded.terms,
        arrival_at = excluded.arrival_at, departure_at = excluded.departure_at,
        awaits_houses = excluded.awaits_houses, houses_until = NULL, houses_under = NULL
    WHERE deliveries_shown.shown_under IS DISTINCT FROM excluded.shown_under
    RETURNING new.position, new.terms, old.terms AS before
),
-- By far the most are shown for the first time, and to look for what cannot be there costs as much as to write.
first_terms AS (
    INSERT INTO deliveries_shownterm (recipient_id, term, position)
    SELECT %(recipient)s, unnest(terms), position FROM written WHERE before IS NULL
)
SELECT position, terms, before FROM written WHERE before IS NOT NULL"""
# A statement of its own, begun once the rows of what was shown are locked: it sees the terms of whoever held them.
_WRITE_AGAIN = """
WITH again AS (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS u (position bigint, terms text[], before text[])
),
shown_no_more AS (
    DELETE FROM deliveries_shownterm t
    USING (SELECT position, terms, unnest(before) AS term FROM again) o
    WHERE t.recipient_id = %(recipient)s AND t.term = o.term AND t.position = o.position
    AND t.term <> ALL (o.terms)
)
INSERT INTO deliveries_shownterm (recipient_id, term, position)
SELECT %(recipient)s, unnest(terms), position FROM again ON CONFLICT DO NOTHING"""

_GROUNDS = """
SELECT DISTINCT version FROM deliveries_grounds g, unnest(g.agreement_versions) AS version
WHERE g.recipient_id = %s"""

# Counted as far as it matters; of those beyond, the one that was named first.
_RAREST = """
SELECT term FROM unnest(%(terms)s::text[]) WITH ORDINALITY AS w (term, place)
ORDER BY (
    SELECT count(*) FROM (
        SELECT FROM deliveries_shownterm t WHERE t.recipient_id = %(me)s AND t.term = w.term LIMIT 1000
    ) AS counted
), place LIMIT 1"""

_REGISTER = "SELECT hub_register_listing(%s::uuid[], %s::text[], %s, %s)"


@dataclass(slots=True)
class Seen:
    """What of one delivery's plain elements can be looked for. ``terms`` are ``kind:value``."""

    terms: set[str] = field(default_factory=set)
    arrival_at: datetime | None = None
    departure_at: datetime | None = None


def write(opened: Sequence[Opened], *, recipient: UUID) -> None:
    """Write down what these deliveries, opened in this very transaction, have shown."""
    houses = masters.terms(opened, at=acting.transaction_time())
    made = (_row(one, houses.get(one.delivery.id, set())) for one in opened)
    rows = sorted(made, key=lambda row: (row["version_id"], row["purpose"]))
    if rows:
        before = _write(rows, str(recipient))
        about = [(row["position"], row["terms"]) for row in rows]
        awaiting.settle(about, before, recipient=recipient)


def seen(elements: Iterable[Element], *, type_id: str) -> Seen:
    """What can be looked for of elements that were shown; masked ones are none."""
    found = Seen()
    for one in elements:
        kind = _kind(type_id, one.path)
        if kind and one.form == PLAIN and one.value and isinstance(one.value, str):
            _note(found, kind, one.value)
    return found


def lapsed(*, recipient: UUID, at: datetime) -> list[UUID]:
    """The agreement versions among the recipient's grounds that show it nothing now, whatever retention says."""
    with acting.connection().cursor() as cursor:
        cursor.execute(_GROUNDS, [str(recipient)])
        granted = [row[0] for row in cursor.fetchall()]
    index = routing.current().index
    receiver = index.facts.organisations[recipient]
    return [
        one
        for one in granted
        if one not in index.versions
        or rules.lapsed(index.facts, index.versions[one], receiver, None, False, at) is not None
    ]


def register(listed: Sequence[tuple[UUID, str]], *, person: UUID | None, client: UUID | None) -> None:
    """Put on the register that these deliveries (version, purpose) were listed by what they say."""
    if listed:
        versions, purposes = [str(version) for version, _ in listed], [purpose for _, purpose in listed]
        who = [None if one is None else str(one) for one in (person, client)]
        with acting.connection().cursor() as cursor:
            cursor.execute(_REGISTER, [versions, purposes, *who])


def term(kind: str, value: str) -> str:
    """One thing to look for, as it is written down: in capitals, without blanks around it."""
    return f"{kind}:{value.strip().upper()}"


def rarest(terms: Sequence[str], *, recipient: UUID) -> str:
    """Which of these terms was shown to a recipient of the fewest deliveries, as near as it takes to begin there."""
    if len(terms) == 1:
        return terms[0]
    with acting.connection().cursor() as cursor:
        cursor.execute(_RAREST, {"terms": list(terms), "me": str(recipient)})
        return str(cursor.fetchone()[0])


def still_shown(delivery: str, shown: str) -> str:
    """The condition that what was shown of a delivery still is, by the aliases of both.

    As *may read* would answer: every agreement version under which it was shown still shows it. Takes ``me``,
    ``at`` and ``lapsed``.
    """
    return f"""{delivery}.state = 'delivered'
    AND ({shown}.readable_until IS NULL OR {shown}.readable_until > %(at)s)
    AND NOT {shown}.shown_under && %(lapsed)s::uuid[]
    AND ({shown}.days_after_cancellation IS NULL OR NOT EXISTS (
        SELECT 1 FROM deliveries_delivery e WHERE e.notice_id = {shown}.notice_id AND e.recipient_id = %(me)s
        AND e.kind = 'cancellation'
        AND e.accepted_at + make_interval(days => {shown}.days_after_cancellation) <= %(at)s
    ))"""


def _write(rows: Sequence[dict[str, Any]], recipient: str) -> set[str]:
    """Write the rows; answer by what terms those of them had been found that are shown otherwise now."""
    with acting.connection().cursor() as cursor:
        cursor.execute(_WRITE, {"recipient": recipient, "rows": orjson.dumps(rows).decode()})
        names = ("position", "terms", "before")
        again = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        if again:
            cursor.execute(_WRITE_AGAIN, {"recipient": recipient, "rows": orjson.dumps(again).decode()})
    return {term for one in again for term in one["before"]}


def _row(one: Opened, houses: set[str]) -> dict[str, Any]:
    delivery = one.delivery
    found = seen(one.elements, type_id=delivery.type)
    from_receipt = [v.terms.retention_days for v in one.live if v.terms.retention_from == "receipt"]
    from_cancellation = [v.terms.retention_days for v in one.live if v.terms.retention_from != "receipt"]
    until = None
    if from_receipt and delivery.delivered_at is not None:
        until = days_after(delivery.delivered_at, min(from_receipt))
    return {
        "version_id": delivery.version_id,
        "purpose": delivery.purpose,
        "notice_id": delivery.notice_id,
        "position": delivery.position,
        "shown_under": sorted(str(version.id) for version in one.live),
        "readable_until": until,
        "days_after_cancellation": min(from_cancellation, default=None),
        "terms": sorted(found.terms | houses),
        "arrival_at": found.arrival_at,
        "departure_at": found.departure_at,
        "awaits_houses": masters.NAMES_SOMEBODY in houses,
    }


def _note(found: Seen, kind: str, value: str) -> None:
    if kind == _ARRIVAL:
        found.arrival_at = _moment(value)
    elif kind == _DEPARTURE:
        found.departure_at = _moment(value)
    elif kind == _DESCRIPTION:
        if is_vague(value):
            found.terms.add(term(VAGUE, "description"))
    elif kind == HS:
        found.terms.update(term(HS, value[:length]) for length in _HS_STEPS if length <= len(value))
    else:
        found.terms.add(term(kind, value))


def _moment(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment


@lru_cache(maxsize=10_000)
def _kind(type_id: str, path: str) -> str:
    """What lists look at in the element there; nothing for most of them."""
    return _looked_at(type_id).get(_POSITION.sub("/*", path), "")


@cache
def _looked_at(type_id: str) -> Mapping[str, str]:
    """The element patterns that lists look at, each with its kind."""
    facets = types.get(type_id).facets
    found = {pattern: kind for name, kind in _FACETS.items() for pattern in facets.get(name, ())}
    for name in (_DESCRIPTION, _ARRIVAL, _DEPARTURE):
        found |= dict.fromkeys(facets.get(name, ()), name)
    if _LOADING_PLACE in facets.get("place", ()):
        found[_LOADING_PLACE] = LOADING
    return found
