"""Random notices with their versions, what members subscribe to, and what has left to them before."""

from datetime import timedelta
from random import Random
from typing import Any

from tests.oracle import contents
from tests.oracle.agreeing import PURPOSES, Cast
from tests.oracle.deciding import Asked, cases_of
from tests.oracle.facts import moment
from tests.oracle.life import comes_into_force
from tests.oracle.rules import RULES
from tests.oracle.timeline import near, on, periods, written
from tests.oracle.typetable import TypeTable


def notice(random: Random, cast: Cast, table: TypeTable, number: int) -> dict[str, Any]:
    """A notice of one to four versions; the first one's first content is the sample that clauses speak
    of."""
    publishers = cast.ids("trader") if table.handling == "trade" else cast.ids("authority", "rights_holder")
    at = near(random, 0, 4)
    content = cast.sample if number == 0 else contents.content(random, table)
    versions: list[dict[str, Any]] = [
        {"version": 1, "kind": "original", "accepted_at": written(random, at), "content": content}
    ]
    while len(versions) < 4 and random.random() < 0.6 and versions[-1]["kind"] != "cancellation":
        at += timedelta(hours=random.choice((1, 6, 48)))
        ends = random.random() < 0.2
        before = versions[-1]["content"]
        versions.append(
            {
                "version": len(versions) + 1,
                "kind": "cancellation" if ends else "amendment",
                "accepted_at": written(random, at),
                "content": before if ends else contents.altered(random, table, before),
            }
        )
    return {
        "id": f"N{number}",
        "publisher": random.choice(publishers),
        "type": table.name,
        "versions": versions,
    }


def subscriptions(random: Random, cast: Cast) -> list[dict[str, Any]]:
    """Of half the members none: they have the one that always was."""
    found = []
    for identifier in cast.ids():
        for _ in range(random.choice((0, 0, 0, 1, 2))):
            clauses = contents.scope(random, cast.table, cast.sample)
            wanted = [
                {
                    "path": clause["path"],
                    "any_of": [*contents.COUNTRIES, "10", "3004", "1", "EUR", "", True, 1],
                }
                for clause in clauses[:1]
                if random.random() < 0.5 and clause["path"] in cast.table.leaves
            ]
            found.append(
                {
                    "organisation": identifier,
                    "purpose": random.choice((None, None, *PURPOSES)),
                    "created": _created(random, cast),
                    "ended": None if random.random() < 0.8 else on(random, 0, 8),
                    "types": [] if random.random() < 0.7 else [cast.table.name],
                    "filter": wanted,
                }
            )
    return found


def _created(random: Random, cast: Cast) -> str | None:
    """Always was; or about when a version was accepted, often at that very instant."""
    if random.random() < 0.6:
        return None
    accepted_at: str = random.choice(cast.doc["notices"][0]["versions"])["accepted_at"]
    return accepted_at if random.random() < 0.5 else on(random, -2, 5)


def deliveries(
    random: Random, doc: dict[str, Any], tables: dict[str, TypeTable], notice: dict[str, Any]
) -> list[dict[str, Any]]:
    """What left before, or waits: contents, and envelopes to those that hold one."""
    found: list[dict[str, Any]] = []
    if random.random() < 0.25:
        return []
    for version in notice["versions"][:-1] if random.random() < 0.6 else notice["versions"]:
        for recipient in [one["id"] for one in doc["organisations"] if one["id"] != notice["publisher"]]:
            for purpose in PURPOSES:
                key = {"notice": notice["id"], "recipient": recipient, "purpose": purpose}
                at = moment(version["accepted_at"]) + timedelta(hours=random.choice((0, 1, 6)))
                likely = _grounds(random, Asked(doc, tables, notice, version, at), recipient, purpose)
                kind, grounds = _kind(random, version, likely, _held(found, key))
                left = written(random, at) if random.random() < 0.75 else None
                made = {**key, "version": version["version"], "agreements": grounds, "first_left": left}
                if grounds:
                    found.append(made if kind == "content" else {**made, "kind": kind})
    return found


def _held(found: list[dict[str, Any]], key: dict[str, Any]) -> dict[str, Any] | None:
    """The last content that left to this recipient for this purpose."""
    for one in reversed(found):
        is_content = one.get("kind", "content") in ("content", "follow_up")
        if is_content and one["first_left"] is not None and all(one[name] == key[name] for name in key):
            return one
    return None


def _kind(
    random: Random, version: dict[str, Any], likely: list[list[int]], held: dict[str, Any] | None
) -> tuple[str, list[list[int]]]:
    """What is delivered, and under which agreement versions: to holders sometimes an envelope, or by follow-up."""
    if version["kind"] == "cancellation":
        return "cancellation", held["agreements"] if held and random.random() < 0.5 else []
    if held and random.random() < 0.3:
        return random.choice(("withdrawal", "follow_up")), held["agreements"]
    return "content", likely


def cases(random: Random, cast: Cast) -> list[dict[str, Any]]:
    """Now and then an authority, or somebody who only says so, has a case open on a notice."""
    return [
        {"notice": notice["id"], "organisation": identifier, "open": periods(random, always=0.6)}
        for notice in cast.doc["notices"]
        for identifier in cast.ids("authority")
        if random.random() < 0.35
    ]


def _grounds(random: Random, asked: Asked, recipient: str, purpose: str) -> list[list[int]]:
    """Likely agreement versions, and now and then any that was in force: what is delivered is taken as stated."""
    grounds = []
    for case in cases_of(asked, recipient, purpose):
        began = comes_into_force(asked.doc, case.agreement, case.terms)
        likely = all(rule(case, asked.t) for rule in RULES[:5])
        if began is not None and began <= asked.t and random.random() < (0.9 if likely else 0.02):
            grounds.append([case.agreement["number"], case.terms["version"]])
    return grounds
