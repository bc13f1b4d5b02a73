"""The clients: they publish, amend and cancel, and send again what was not answered, under the same reference."""

import copy
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from hub.engines.state import ROOT
from tests.crash.world import ADVANCE_CARGO
from tests.driving import LINES, Answer, Machine, NoAnswer

SAMPLE = json.loads((Path(ROOT) / "exchange" / "catalogue" / "samples" / f"{ADVANCE_CARGO}.json").read_text())
_DONE = (HTTPStatus.OK, HTTPStatus.CREATED)
_CODES = ("630221", "630260", "630493", "610910", "330530")
_LARGEST_BULK = 40
# Of the requests that were never answered, those that are not even sent again.
_ABANDONED = 0.2


@dataclass(slots=True)
class Sent:
    """One notice: the contents that the hub has accepted, in order, and whether it was cancelled after them.

    ``unknown``: a request about it went unanswered; ``abandoned``: it was never sent again.
    """

    publisher: str
    reference: str
    versions: list[dict[str, Any]] = field(default_factory=list)
    number: str = ""
    cancelled: bool = False
    unknown: bool = False
    abandoned: bool = False


@dataclass(slots=True)
class Told:
    """How the hub answered: statuses, and what became of requests without an answer."""

    statuses: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0
    kept: int = 0
    not_kept: int = 0
    abandoned: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


class Client(threading.Thread):
    """One client with its own notices, its requests spread over the time of the run."""

    def __init__(self, machine: Machine, publisher: str, *, name: str, notices: int, chance: random.Random):
        super().__init__(name=name, daemon=True)
        self.machine = machine
        self.publisher = publisher
        self.chance = chance
        self.sent: list[Sent] = []
        self.told = Told()
        self.until = 0.0
        self._left = notices
        self._made = 0
        # Amendments and cancellations that wait for their turn: not before so many requests.
        self._planned: list[tuple[int, Sent, bool]] = []
        self._requests = 0

    def run(self) -> None:
        try:
            while self._left or self._planned:
                self._next()
                steps = self._left // 6 + len(self._planned) + 1
                rest = max(self.until - time.monotonic(), 0.0)
                time.sleep(min(rest / steps * self.chance.uniform(0.0, 2.0), 5.0))
        except Exception as failure:  # noqa: BLE001 - a client that stops is a fault of the run
            self.told.faults.append(f"{self.name} stopped: {type(failure).__name__}: {failure}")

    def publish_bulk(self, size: int) -> None:
        """So many new notices in one request."""
        several = [self._new() for _ in range(size)]
        lines = b"\n".join(json.dumps(self._draft(one, content)).encode() for one, content in several)
        answer = self._insist("notices/bulk", lines, several[0][0], kind=LINES)
        if answer is None:
            return
        for (one, content), line in zip(several, answer.body["lines"], strict=True):
            if line["verdict"] in ("accepted", "repeated"):
                self._accepted(one, content, line["receipt"])
            else:
                self.told.faults.append(f"{one.reference}: {line}")

    def _next(self) -> None:
        self._requests += 1
        due = [plan for plan in self._planned if plan[0] <= self._requests or not self._left]
        if due and (not self._left or self.chance.random() < 0.5):
            self._planned.remove(due[0])
            _, one, is_cancellation = due[0]
            self._cancel(one) if is_cancellation else self._amend(one)
        elif self._left and self.chance.random() < 0.15:
            self.publish_bulk(self._take(self.chance.randint(5, _LARGEST_BULK)))
        elif self._left:
            self._left -= 1
            self._publish()

    def _take(self, wanted: int) -> int:
        taken = min(wanted, self._left)
        self._left -= taken
        return taken

    def _publish(self) -> None:
        one, content = self._new()
        body = json.dumps(self._draft(one, content)).encode()
        answer = self._insist("notices", body, one, may_abandon=True)
        if answer is None:
            one.versions.append(content)
        elif answer.status in _DONE:
            self._accepted(one, content, answer.body)

    def _amend(self, one: Sent) -> None:
        content = self._changed(one.versions[-1])
        body = json.dumps({"replaces": len(one.versions), "content": content}).encode()
        answer = self._insist(f"notices/{one.number}/amendments", body, one)
        if answer is not None:
            self._check(one, answer.body["version"] == len(one.versions) + 1, answer)
            one.versions.append(content)

    def _cancel(self, one: Sent) -> None:
        body = json.dumps({"replaces": len(one.versions)}).encode()
        answer = self._insist(f"notices/{one.number}/cancellation", body, one)
        if answer is not None:
            self._check(one, answer.body["version"] == len(one.versions) + 1, answer)
            one.cancelled = True

    def _accepted(self, one: Sent, content: dict[str, Any], receipt: dict[str, Any]) -> None:
        one.versions.append(content)
        one.number = receipt["notice"]
        self._check(one, receipt["version"] == 1 and receipt["reference"] == one.reference, receipt)
        at = self._requests
        if self.chance.random() < 0.15:
            for _ in range(self.chance.randint(1, 3)):
                at += self.chance.randint(1, 8)
                self._planned.append((at, one, False))
        if self.chance.random() < 0.08:
            self._planned.append((at + self.chance.randint(1, 8), one, True))

    def _check(self, one: Sent, holds: bool, told: object) -> None:
        if not holds:
            self.told.faults.append(f"{one.reference}: answered {told}")

    def _insist(
        self, path: str, body: bytes, one: Sent, *, kind: str = "application/json", may_abandon: bool = False
    ) -> Answer | None:
        """Send until it is answered; None where that was given up on purpose, or refused."""
        unanswered = False
        while True:
            began = time.monotonic()
            try:
                answer = self.machine.call("POST", path, body, **{"Content-Type": kind})
                status = answer.status
            except NoAnswer:
                status = 0
            self.told.slowest = max(self.told.slowest, time.monotonic() - began)
            self.told.statuses[str(status or "none")] += 1
            if status in _DONE:
                self._count(answer, unanswered)
                return answer
            if status and status < HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.UNAUTHORIZED:
                self.told.faults.append(f"{one.reference}: {path} refused: {status} {answer.body}")
                return None
            unanswered = one.unknown = True
            if may_abandon and self.chance.random() < _ABANDONED:
                one.abandoned = True
                self.told.abandoned += 1
                return None
            time.sleep(self.chance.uniform(0.1, 1.0))

    def _count(self, answer: Answer, unanswered: bool) -> None:
        if unanswered:
            self.told.unanswered += 1
            first = answer.body["lines"][0]["verdict"] if "lines" in answer.body else answer.status
            if first in ("repeated", HTTPStatus.OK):
                self.told.kept += 1
            else:
                self.told.not_kept += 1

    def _new(self) -> tuple[Sent, dict[str, Any]]:
        self._made += 1
        one = Sent(self.publisher, f"{self.name}-{self._made:05d}")
        self.sent.append(one)
        content = copy.deepcopy(SAMPLE)
        content["ucr"] = f"6NL854120099-{one.reference}"
        content["destination_country"] = self.chance.choice(["NL", "US", "SG"])
        return one, self._changed(content)

    def _changed(self, content: dict[str, Any]) -> dict[str, Any]:
        changed = copy.deepcopy(content)
        for item in changed["items"]:
            item["description"] = f"Goods {self.chance.getrandbits(48):012x}"
            item["hs_code"] = self.chance.choice(_CODES)
        if self.chance.random() < 0.3:
            changed["destination_country"] = self.chance.choice(["NL", "US", "SG"])
        return changed

    @staticmethod
    def _draft(one: Sent, content: dict[str, Any]) -> dict[str, Any]:
        return {"type": ADVANCE_CARGO, "reference": one.reference, "content": content}
