"""Random scenarios as decision documents, from a seed alone; `python -m tests.oracle.scenarios` shows their
mix."""

import argparse
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from tests.oracle import contents, members, prior, questions
from tests.oracle.agreeing import Cast, agreement
from tests.oracle.corners import CORNERS
from tests.oracle.oracle import answer
from tests.oracle.typetable import TypeTable, load_tables

SCHEMAS = Path(__file__).parents[2] / "exchange" / "catalogue" / "schemas"
USED = ("advance_cargo", "transport_event", "risk_alert", "counterfeit_alert", "regulatory_change")


def scenario(seed: int, tables: dict[str, TypeTable]) -> dict[str, Any]:
    """One decision document."""
    random = Random(seed)
    usable = [name for name in USED if name in tables]
    doc: dict[str, Any] = {"format": "hub-decide/1"}
    present = members.present(random)
    doc["organisations"] = [members.organisation(random, identifier, kind) for identifier, kind in present]
    doc["standing"] = [
        one for who, kind in present if kind == "trader" for one in members.standing(random, who)
    ]
    doc["groups"] = members.groups(random, [identifier for identifier, _ in present])
    main = usable[0] if random.random() < 0.6 else random.choice(usable)
    sample = contents.content(random, tables[main])
    cast = Cast(doc, tables[main], sample, [name for name in usable if name != main])
    types = [main] if random.random() < 0.7 else [main, random.choice(usable)]
    doc["notices"] = [prior.notice(random, cast, tables[name], number) for number, name in enumerate(types)]
    members.cut_at_acceptance(random, doc)
    if random.random() < 0.14:
        random.choice(CORNERS)(random, cast)
    doc["agreements"] = [agreement(random, cast, number) for number in _numbers(random)]
    doc["subscriptions"] = prior.subscriptions(random, cast)
    doc["deliveries"] = [
        one for notice in doc["notices"] for one in prior.deliveries(random, doc, tables, notice)
    ]
    doc["cases"] = prior.cases(random, cast)
    doc["moments"] = [questions.question(random, doc) for _ in range(random.randint(6, 10))]
    return doc


def _numbers(random: Random) -> list[int]:
    """Mostly a few agreements; now and then so many that one publisher's are found by their conditions."""
    count = random.randint(8, 12) if random.random() < 0.05 else random.choice((1, 2, 3, 3, 4))
    return random.sample(range(1, 16), count)


def main() -> None:
    """Print how often each rule decided, and how often each feature had its say."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    tables = load_tables(SCHEMAS)
    tally: Counter[str] = Counter()
    for seed in range(asked.seed, asked.seed + asked.count):
        answer(scenario(seed, tables), tables, tally)
    for line in report(tally):
        print(line)  # noqa: T201


def report(tally: Counter[str]) -> list[str]:
    """One line a count; rules as shares of the (agreement version, version and recipient) considered."""
    lines = []
    for name, count in sorted(tally.items()):
        is_share = name == "entitled" or name.startswith("rule ")
        share = f"{100 * count / tally['considered']:7.2f} %" if is_share else ""
        lines.append(f"{name:36} {count:9}{share}")
    return lines


if __name__ == "__main__":
    main()
