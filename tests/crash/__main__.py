"""kill -9 of everything at random, for minutes, and nothing accepted may be lost, leaked or doubled: ``make crash``.

    python -m tests.crash [--minutes 5] [--notices 2000] [--clients 4] [--kills 50] [--seed N]
    python -m tests.crash --without-sweeper    must fail: it shows that the sweep is what brings lost work back

Exit code 0: everything is as it must be (without sweeper: the run failed as it must); 1: it is not.
"""

import argparse
import sys
import time

from tests.crash import report
from tests.crash.run import Options, run


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.crash")
    arguments.add_argument("--minutes", type=float, default=5.0, help="of killing, at least")
    arguments.add_argument("--notices", type=int, default=2000)
    arguments.add_argument("--clients", type=int, default=4)
    arguments.add_argument(
        "--kills", type=int, default=None, help="with work in flight, at least (10 a minute)"
    )
    arguments.add_argument("--seed", type=int, default=int(time.time()), help="of everything that is random")
    arguments.add_argument("--without-sweeper", action="store_true", help="this run must fail")
    arguments.add_argument("--keep", action="store_true", help="keep the hub's folder, to look at afterwards")
    given = arguments.parse_args()
    options = Options(
        minutes=given.minutes,
        notices=given.notices,
        clients=given.clients,
        kills=int(given.minutes * 10) if given.kills is None else given.kills,
        seed=given.seed,
        sweeper=not given.without_sweeper,
        keep=given.keep,
    )
    print(f"seed {options.seed}, {options.minutes} minutes, {options.notices} notices", flush=True)
    result = run(options)
    print(report.text(result))
    failures = report.failures(result)
    if options.sweeper:
        print("PASSED" if not failures else f"FAILED: {'; '.join(failures)}")
        return bool(failures)
    if result.quiet and not result.findings.lost:
        print("NOT AS IT MUST: without sweeper nothing was lost or left lying")
        return 1
    print(f"failed as it must: {'; '.join(failures)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
