"""Random agreements: one to three versions with their clauses, and the events of their life."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.oracle import contents
from tests.oracle.conditions import is_about_items
from tests.oracle.facts import moment
from tests.oracle.life import named, signatories
from tests.oracle.timeline import near, on, written
from tests.oracle.typetable import TypeTable

PURPOSES = ("safety_and_security", "revenue")


@dataclass
class Cast:
    """Who takes part, the content that clauses are shaped after, and clauses that every agreement has."""

    doc: dict[str, Any]
    table: TypeTable
    sample: dict[str, Any]
    other_types: list[str]
    always: dict[str, Any] = field(default_factory=dict)

    def ids(self, *kinds: str) -> list[str]:
        """The organisations of these kinds; of every kind where none is named."""
        return [o["id"] for o in self.doc["organisations"] if not kinds or o["kind"] in kinds]


def agreement(random: Random, cast: Cast, number: int) -> dict[str, Any]:
    """One agreement with all its versions and events."""
    purpose = PURPOSES[0] if random.random() < 0.8 else PURPOSES[1]
    versions = [_first(random, cast, purpose)]
    while len(versions) < 3 and random.random() < 0.14:
        versions.append(_next(random, cast, versions[-1]))
    events = [event for terms in versions for event in _joining(random, cast, terms)]
    events += _life(random, cast, versions)
    events.sort(key=lambda event: moment(event["at"]))
    return {"number": number, "versions": versions, "events": events}


def _first(random: Random, cast: Cast, purpose: str) -> dict[str, Any]:
    conditions = contents.conditions(random, cast.table, cast.sample)
    by_item = any(is_about_items(condition) for condition in conditions)
    return {
        "version": 1,
        "purpose": purpose,
        "providers": _providers(random, cast),
        "recipients": _recipients(random, cast),
        "types": _types(random, cast),
        "conditions": conditions,
        "items": "matching" if by_item and random.random() < 0.6 else "whole",
        "scope": contents.scope(random, cast.table, cast.sample),
        "standing": random.choice((["accredited"], ["accredited", "enrolled"], ["accredited", "enrolled"])),
        "recognised": random.random() < 0.5,
        "objection_days": random.choice((0, 0, 1, 2, 5)),
        "follow_up": random.choice((None, None, True, False)),
        "back_fill_from": _back_fill(random, cast) if random.random() < 0.07 else None,
        "retention": {
            "days": random.choice((1, 2, 3, 5, 30)),
            "from": random.choice(("receipt", "cancellation")),
        },
        "receipts_opened": False,
        "proposed_at": on(random, -40, -30),
        "effective_from": on(random, -20, -4) if random.random() < 0.38 else on(random, 0, 3),
        "effective_until": None if random.random() < 0.8 else on(random, 4, 20),
        **{name: clause(random) if callable(clause) else clause for name, clause in cast.always.items()},
    }


def _back_fill(random: Random, cast: Cast) -> str:
    """From about when a version was accepted, often from that very instant."""
    accepted_at: str = random.choice(cast.doc["notices"][0]["versions"])["accepted_at"]
    return accepted_at if random.random() < 0.5 else on(random, -6, 3)


def _providers(random: Random, cast: Cast) -> dict[str, list[str]]:
    publishers = [notice["publisher"] for notice in cast.doc["notices"]]
    chosen = set(publishers) if random.random() < 0.75 else set()
    if random.random() < 0.2:
        chosen.add(random.choice(cast.ids("trader", "authority", "rights_holder")))
    groups = random.sample(["traders", "traders by rule", "everybody"], random.choice((0, 1, 2)))
    return {"organisations": sorted(chosen), "groups": groups if groups or chosen else ["everybody"]}


def _recipients(random: Random, cast: Cast) -> dict[str, list[str]]:
    likely = {"authority": 0.9, "trader": 0.7, "rights_holder": 0.6, "association": 0.15, "operator": 0.15}
    chosen = set()
    if random.random() < 0.75:
        chosen = {o["id"] for o in cast.doc["organisations"] if random.random() < likely[o["kind"]]}
    groups = random.sample(
        ["authorities", "authorities by rule", "everybody", "traders", "traders by rule"],
        random.choice((0, 1, 1, 2)),
    )
    return {"organisations": sorted(chosen), "groups": groups if groups or chosen else ["authorities"]}


def _types(random: Random, cast: Cast) -> list[str]:
    types = {cast.table.name} if random.random() < 0.97 else set()
    types |= set(random.sample(cast.other_types, min(len(cast.other_types), random.choice((0, 1)))))
    return sorted(types or {cast.table.name})


def _next(random: Random, cast: Cast, before: dict[str, Any]) -> dict[str, Any]:
    """A successor: some clauses of its own, the rest as before."""
    fresh = _first(random, cast, before["purpose"])
    changed = random.sample(
        ["providers", "recipients", "types", "scope", "standing", "recognised", "objection_days", "follow_up",
         "back_fill_from", "retention"], random.randint(1, 3)
    )  # fmt: skip
    if random.random() < 0.4:
        changed += ["conditions", "items"]
    start = near(random, -5, 4)
    return {
        **before,
        **{name: fresh[name] for name in changed},
        "version": before["version"] + 1,
        "proposed_at": written(random, start - timedelta(days=random.choice((1, 3)))),
        "effective_from": written(random, start),
        "effective_until": None if random.random() < 0.7 else written(random, start + timedelta(days=4)),
    }


def _joining(random: Random, cast: Cast, terms: dict[str, Any]) -> list[dict[str, Any]]:
    """Signatures, accessions and leavings of one version."""
    events = [
        _event(
            random,
            "signed",
            by,
            terms,
            hours=random.choice((1, 6) if random.random() < 0.97 else (24, 24 * 33)),
        )
        for by in sorted(set(signatories(cast.doc, terms)))
        if random.random() < 0.995
    ]
    if terms["providers"]["groups"] or terms["recipients"]["groups"]:
        for by in cast.ids():
            events += _accession(random, terms, by)
    events += [
        _event(random, "left", by, terms, hours=24 * random.choice((31, 33, 36)))
        for by in sorted(set(named(terms)))
        if random.random() < 0.06
    ]
    return _one_step_at_a_time(events)


def _event(random: Random, name: str, by: str, terms: dict[str, Any], hours: float) -> dict[str, Any]:
    at = moment(terms["proposed_at"]) + timedelta(hours=hours)
    return {"at": written(random, at), "event": name, "version": terms["version"], "by": by}


def _accession(random: Random, terms: dict[str, Any], by: str) -> list[dict[str, Any]]:
    """A member accedes in time or late, or not; some leave again, and some of those come back."""
    if random.random() < 0.15:
        return []
    hours = 24 * random.randint(33, 41) if random.random() < 0.65 else random.choice((2, 24))
    events = [_event(random, "acceded", by, terms, hours)]
    if random.random() < 0.12:
        hours += random.choice((24 * 2, 24 * 31, 24 * 34))
        events.append(_event(random, "left", by, terms, hours))
        if random.random() < 0.5:
            events.append(_event(random, "acceded", by, terms, hours + random.choice((6, 24))))
    return events


def _one_step_at_a_time(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Nobody both accedes and leaves at one instant."""
    kept: dict[tuple[str, datetime, bool], dict[str, Any]] = {}
    for event in events:
        kept.setdefault((event["by"], moment(event["at"]), event["event"] == "signed"), event)
    return list(kept.values())


def _life(random: Random, cast: Cast, versions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Suspensions, a termination, exclusions: of the agreement in all its versions."""
    parties = sorted(set(signatories(cast.doc, versions[0])))
    if random.random() < 0.06:
        return _ended_while_suspended(random, versions[-1], parties)
    events = []
    at = near(random, -2, 6)
    for _ in range(random.choice((0, 0, 0, 0, 1, 2))):
        events.append({"at": written(random, at), "event": "suspended", "by": random.choice(parties)})
        at += timedelta(hours=random.choice((1, 6, 24, 72)))
        if random.random() < 0.9:
            events.append({"at": written(random, at), "event": "resumed", "by": random.choice(parties)})
        at += timedelta(hours=random.choice((6, 24)))
    if random.random() < 0.08:
        events.append({"at": on(random, 2, 12), "event": "terminated", "by": random.choice(parties)})
    if random.random() < 0.4:
        events += _exclusion(random, cast)
    return events


def _ended_while_suspended(random: Random, terms: dict[str, Any], parties: list[str]) -> list[dict[str, Any]]:
    """Suspended, then terminated or expired, then resumed: which opens nothing."""
    start = near(random, 2, 6)
    end = start + timedelta(hours=random.choice((0, 1, 6)))
    names = ["suspended", "resumed"]
    if random.random() < 0.5:
        terms["effective_until"] = written(random, end)
    else:
        names.insert(1, "terminated")
    times = {"suspended": start, "terminated": end, "resumed": end + timedelta(hours=random.choice((1, 24)))}
    return [
        {"at": written(random, times[name]), "event": name, "by": random.choice(parties)} for name in names
    ]


def _exclusion(random: Random, cast: Cast) -> list[dict[str, Any]]:
    by = random.choice([notice["publisher"] for notice in cast.doc["notices"]])
    who = {"by": by, "recipient": random.choice(cast.ids("authority", "trader"))}
    start = near(random, -5, 10)
    events = [{"at": written(random, start), "event": "excluded", **who}]
    if random.random() < 0.5:
        end = start + timedelta(hours=random.choice((6, 24, 72)))
        events.append({"at": written(random, end), "event": "readmitted", **who})
    return events
