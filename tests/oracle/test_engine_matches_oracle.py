"""The production engine answers random scenarios as the slow oracle does; HUB_SCENARIOS says how many."""

import json
import os
from collections.abc import Callable

from tests.oracle.comparing import Difference, first_difference, minimise
from tests.oracle.facts import Doc
from tests.oracle.oracle import answer
from tests.oracle.production import decide
from tests.oracle.scenarios import SCHEMAS, scenario
from tests.oracle.typetable import load_tables

COUNT = int(os.environ.get("HUB_SCENARIOS", "200"))
FIRST_SEED = int(os.environ.get("HUB_SCENARIOS_FROM", "0"))


def _smallest(seed: int, doc: Doc, apart: Callable[[Doc], Difference | None]) -> str:
    return f"seed {seed}: {apart(doc)}\n{json.dumps(doc, indent=1)}"


def test_engine_decides_as_the_oracle_does() -> None:
    tables = load_tables(SCHEMAS)

    def apart(doc: Doc) -> Difference | None:
        return first_difference(answer(doc, tables), decide(doc))

    for seed in range(FIRST_SEED, FIRST_SEED + COUNT):
        doc = scenario(seed, tables)
        assert apart(doc) is None, _smallest(seed, minimise(doc, apart), apart)
