"""The contract of the API, tried at length: ``python -m tests.contract --cases 50``.

Prints, per operation, how many requests were answered 2xx, 4xx and 5xx, and how many answers broke the OpenAPI
document; then each fault. Ends with 1 when there is any.
"""

import argparse
import logging
import os
import secrets
import sys

import django
from django.test.utils import setup_test_environment

from tests import throwaway


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.contract")
    arguments.add_argument("--cases", type=int, default=20, help="generated cases per operation and phase")
    arguments.add_argument("--seed", type=int, default=secrets.randbelow(2**32), help="of an earlier run")
    given = arguments.parse_args()
    engines = throwaway.start()
    for name in [name for name in os.environ if name.startswith("HUB_")]:
        del os.environ[name]
    os.environ.update(engines.environment())
    os.environ["DJANGO_SETTINGS_MODULE"] = "hub.settings"
    django.setup()
    setup_test_environment()
    logging.disable(logging.WARNING)
    from tests.contract import world
    from tests.contract.running import ROLES, Contract

    contract = Contract(world.build(), seed=given.seed)
    contract.carry_out()
    contract.generate(
        cases=given.cases,
        phases=("examples", "coverage", "fuzzing"),
        others=max(1, given.cases // 4),
        strangers=len(ROLES) - 1,
    )
    contract.follow(cases=given.cases)
    faults = list(contract.tally.faults())
    verdict = f"{len(faults)} faults (--cases {given.cases} --seed {given.seed})"
    sys.stdout.write("\n".join([contract.tally.table(), "", verdict, *faults, ""]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
