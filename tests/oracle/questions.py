"""Questions at moments at and around every boundary of a scenario."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from tests.oracle.facts import moment
from tests.oracle.timeline import BASE, written

BOUNDARY = (
    timedelta(microseconds=-1),
    timedelta(seconds=-1),
    timedelta(0),
    timedelta(0),
    timedelta(microseconds=1),
)


def question(random: Random, doc: dict[str, Any]) -> dict[str, Any]:
    """One question at a moment at or around a boundary, mostly after all that has left before."""
    notice = random.choice(doc["notices"])
    delivered = [d["version"] for d in doc["deliveries"] if d["notice"] == notice["id"]]
    kind = random.choice(("route", "route", "route", "explain", "may_send", "may_read"))
    if kind in ("may_send", "may_read") and not delivered:
        kind = "route"
    wanted = delivered if kind in ("may_send", "may_read") else [v["version"] for v in notice["versions"]]
    version = notice["versions"][random.choice(wanted) - 1]
    if version["kind"] == "cancellation":
        kind = "route"
    asked = {
        "at": written(random, _moment(random, doc, notice, version)),
        "question": kind,
        "notice": notice["id"],
        "version": version["version"],
    }
    return (
        {**asked, "organisation": random.choice(doc["organisations"])["id"]} if kind == "explain" else asked
    )


def _moment(random: Random, doc: dict[str, Any], notice: dict[str, Any], version: dict[str, Any]) -> datetime:
    accepted_at = moment(version["accepted_at"])
    left = [
        moment(d["first_left"]) for d in doc["deliveries"] if d["first_left"] and d["notice"] == notice["id"]
    ]
    earliest = accepted_at if random.random() < 0.1 else max([accepted_at, *left])
    if random.random() < 0.12:
        return earliest + timedelta(minutes=random.choice((0, 1)))
    boundaries = [edge for edge in _boundaries(doc, left) if edge >= earliest]
    if left and random.random() < 0.08:
        boundaries = [start + timedelta(days=90) for start in left]
    elif random.random() < 0.8:
        boundaries = [edge for edge in boundaries if edge < BASE + timedelta(days=8)]
    chosen = random.choice(boundaries) + random.choice(BOUNDARY) if boundaries else earliest
    return max(chosen, earliest)


def _boundaries(doc: dict[str, Any], left: list[datetime]) -> list[datetime]:
    """Every instant at which something changes: all times of the document, and those that follow from
    them."""
    edges = {moment(text) for text in _times(doc)}
    for one in doc["agreements"]:
        for terms in one["versions"]:
            for event in one["events"]:
                if event["event"] == "acceded":
                    edges.add(moment(event["at"]) + timedelta(days=terms["objection_days"]))
            edges |= {start + timedelta(days=terms["retention"]["days"]) for start in left}
    return sorted(edges | {start + timedelta(days=90) for start in left})


def _times(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [time for name, child in node.items() if name != "content" for time in _times(child)]
    if isinstance(node, list):
        return [time for child in node for time in _times(child)]
    return [node] if isinstance(node, str) and node[4:5] == "-" and node[10:11] == "T" else []
