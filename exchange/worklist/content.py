"""A list by content: it looks only into what was shown to the organisation and still is, by what was seen plainly."""

from datetime import datetime, timedelta
from uuid import UUID

from exchange.deliveries import awaiting, finding
from exchange.worklist.filters import Filters
from exchange.worklist.statement import DELIVERIES, Listing

# A position is one delivery's alone. More conditions would say the same and mislead the planner.
_SHOWN = "JOIN deliveries_shown s ON s.recipient_id = %(me)s AND s.position = d.position"
# From the few that may miss a house, each with its delivery (OFFSET keeps the planner from taking them for many).
# Where an agreement has lapsed they may be many indeed, and are walked in order until the page is full.
_EACH_AWAITING = """(
    SELECT * FROM deliveries_shown a WHERE a.recipient_id = %(me)s AND {may_miss}{few}
) s CROSS JOIN LATERAL (
    SELECT * FROM deliveries_delivery e WHERE e.recipient_id = %(me)s AND e.position = s.position OFFSET 0
)"""
# What fewest were shown is walked, the rest of what is looked for is compared with what was shown of each.
_TERM = """JOIN deliveries_shownterm t
    ON t.recipient_id = %(me)s AND t.term = %(rarest)s AND t.position = d.position"""
# By how few are likely to be shown one of them.
_TERMS = {
    "party": finding.PARTY,
    "voyage": finding.VOYAGE,
    "hs": finding.HS,
    "loading": finding.LOADING,
    "office": finding.OFFICE,
    "mode": finding.MODE,
}


def narrow(made: Listing, filters: Filters, *, organisation: UUID, at: datetime) -> None:
    """Have a list look into what deliveries say, as these filters ask."""
    made.lapsed = lapsed = finding.lapsed(recipient=organisation, at=at)
    made.values["lapsed"] = [str(one) for one in lapsed]
    made.missing_houses = bool(filters.houses)
    terms = [finding.term(kind, value) for name, kind in _TERMS.items() if (value := getattr(filters, name))]
    if filters.vague:
        terms.append(finding.term(finding.VAGUE, "description"))
    if filters.houses and made.source == DELIVERIES:
        may_miss = awaiting.may_miss("a", lapsed=bool(lapsed))
        made.source = _EACH_AWAITING.format(may_miss=may_miss, few="" if lapsed else " OFFSET 0")
        _all_of(made, terms)
    else:
        made.joins.append(_SHOWN)
        _by_terms(made, terms, organisation)
    made.where.append(finding.still_shown("d", "s"))
    _within(made, "arrival", filters.arrives, at, sorted_by=filters.sorted_by == "arrival")
    _within(made, "departure", filters.departs, at, sorted_by=filters.sorted_by == "departure")


def _by_terms(made: Listing, terms: list[str], organisation: UUID) -> None:
    if terms:
        made.joins.append(_TERM)
        made.values["rarest"] = rarest = finding.rarest(terms, recipient=organisation)
        _all_of(made, [one for one in terms if one != rarest])


def _all_of(made: Listing, terms: list[str]) -> None:
    if terms:
        made.where.append("s.terms @> %(terms)s::text[]")
        made.values["terms"] = terms


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
