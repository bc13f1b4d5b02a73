"""Many clients in one lean process, since they share the machine with what is measured: one thread, bare sockets.

    python -m tests.benchmarks.clients PORT PATH MEDIA-TYPE TOKEN < one body a line for each request

Each client keeps its connection and sends its next request when the last one was answered. Prints when it began, by
the clock that all processes share, and the CPU seconds that it took.
"""

import selectors
import socket
import subprocess
import sys
import time
from collections import deque

from hub.engines.state import ROOT

_CLIENTS = 16
_GOOD = (b"200", b"201")


class Client:
    """One connection, with at most one request under way."""

    def __init__(self, port: int, head: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = head
        self._answer = b""

    def send(self, body: bytes) -> None:
        self._answer = b""
        self.socket.sendall(b"%sContent-Length: %d\r\n\r\n%s" % (self._head, len(body), body))

    def is_answered(self) -> bool:
        """Take in what has come; whether that is the whole answer, which must be a good one."""
        came = self.socket.recv(65536)
        self._answer += came
        head, end, body = self._answer.partition(b"\r\n\r\n")
        if not came or (end and self._answer[9:12] not in _GOOD):
            raise RuntimeError(self._answer[:500])
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return bool(end) and len(body) >= int(length)


def send(port: int, *, path: str, kind: str, token: str, bodies: list[bytes]) -> tuple[float, float]:
    """Have all of it sent by a process of its own; answer when that began and the CPU seconds that it took."""
    command = [sys.executable, "-m", "tests.benchmarks.clients", str(port), path, kind, token]
    done = subprocess.run(command, input=b"\n".join(bodies), stdout=subprocess.PIPE, cwd=ROOT, check=True)
    began, cpu = done.stdout.split()
    return float(began), float(cpu)


def _run(port: int, head: bytes, bodies: deque[bytes]) -> None:
    ready = selectors.DefaultSelector()
    clients = [Client(port, head) for _ in range(min(_CLIENTS, len(bodies)))]
    for client in clients:
        ready.register(client.socket, selectors.EVENT_READ, client)
        client.send(bodies.popleft())
    busy = len(clients)
    while busy:
        for key, _ in ready.select():
            client = key.data
            if client.is_answered():
                if bodies:
                    client.send(bodies.popleft())
                else:
                    busy -= 1


def main() -> None:
    port, path, kind, token = sys.argv[1:]
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: {kind}\r\n"
    )
    bodies = deque(sys.stdin.buffer.read().split(b"\n"))
    began, before = time.perf_counter(), time.process_time()
    _run(int(port), head.encode(), bodies)
    sys.stdout.write(f"{began} {time.process_time() - before}\n")


if __name__ == "__main__":
    main()
