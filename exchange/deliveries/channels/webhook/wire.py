"""Sockets with one time limit for everything: connected to a checked address, pinned, over TLS."""

import contextlib
import http.client
import io
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from exchange.deliveries.channels.webhook import guard
from exchange.deliveries.channels.webhook.schedule import Outcome

LOOKUP_SECONDS = 5.0
IDLE_SECONDS = 20.0


class Failed(Exception):
    """The attempt ended without a status."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class TimedReader(io.RawIOBase):
    """Reads a socket until one point in time: a sender of single bytes gains no time by each of them."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self.deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        limit(self._sock, self.deadline)
        return self._sock.recv_into(buffer)

    def makefile(self, mode: str) -> io.BufferedReader:
        """What ``http.client`` asks of a socket in order to read an answer from it."""
        return io.BufferedReader(self)


@dataclass(slots=True)
class Connection:
    """An open connection and when it was last used."""

    sock: socket.socket
    used: float = field(default_factory=time.monotonic)

    def is_usable(self) -> bool:
        """Open, not idle for too long, and silent: whoever speaks unasked has closed or is confused."""
        if time.monotonic() - self.used > IDLE_SECONDS:
            return False
        self.sock.settimeout(0)
        try:
            self.sock.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.close()


def connect(target: guard.Target, *, ca_file: str, deadline: float) -> Connection:
    """Resolve, check, connect to the checked address, and agree on TLS for the host's name."""
    try:
        address = guard.resolve(target, seconds=min(LOOKUP_SECONDS, left(deadline)))
    except guard.Blocked as error:
        raise Failed(Outcome.BLOCKED) from error
    except guard.Unresolved as error:
        raise Failed(Outcome.UNRESOLVED) from error
    with network(closed=Outcome.UNREACHABLE, late=Outcome.UNREACHABLE):
        sock = socket.create_connection((address, target.port), left(deadline))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if not target.tls:
        return Connection(sock)
    try:
        with network(closed=Outcome.TLS):
            limit(sock, deadline)
            return Connection(_tls(ca_file).wrap_socket(sock, server_hostname=target.host))
    except Failed:
        sock.close()
        raise


@contextlib.contextmanager
def network(*, closed: Outcome, late: Outcome = Outcome.TIMEOUT) -> Iterator[None]:
    """Turn what a network does into an outcome: ``closed`` for a lost connection, ``late`` for lost time."""
    try:
        yield
    except TimeoutError as error:
        raise Failed(late) from error
    except OSError as error:
        raise Failed(closed) from error
    except (http.client.HTTPException, ValueError) as error:
        raise Failed(Outcome.GARBLED) from error


def left(deadline: float) -> float:
    """Seconds until the deadline; ``TimeoutError`` when there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def limit(sock: socket.socket, deadline: float) -> None:
    """Let the next call on the socket take no longer than is left."""
    sock.settimeout(left(deadline))


@lru_cache
def _tls(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        context.load_verify_locations(ca_file)
    return context
