"""The receiver of webhooks: keeps what it takes in; now and then it fails, or hangs up instead of answering."""

import base64
import hashlib
import hmac
import json
import random
import socket
import threading
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_FAILS = 0.05
_HANGS_UP = 0.05


@dataclass(frozen=True, slots=True)
class Call:
    """One message that was taken in."""

    id: str
    body: bytes
    event: dict[str, Any]
    signed_well: bool


class Receiver:
    """Listens until closed. ``calls`` holds what was taken in, in order, answered or not."""

    def __init__(self, seed: int) -> None:
        self.secret = ""
        self.calls: list[Call] = []
        self.failed = 0
        self.hung_up = 0
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, headers: dict[str, str], body: bytes) -> HTTPStatus | None:
        """Take a message in, or not; None: it hangs up."""
        call = Call(headers["webhook-id"], body, json.loads(body), self._is_signed_well(headers, body))
        with self._lock:
            dice = self._chance.random()
            if dice < _FAILS:
                self.failed += 1
                return HTTPStatus.INTERNAL_SERVER_ERROR
            self.calls.append(call)
            if dice < _FAILS + _HANGS_UP:
                self.hung_up += 1
                return None
        return HTTPStatus.OK

    def _is_signed_well(self, headers: dict[str, str], body: bytes) -> bool:
        """Standard Webhooks: HMAC-SHA256 over id, timestamp and body."""
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return expected in headers["webhook-signature"].split(" ")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The hub's worker was killed while it was being answered: what the run is about."""


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = receiver.take(headers, body)
            if status is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Silent: the report says it all."""

    return Handler
