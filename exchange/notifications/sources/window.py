"""For whom and over which time notifications are derived."""

from dataclasses import dataclass
from datetime import datetime

from accounts.callers import Caller


@dataclass(frozen=True, slots=True)
class Window:
    """What happened in ``(since, at]`` and concerns the caller's organisation. ``most``: of each kind of row."""

    caller: Caller
    since: datetime
    at: datetime
    most: int = 200

    def covers(self, moment: datetime) -> bool:
        return self.since < moment <= self.at
