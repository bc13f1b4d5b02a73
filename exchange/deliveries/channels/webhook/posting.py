"""One POST to one endpoint, within one time limit for everything; the answer is read as far as it matters."""

import http.client
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from accounts.errors import Invalid
from exchange.deliveries.channels.webhook import guard, wire
from exchange.deliveries.channels.webhook.schedule import Outcome, outcome_of, read_retry_after

ATTEMPT_SECONDS = 20.0
# Past this age a decision to send is not acted on: an agreement may have ended meanwhile.
FRESH_SECONDS = 1.0
# An idle connection may have been closed by the other side just before it was used again.
_STALE_SECONDS = 1.0
_BODY_SECONDS = 1.0
_BODY_BYTES = 64 * 1024
_MOST_IDLE = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """How one attempt ended. ``status`` is ``None`` when none arrived; ``retry_after`` is in seconds."""

    outcome: Outcome
    seconds: float
    status: int | None = None
    retry_after: float | None = None


class Poster:
    """Posts, and keeps connections open for the next message to the same place. For use from many threads."""

    def __init__(self, policy: guard.Policy, *, attempt_seconds: float = ATTEMPT_SECONDS) -> None:
        self._policy = policy
        self._attempt_seconds = attempt_seconds
        self._idle: dict[guard.Target, list[wire.Connection]] = defaultdict(list)
        self._lock = threading.Lock()

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes, decided: float) -> Answer:
        """Send once and say how it went; whatever the other side does is an outcome, not an error.

        ``decided`` is when (by ``time.monotonic``) sending was found to be lawful.
        """
        began = time.monotonic()
        deadline = began + self._attempt_seconds
        try:
            target = guard.parse(url, self._policy)
            response = self._send(target, _head(target, headers, body) + body, decided, deadline)
        except Invalid:
            return Answer(Outcome.BLOCKED, time.monotonic() - began)
        except wire.Failed as failed:
            return Answer(failed.outcome, time.monotonic() - began)
        except TimeoutError:
            return Answer(Outcome.TIMEOUT, time.monotonic() - began)
        retry_after = read_retry_after(response.getheader("Retry-After"), now=datetime.now(UTC))
        outcome = outcome_of(response.status, retry_after=retry_after)
        return Answer(outcome, time.monotonic() - began, response.status, retry_after)

    def close(self) -> None:
        """Close what is kept open."""
        with self._lock:
            for connections in self._idle.values():
                for connection in connections:
                    connection.close()
            self._idle.clear()

    def _send(
        self, target: guard.Target, request: bytes, decided: float, deadline: float
    ) -> http.client.HTTPResponse:
        connection = self._take(target)
        if connection is not None:
            idle = time.monotonic() - connection.used
            try:
                return self._exchange(target, connection, request, deadline)
            except wire.Failed as failed:
                if failed.outcome is not Outcome.DROPPED or idle < _STALE_SECONDS:
                    raise
        connection = wire.connect(target, ca_file=self._policy.ca_file, deadline=deadline)
        if time.monotonic() - decided > FRESH_SECONDS:
            self._keep(target, connection)
            raise wire.Failed(Outcome.SLOW)
        return self._exchange(target, connection, request, deadline)

    def _exchange(
        self, target: guard.Target, connection: wire.Connection, request: bytes, deadline: float
    ) -> http.client.HTTPResponse:
        again = False
        try:
            with wire.network(closed=Outcome.DROPPED):
                wire.limit(connection.sock, deadline)
                connection.sock.sendall(request)
                reader = wire.TimedReader(connection.sock, deadline)
                response = http.client.HTTPResponse(reader, method="POST")  # type: ignore[arg-type]
                response.begin()
            # The status is the receiver's word; the body serves only to leave the connection clean.
            reader.deadline = min(deadline, time.monotonic() + _BODY_SECONDS)
            again = _drain(response)
            return response
        finally:
            if again:
                self._keep(target, connection)
            else:
                connection.close()

    def _take(self, target: guard.Target) -> wire.Connection | None:
        with self._lock:
            idle = self._idle[target]
            while idle:
                connection = idle.pop()
                if connection.is_usable():
                    return connection
                connection.close()
        return None

    def _keep(self, target: guard.Target, connection: wire.Connection) -> None:
        connection.used = time.monotonic()
        with self._lock:
            if len(self._idle[target]) < _MOST_IDLE:
                self._idle[target].append(connection)
                return
        connection.close()


def _head(target: guard.Target, headers: Mapping[str, str], body: bytes) -> bytes:
    fields = {
        "Host": target.host_header,
        "User-Agent": "hub-webhook/1",
        "Accept": "*/*",
        "Content-Length": str(len(body)),
        **headers,
    }
    lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode("ascii")


def _drain(response: http.client.HTTPResponse) -> bool:
    """Read what little an answer should hold; whether the connection can be used again."""
    left = _BODY_BYTES
    try:
        while left > 0 and (piece := response.read(min(left, 16 * 1024))):
            left -= len(piece)
    except (OSError, http.client.HTTPException, ValueError):
        return False
    return left > 0 and response.isclosed() and not response.will_close
