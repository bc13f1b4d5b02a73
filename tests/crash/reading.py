"""The recipients: readers of feed and inbox that keep a cursor and go on whatever happens to the hub."""

import random
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from tests.driving import Machine, NoAnswer

_AGAIN = "being-routed"
_CONTENT = ("content", "follow_up")


@dataclass(slots=True)
class Log:
    """What one reader was answered: each item at the position at which it came, and what was wrong with it."""

    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unanswered: int = 0


class Reader(threading.Thread):
    """Reads until it is told that all is over, and then to the end."""

    def __init__(self, machine: Machine, *, name: str, chance: random.Random) -> None:
        super().__init__(name=name, daemon=True)
        self.machine = machine
        self.chance = chance
        self.log = Log()
        self.over = threading.Event()
        self.cursor = 0

    def run(self) -> None:
        while True:
            last = self.over.is_set()
            try:
                more = self.step()
            except NoAnswer:
                self.log.unanswered += 1
                time.sleep(0.3)
                continue
            except Exception as failure:  # noqa: BLE001 - a reader that stops is a fault of the run
                self.log.faults.append(f"{self.name} stopped: {type(failure).__name__}: {failure}")
                return
            if last and not more:
                return
            if not more:
                time.sleep(self.chance.uniform(0.05, 0.4))

    def step(self) -> bool:
        """Read some; whether there may be more to read at once."""
        raise NotImplementedError

    def ask(self, method: str, path: str) -> Any:
        """One call. A hub that is not well yet has not answered."""
        answer = self.machine.call(method, path)
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status == HTTPStatus.UNAUTHORIZED:
            raise NoAnswer(f"{answer.status}")
        if answer.status != HTTPStatus.OK:
            self.log.faults.append(f"{self.name}: {path} answered {answer.status} {answer.body}")
        return answer.body

    def take(self, item: dict[str, Any]) -> None:
        """Keep an item that stands at a position not read before."""
        position = item["position"]
        if position != self.cursor + 1:
            self.log.skipped.append(f"{self.name}: {position} after {self.cursor}")
        if position in self.log.items:
            self.log.doubled.append(f"{self.name}: {position}")
        self.log.items[position] = item
        self.cursor = max(self.cursor, position)


class FeedReader(Reader):
    """Pulls the feed; the answered cursor is the one to go on from."""

    def step(self) -> bool:
        page = self.ask("GET", f"feed?cursor={self.cursor}&limit={self.chance.randint(1, 100)}")
        for item in page["items"]:
            self.take(item)
        if page["cursor"] != self.cursor:
            self.log.faults.append(f"{self.name}: cursor {page['cursor']} after position {self.cursor}")
        return bool(page["more"])


class InboxReader(Reader):
    """Lists the newest down to what it knows, opens each and acknowledges what it could see."""

    def __init__(self, machine: Machine, *, name: str, chance: random.Random) -> None:
        super().__init__(machine, name=name, chance=chance)
        self._to_open: list[dict[str, Any]] = []

    def step(self) -> bool:
        self._list()
        waiting, self._to_open = self._to_open, []
        while waiting:
            try:
                self._open(waiting[0])
            except NoAnswer:
                self._to_open += waiting
                raise
            waiting.pop(0)
        return bool(self._to_open)

    def _list(self) -> None:
        found: list[dict[str, Any]] = []
        path: str | None = "inbox?limit=20"
        while path:
            page = self.ask("GET", path)
            found += [item for item in page["items"] if item["position"] > self.cursor]
            known = not page["items"] or page["items"][-1]["position"] <= self.cursor + 1
            path = None if known or not page["next"] else page["next"].removeprefix("/api/v1/")
        # What came in while the pages were turned stands before them, and is listed next time.
        for item in sorted(found, key=lambda one: one["position"]):
            self.take(item)
            self._to_open.append(item)

    def _open(self, item: dict[str, Any]) -> None:
        opened = self.ask("GET", f"inbox/{item['delivery']}")
        if opened["reason"] == _AGAIN:
            self._to_open.append(item)
            return
        self.log.items[item["position"]] = opened
        if not opened["reason"] and opened["kind"] in _CONTENT and self.chance.random() < 0.5:
            self.ask("POST", f"inbox/{item['delivery']}/acknowledgement")
