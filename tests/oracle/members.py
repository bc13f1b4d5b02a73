"""Random members of a scenario: organisations of every kind, their standing, and the groups they are in."""

from random import Random
from typing import Any

from tests.oracle import contents
from tests.oracle.timeline import LONG_AGO, periods

REGIONS = {"CN": "AP", "DE": "EUR", "FR": "EUR", "US": "AMS"}
MEMBERS = (
    ("T1", "trader"), ("T2", "trader"), ("A1", "authority"), ("A2", "authority"), ("T3", "trader"),
    ("A3", "authority"), ("H1", "rights_holder"), ("S1", "association"), ("O1", "operator"),
)  # fmt: skip
ALWAYS_PRESENT = 4


def present(random: Random) -> list[tuple[str, str]]:
    """Who is a member at all: two traders and two authorities, and some of the others."""
    return [who for n, who in enumerate(MEMBERS) if n < ALWAYS_PRESENT or random.random() < 0.4]


def organisation(random: Random, identifier: str, kind: str) -> dict[str, Any]:
    """One member."""
    country = random.choice(contents.COUNTRIES)
    active = periods(random, always=0.95)
    return {"id": identifier, "kind": kind, "country": country, "region": REGIONS[country], "active": active}


def standing(random: Random, trader: str) -> list[dict[str, Any]]:
    """One or two listings of a trader, recognised by other authorities or not."""
    listings = []
    for _ in range(random.choice((1, 1, 2))):
        granted_by = random.choice(("A1", "A1", "A1", "A2"))
        others = [a for a in ("A1", "A2") if a != granted_by]
        listings.append(
            {
                "holder": trader,
                "granted_by": granted_by,
                "kind": random.choice(("accredited", "accredited", "accredited", "accredited", "enrolled")),
                "periods": periods(random, always=0.85),
                "recognised": [
                    {"by": other, "periods": periods(random, always=0.8)}
                    for other in others
                    if random.random() < 0.6
                ],
            }
        )
    return listings


def groups(random: Random, present: list[str]) -> list[dict[str, Any]]:
    """Three listed groups and two by rule."""

    def listed(*members: str) -> list[dict[str, Any]]:
        return [{"organisation": m, "periods": periods(random, always=0.9)} for m in members if m in present]

    keepers = [random.choice(present[2:]) for _ in range(5)]
    traders: dict[str, Any] = {"kind": "trader"}
    if random.random() < 0.8:
        granted_by = random.choice(("A1", "A1", "A2"))
        traders["standing"] = {
            "kind": random.choice(("accredited", "accredited", "enrolled")),
            "granted_by": granted_by,
        }
    authorities = {"kind": "authority"} | random.choice(({}, {"region": "EUR"}, {"country": "FR"}))
    return [
        {"id": "traders", "keeper": keepers[0], "members": listed("T1", "T2", "T3")},
        {"id": "authorities", "keeper": keepers[1], "members": listed("A1", "A2", "A3")},
        {"id": "everybody", "keeper": keepers[2], "members": listed(*present)},
        {"id": "traders by rule", "keeper": keepers[3], "rule": traders},
        {"id": "authorities by rule", "keeper": keepers[4], "rule": authorities},
    ]


def cut_at_acceptance(random: Random, doc: dict[str, Any]) -> None:
    """Let some standing, recognition and membership end or begin at the very instant a version is accepted."""
    edges = [version["accepted_at"] for notice in doc["notices"] for version in notice["versions"]]
    holders = [listing for listing in doc["standing"] if listing["holder"] == doc["notices"][0]["publisher"]]
    holders += [recognition for listing in doc["standing"] for recognition in listing["recognised"]]
    holders += [member for group in doc["groups"] for member in group.get("members", [])]
    for holder in holders:
        if random.random() < 0.06:
            edge = random.choice(edges)
            holder["periods"] = [[LONG_AGO, edge] if random.random() < 0.6 else [edge, None]]
