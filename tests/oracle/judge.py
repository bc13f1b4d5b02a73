"""How many prepared scenarios tell the engine on the path from the oracle; run as a program by `run_mutants`."""

import json
import pickle
import sys
from pathlib import Path
from typing import Any

from tests.oracle.comparing import first_difference
from tests.oracle.production import decide


def judge(prepared: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, int]:
    """Scenarios answered differently, and among them those that made the engine fail."""
    caught = failed = 0
    for doc, expected in prepared:
        try:
            caught += first_difference(expected, decide(doc)) is not None
        except Exception:  # noqa: BLE001  # a mutant may break in any way
            failed += 1
    return {"caught": caught + failed, "failed": failed, "of": len(prepared)}


if __name__ == "__main__":
    print(json.dumps(judge(pickle.loads(Path(sys.argv[1]).read_bytes()))))  # noqa: S301, T201  # our own file
