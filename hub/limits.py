"""How much one caller may ask for: a window per caller and kind of work, counted in this process's memory.

Nothing on a request path waits for another server, so the counts are each web process's own: with n
processes a caller gets between one and n times the stated share.
"""

import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse

from accounts.errors import TooManyRequests

WINDOW_SECONDS = 60
_MOST_KEYS = 50_000


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left of a caller's share: of which policy, how much, and for how many seconds."""

    policy: str
    quota: int
    remaining: int
    reset: int

    def write(self, response: HttpResponse) -> None:
        """The RateLimit header fields (draft-ietf-httpapi-ratelimit-headers, still a draft)."""
        response["RateLimit-Policy"] = f'"{self.policy}";q={self.quota};w={WINDOW_SECONDS}'
        response["RateLimit"] = f'"{self.policy}";r={self.remaining};t={self.reset}'


class Windows:
    """Fixed windows by key. A window that has passed is forgotten when its key or the memory is needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str], tuple[int, int]] = {}

    def take(self, policy: str, key: str, *, cost: int = 1) -> Standing:
        """Count ``cost`` against the key's share and say what is left; 429 when nothing is."""
        quota = settings.HUB_RATE_LIMITS[policy]
        now = time.monotonic()
        window = int(now // WINDOW_SECONDS)
        reset = int((window + 1) * WINDOW_SECONDS - now) + 1
        with self._lock:
            since, used = self._counts.get((policy, key), (window, 0))
            used = cost if since != window else used + cost
            if len(self._counts) >= _MOST_KEYS:
                self._counts = {k: v for k, v in self._counts.items() if v[0] == window}
            self._counts[(policy, key)] = (window, used)
        if used > quota:
            raise TooManyRequests(
                "too-many-requests",
                f"At most {quota} a minute; wait {reset} s.",
                retry_after=reset,
                policy=policy,
            )
        return Standing(policy, quota, quota - used, reset)

    def clear(self) -> None:
        """Forget everything (for tests)."""
        with self._lock:
            self._counts.clear()


WINDOWS = Windows()
