"""One upload of many rows, from the file to the last notice routed, on the real web server and workers.

    python -m tests.benchmarks.uploads [--rows 100000] [--fan-out 1] [--mode good]

One row is one notice of some 800 bytes. Told are the seconds of each stage, and the most memory of each worker.
"""

import argparse
import json
import threading
import time
from typing import Any

import psutil

from tests.benchmarks import engines

_PAUSE = 0.25
_MARKS = "NZR 1-320 " + "MARKS AND NUMBERS " * 25
_MORE = {
    "Consignor: Street": "Binhai Road 88, Building 4, Third floor, Export Processing Zone East",
    "Consignor: City": "Ningbo",
    "Consignor: Country": "CN",
    "Consignee: Street": "Kanaalweg 4, Unit 12, Business Park Lage Weide Noord",
    "Consignee: City": "Utrecht",
    "Consignee: Country": "NL",
    "Place of loading: UN/LOCODE": "CNNGB",
    "Place of discharge: UN/LOCODE": "NLRTM",
    "Shipping marks": _MARKS,
}


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks.uploads")
    arguments.add_argument("--rows", type=int, default=100_000)
    arguments.add_argument("--fan-out", type=int, default=1)
    arguments.add_argument("--mode", choices=("all", "good"), default="good")
    given = arguments.parse_args()
    engines.start()
    measure(rows=given.rows, fan_out=given.fan_out, mode=given.mode)


def measure(*, rows: int, fan_out: int, mode: str) -> None:
    """Upload, wait, confirm, wait, and print how long each took."""
    from tests.benchmarks import world as worlds
    from tests.benchmarks.stack import Stack
    from tests.factories import accounts
    from tests.factories.uploads import as_csv, row

    world = worlds.build(fan_out=fan_out, others=20)
    token = accounts.token(world.publisher, "notices:publish", "notices:read")
    data = as_csv({**row(reference=f"BENCH-{n:06}"), **_MORE} for n in range(rows))
    stack = Stack()
    memory = Memory()
    try:
        ask = Asking(stack, token)
        moments = [time.perf_counter()]
        upload = ask("POST", "/api/v1/uploads?name=bench.csv", data, "text/csv")
        here = f"/api/v1/uploads/{upload['id']}"
        moments.append(time.perf_counter())
        checked = ask.until(here, "received", "checking")
        moments.append(time.perf_counter())
        assert checked["counts"]["good"] == rows, checked
        ask("POST", f"{here}/confirmation", json.dumps({"mode": mode}).encode(), "application/json")
        ask.until(here, "publishing")
        moments.append(time.perf_counter())
        while _routed() < rows:
            time.sleep(_PAUSE)
        moments.append(time.perf_counter())
        stages = zip(("sent", "checked", "published", "routed"), moments, moments[1:], strict=False)
        told = ", ".join(f"{name} {end - begin:.1f} s" for name, begin, end in stages)
        print(f"{rows} rows of {len(data) // rows} bytes, {fan_out} recipients: {told}; in all"
              f" {moments[-1] - moments[0]:.1f} s; at most {memory.peak():.0f} MB in one process")  # fmt: skip
    finally:
        memory.stop()
        stack.close()


class Asking:
    """The API, as the publisher's machine."""

    def __init__(self, stack: Any, token: str) -> None:
        self._stack = stack
        self._headers = {"Authorization": f"Bearer {token}"}

    def __call__(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Any:
        connection = self._stack.connection()
        connection.request(method, path, body, {**self._headers, **({"Content-Type": kind} if kind else {})})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{answer.status}: {content[:500]!r}")
        return json.loads(content)

    def until(self, path: str, *while_in: str) -> Any:
        """What is there once it is in none of these states any more."""
        while (found := self("GET", path))["state"] in while_in:
            time.sleep(_PAUSE)
        return found


class Memory:
    """The most that any of our child processes has held, looked at from time to time."""

    def __init__(self) -> None:
        self._peak = 0.0
        self._over = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def peak(self) -> float:
        return self._peak

    def stop(self) -> None:
        self._over.set()

    def _look(self) -> None:
        while not self._over.wait(_PAUSE):
            for process in psutil.Process().children(recursive=True):
                try:
                    if "python" in process.name():
                        self._peak = max(self._peak, process.memory_info().rss / 1e6)
                except psutil.Error:
                    continue


def _routed() -> int:
    from accounts import acting
    from exchange.notices.models import RoutingWork

    with acting.as_pipeline():
        return RoutingWork.objects.filter(state=RoutingWork.State.ROUTED).count()


if __name__ == "__main__":
    main()
