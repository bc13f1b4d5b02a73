"""Random series of timed events on the real database end as the slow oracle says; HUB_DATABASE_SCENARIOS: how many."""

import os
import sys
from collections import Counter

import pytest

from accounts import acting
from exchange.agreements.selectors import mask_keys
from tests.exchange.property import acts, judging, world
from tests.exchange.property.watching import Watch
from tests.oracle.oracle import answer
from tests.oracle.scenarios import SCHEMAS
from tests.oracle.typetable import load_tables

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases="__all__", transaction=True)]

COUNT = int(os.environ.get("HUB_DATABASE_SCENARIOS", "5"))
FIRST_SEED = int(os.environ.get("HUB_DATABASE_SCENARIOS_FROM", "0"))
# What once went wrong: a follow-up that had not left when a withdrawal was made, and the notice was received again.
ONCE_WRONG = 5106
TABLES = load_tables(SCHEMAS)
OUTCOMES = ("content", "follow_up", "withdrawal", "cancellation", "withheld")
ENOUGH_FOR_ALL = 100


@pytest.fixture(scope="module")
def tally() -> Counter[str]:
    return Counter()


@pytest.mark.parametrize("seed", [*range(FIRST_SEED, FIRST_SEED + COUNT), ONCE_WRONG])
def test_what_the_hub_did_is_what_the_oracle_answers(
    seed: int, tally: Counter[str], transactional_db: None
) -> None:
    made = world.made(seed, TABLES)
    watch = Watch(made.journal)
    acts.play(made, watch)
    doc = made.journal.document(
        deliveries=watch.delivered(), cases=watch.cases(), moments=judging.moments(watch.seen)
    )
    with acting.as_pipeline():
        by_id = mask_keys()
    keys = {one.number: by_id[one.id] for one in made.agreements}
    answers = answer(doc, TABLES)["answers"]
    tally.update(watch.tally)
    tally["decisions compared"] += len(answers)
    differences = [
        f"{seen.step} at {seen.at}, notice {seen.notice} version {seen.n}: {words}"
        for seen, told in zip(watch.seen, answers, strict=True)
        if (words := judging.difference(seen, told, made, keys)) is not None
    ]
    assert not differences, "\n".join([f"seed {seed}", *differences])


def test_the_series_came_to_every_kind_of_outcome(
    tally: Counter[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        lines = [f"{COUNT} scenarios", *(f"{name}: {n}" for name, n in sorted(tally.items()))]
        sys.stdout.write("\n" + "\n  ".join(lines) + "\n")
    assert tally["decisions compared"]
    if COUNT >= ENOUGH_FOR_ALL:
        assert tally["nothing"]
        assert all(tally[f"routed: {outcome}"] for outcome in OUTCOMES)
