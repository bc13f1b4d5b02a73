"""The speed targets, as ratios against the baseline in one run: ``make bench``.

    python -m tests.benchmarks [--rounds 5] [--agreements 1000] [ROW ...]

Rows: accept, route, feed, bulk, single, latency, beside. Every measurement is interleaved with the
baseline; the median of the rounds counts. Beside it stand ``pushing`` (row 4), ``growth`` (rows 8, 9, 10 and 12),
``worklist`` (row 11) and ``uploads`` (row 13), to be run in the same way.
"""

import argparse
import statistics
from collections.abc import Callable

from tests.benchmarks import engines


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    arguments.add_argument("rows", nargs="*")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--agreements", type=int, default=1000)
    arguments.add_argument("--fan-out", type=int, default=5)
    given = arguments.parse_args()
    running = engines.start()
    from tests.benchmarks.rows import Bench

    bench = Bench(running, agreements=given.agreements, fan_out=given.fan_out)
    rows: dict[str, Callable[[], dict[str, float]]] = bench.rows()
    try:
        for name in given.rows or rows:
            measured = [rows[name]() for _ in range(given.rounds)]
            for figure in measured[0]:
                values = [one[figure] for one in measured]
                median = statistics.median(values)
                print(
                    f"{name:8} {figure:40} median {median:10.3f}  of {[round(v, 3) for v in values]}",
                    flush=True,
                )
    finally:
        bench.close()


if __name__ == "__main__":
    main()
