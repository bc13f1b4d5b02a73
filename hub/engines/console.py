"""The supervisor's voice: each child's lines under its name. A closed terminal stops nothing."""

import os
import sys
import threading
from typing import IO


class Console:
    """Writes whole lines from several threads, and goes quiet when nobody listens any more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def say(self, text: str, *, who: str = "hub") -> None:
        """One line, or several."""
        self.show("".join(f"{who:<11} | {line}\n" for line in text.splitlines()))

    def show(self, text: str) -> None:
        """Text as it stands, to be copied and pasted."""
        with self._lock:
            try:
                sys.stdout.write(text)
                sys.stdout.flush()
            except (OSError, ValueError):
                # From here on everything goes nowhere, also what Python flushes at its end.
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def follow(self, stream: IO[bytes], who: str) -> None:
        """Repeat a child's lines until it ends."""
        threading.Thread(target=self._repeat, args=(stream, who), daemon=True).start()

    def _repeat(self, stream: IO[bytes], who: str) -> None:
        with stream:
            for line in stream:
                self.say(line.decode(errors="replace"), who=who)
