"""What the hub did beside what the oracle answers to the same question at the same moment."""

import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.exchange.property.watching import Row, Seen
from tests.exchange.property.world import World
from tests.oracle.facts import Doc

Pair = tuple[str, str]


def moments(seen: list[Seen]) -> list[Doc]:
    """The questions behind what was seen.

    Who may open a version is asked just before it leaves: at that very instant, its reader holds it.
    """
    return [
        {
            "at": (one.at - timedelta(microseconds=one.step == "open")).isoformat(),
            "question": one.question,
            "notice": str(one.notice),
            "version": one.n,
        }
        for one in seen
    ]


def difference(seen: Seen, answer: Doc, world: World, keys: Mapping[int, bytes]) -> str | None:
    """In words where the two differ; None where they agree."""
    if seen.step == "owed":
        return _owed(seen, answer, world)
    if seen.question == "route":
        return _routed(seen, answer)
    (row,) = seen.rows
    for line in answer["deliveries"]:
        if (line["recipient"], line["purpose"]) == _pair(row):
            return _allowed(row, line, world, seen, keys)
    return f"no such delivery: {row}"


def _routed(seen: Seen, answer: Doc) -> str | None:
    """Of a routed version, all that it brought about; of a back-filled delivery, itself."""
    expected = {
        (line["organisation"], line["purpose"]): (
            "content" if line["kind"] == "withheld" else line["kind"], line["reason"], sorted(line["agreements"])
        )
        for line in answer["recipients"]
    }  # fmt: skip
    done = {_pair(row): (row["kind"], row["reason"], row["agreements"]) for row in seen.rows}
    if seen.pairs is not None:
        expected = {pair: told for pair, told in expected.items() if pair in seen.pairs}
    return None if done == expected else f"oracle {_only(expected, done)}\n  hub    {_only(done, expected)}"


def _only(these: dict[Pair, Any], those: dict[Pair, Any]) -> dict[Pair, Any]:
    return {pair: told for pair, told in these.items() if those.get(pair) != told}


def _owed(seen: Seen, answer: Doc, world: World) -> str | None:
    """Who would receive the version by a back-fill that has not been done for it, and has nothing of it."""
    ids = {tuple(pair): version for version, pair in world.journal.versions.items()}
    filling = {
        (entry["number"], terms["version"])
        for entry in world.journal.agreements.values()
        for terms in entry["versions"]
        if terms["back_fill_from"] is not None
    }
    owed = [
        line
        for line in answer["recipients"]
        if line["kind"] == "content" and (line["organisation"], line["purpose"]) not in seen.present
        and any(
            tuple(pair) in filling and (ids[tuple(pair)], UUID(line["organisation"])) not in seen.done
            for pair in line["agreements"]
        )
    ]  # fmt: skip
    return (
        f"owed by a back-fill: {[(one['organisation'], one['agreements']) for one in owed]}" if owed else None
    )


def _allowed(row: Row, line: Doc, world: World, seen: Seen, keys: Mapping[int, bytes]) -> str | None:
    if row["allowed"] != line["allowed"]:
        return f"oracle {line['allowed']}, hub {row['allowed']}, {row['kind']} {row['reason']} {row['agreements']}"
    if not row["allowed"]:
        return None
    if seen.step == "open" and _within(row["agreements"], line["agreements"]):
        # A reader at the web gets it under the grounds of its routing; what it showed is asked as *may read*.
        return None
    if row["agreements"] != sorted(line["agreements"]):
        return f"grounds: oracle {line['agreements']}, hub {row['agreements']}"
    if "elements" not in row:
        return None
    notice = world.journal.notices[seen.notice]
    document = notice["versions"][seen.n - 1].get("content", {})
    expected = {one["path"]: _as_shown(one, document, keys) for one in line["elements"]}
    shown = row["elements"]
    return (
        None
        if shown == expected
        else f"elements: oracle {_only(expected, shown)}\n  hub {_only(shown, expected)}"
    )


def _within(some: list[list[int]], more: list[list[int]]) -> bool:
    return some != [] and len(some) < len(more) and all(one in more for one in some)


def _as_shown(element: Doc, document: Doc, keys: Mapping[int, bytes]) -> tuple[str, Any, Any]:
    """The oracle's element, its hash made with the agreement's real key."""
    grounds = [(one["agreement"], one["version"], one["clause"]) for one in element["grounds"]]
    value = element["value"]
    if element["form"] == "hashed":
        text = json.dumps(_value_at(document, element["path"]), ensure_ascii=False).encode()
        value = "hmac-sha256:" + hmac.new(keys[grounds[0][0]], text, "sha256").hexdigest()
    return element["form"], value, grounds


def _value_at(document: Any, path: str) -> Any:
    for step in path.split("/")[1:]:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def _pair(row: Row) -> Pair:
    return row["recipient"], row["purpose"]
