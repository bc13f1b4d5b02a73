"""The run over the seeded faults works: the engine as it is agrees with the oracle, and a fault is caught."""

from pathlib import Path

from tests.oracle.mutants import MUTANTS
from tests.oracle.run_mutants import ROOT, judged, prepare


def test_a_fault_is_told_from_the_engine_as_it_is(tmp_path: Path) -> None:
    prepared = prepare(30, tmp_path)
    assert judged(None, prepared, tmp_path) == {"caught": 0, "failed": 0, "of": 30}

    (fault,) = [one for one in MUTANTS if one.name == "8 nothing need be visible"]
    assert judged(fault, prepared, tmp_path)["caught"]


def test_each_fault_names_a_text_that_stands_once_in_the_engine() -> None:
    texts = {file: (ROOT / file).read_text() for file in {one.file for one in MUTANTS}}
    assert [one.name for one in MUTANTS if texts[one.file].count(one.old) != 1] == []
