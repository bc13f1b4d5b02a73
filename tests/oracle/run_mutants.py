"""`python -m tests.oracle.run_mutants`: each seeded mutant of the engine must be caught by the scenarios.

A mutant is a replacement in one source file, made in a copy of the package; the judge runs there as a program of its
own, against answers that the oracle has given beforehand.
"""

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.oracle.mutants import MUTANTS, Mutant
from tests.oracle.oracle import answer
from tests.oracle.scenarios import SCHEMAS, scenario
from tests.oracle.typetable import load_tables

ROOT = Path(__file__).parents[2]


def prepare(count: int, folder: Path) -> Path:
    """The scenarios with the oracle's answers, in a file."""
    tables = load_tables(SCHEMAS)
    docs = [scenario(seed, tables) for seed in range(count)]
    path = folder / "prepared"
    path.write_bytes(pickle.dumps([(doc, answer(doc, tables)) for doc in docs]))
    return path


def mutated_copy(mutant: Mutant | None, folder: Path) -> Path:
    """A tree in which all is as it is but for the mutated file."""
    copy = Path(tempfile.mkdtemp(dir=folder))
    file = Path(mutant.file if mutant is not None else "exchange/routing/rules.py")
    for package in reversed(file.parents):
        (copy / package).mkdir(exist_ok=True)
        for entry in (ROOT / package).iterdir():
            on_the_way = package / entry.name in (file, *file.parents)
            if not on_the_way and not entry.name.startswith("."):
                (copy / package / entry.name).symlink_to(entry)
    source = (ROOT / file).read_text(encoding="utf-8")
    if mutant is not None:
        if source.count(mutant.old) != 1:
            raise ValueError(f"{mutant.name}: the text to replace stands {source.count(mutant.old)} times")
        source = source.replace(mutant.old, mutant.new)
    (copy / file).write_text(source, encoding="utf-8")
    return copy


def judged(mutant: Mutant | None, prepared: Path, folder: Path) -> dict[str, int]:
    """What the judge says of this mutant, or of the engine as it is."""
    environment = {
        **os.environ,
        "PYTHONPATH": "",
        "PYTHONDONTWRITEBYTECODE": "1",
        # The engine asks for no setting; the sentences of its refusals ask whether they are translated.
        "DJANGO_SETTINGS_MODULE": "django.conf.global_settings",
    }
    command = [sys.executable, "-m", "tests.oracle.judge", str(prepared)]
    cwd = mutated_copy(mutant, folder)
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    verdict: dict[str, int] = json.loads(done.stdout)
    return verdict


def main() -> int:
    """Report every mutant; the exit code counts those that nobody caught."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--scenarios", type=int, default=2000)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    survivors = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepared = prepare(asked.scenarios, folder)
        print("engine as it is", judged(None, prepared, folder))  # noqa: T201
        for mutant in MUTANTS:
            if asked.only in mutant.name:
                verdict = judged(mutant, prepared, folder)
                survivors += verdict["caught"] == 0
                mark = "caught" if verdict["caught"] else "SURVIVED"
                print(f"{mark:9} by {verdict['caught']:4} of {verdict['of']}  {mutant.name}")  # noqa: T201
    return survivors


if __name__ == "__main__":
    sys.exit(main())
