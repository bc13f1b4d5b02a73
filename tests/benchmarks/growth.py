"""Rows 8, 9, 10 and 12: what more agreements, more recipients and more that is stored cost.

    python -m tests.benchmarks.growth [--rounds 5] [--agreements 10000] [--stored 1000000] [ROW ...]

Rows: agreements, fan-out, memory, stored. Two worlds in one database are measured in turns.
"""

import argparse
import statistics
import time
from typing import TYPE_CHECKING

from tests.benchmarks import engines
from tests.throwaway import Engines

if TYPE_CHECKING:
    from tests.benchmarks.rows import Bench

_FEW, _WIDE, _NARROW = 10, 20, 5
_RECIPIENTS_STORED = 3


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks.growth")
    arguments.add_argument("rows", nargs="*")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--agreements", type=int, default=10_000)
    arguments.add_argument("--stored", type=int, default=1_000_000)
    given = arguments.parse_args()
    growth = Growth(engines.start(), given)
    rows = {
        "agreements": growth.agreements,
        "fan-out": growth.fan_out,
        "memory": growth.memory,
        "stored": growth.stored,
    }
    for name in given.rows or rows:
        rows[name]()


class Growth:
    """The worlds that are compared."""

    def __init__(self, running: Engines, given: argparse.Namespace) -> None:
        self._engines = running
        self._given = given
        self._first: Bench | None = None
        self._many: Bench | None = None

    def agreements(self) -> None:
        """Row 8: the cost of a routed notice among very many agreements, over few."""
        few, many = self._bench(_FEW, _NARROW), self._among_many()
        pairs = [(many.route()["routed/s"], few.route()["routed/s"]) for _ in range(self._given.rounds)]
        _tell("row 8: cost among many agreements over few", [fast / slow for slow, fast in pairs])

    def fan_out(self) -> None:
        """Row 9: the time from accepting to all deliveries committed, at four times the recipients."""
        wide, narrow = self._bench(2 * _WIDE, _WIDE), self._bench(2 * _WIDE, _NARROW)
        measured = [(wide.whole(), narrow.whole()) for _ in range(self._given.rounds)]
        _tell("row 9: time at F = 20 over F = 5", [much / little for much, little in measured])
        pairs = [(wide.route()["routed/s"], narrow.route()["routed/s"]) for _ in range(self._given.rounds)]
        _tell("of it routing alone", [fast / slow for slow, fast in pairs])

    def memory(self) -> None:
        """Row 12: the memory of each process that has routed among very many agreements."""
        many = self._among_many()
        many.bulk()
        for name, root in many.programs().items():
            for process in [root, *root.children(recursive=True)]:
                held = process.memory_full_info()
                print(f"row 12: {name:12} {held.rss / 1e6:6.0f} MB, its own alone {held.uss / 1e6:6.0f} MB")
        many.alone()

    def stored(self) -> None:
        """Row 10: accepting and routing beside very much that is stored, over little; both over the baseline."""
        from tests.benchmarks import copying

        bench = self._bench(_FEW, _NARROW)
        before = self._inserting(bench)
        began = time.perf_counter()
        recipients = [one.id for one in bench.world.recipients[:_RECIPIENTS_STORED]]
        copying.notices(
            self._engines.superuser_url(),
            like=bench.a_version(),
            many=self._given.stored,
            recipients=recipients,
        )
        print(f"{self._given.stored} notices stored in {time.perf_counter() - began:.0f} s", flush=True)
        after = self._inserting(bench)
        print(f"row 10: insert rate with much stored over little: {after / before:.2f}")

    def _inserting(self, bench: "Bench") -> float:
        measured = []
        for _ in range(self._given.rounds):
            b100 = bench.b100()
            measured.append(1 / bench.whole() / b100)
        _tell("notices accepted and routed a second, over B100", measured)
        return statistics.median(measured)

    def _among_many(self) -> "Bench":
        if self._many is None:
            self._many = self._bench(self._given.agreements, _NARROW)
        return self._many

    def _bench(self, agreements: int, fan_out: int) -> "Bench":
        from tests.benchmarks.rows import Bench

        made = Bench(self._engines, agreements=agreements, fan_out=fan_out, beside=self._first)
        self._first = self._first or made
        return made


def _tell(what: str, values: list[float]) -> None:
    print(f"{what}: median {statistics.median(values):.2f} of {[round(v, 2) for v in values]}", flush=True)


if __name__ == "__main__":
    main()
