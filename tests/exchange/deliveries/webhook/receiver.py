"""A webhook receiver that misbehaves on demand, on this machine, with or without TLS."""

import contextlib
import datetime
import ipaddress
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Call:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict:
        return json.loads(self.body)


Behaviour = Callable[[socket.socket, Call], None]


def status(code: int, *headers: str, body: bytes = b"") -> Behaviour:
    def answer(sock: socket.socket, call: Call) -> None:
        head = [f"HTTP/1.1 {code} X", f"Content-Length: {len(body)}", *headers]
        sock.sendall("\r\n".join([*head, "", ""]).encode() + body)

    return answer


def _hang(sock: socket.socket, call: Call) -> None:
    with contextlib.suppress(OSError):
        sock.recv(1)
    raise ConnectionAbortedError


def _drop(sock: socket.socket, call: Call) -> None:
    raise ConnectionAbortedError


def _reset(sock: socket.socket, call: Call) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ConnectionAbortedError


def _garbage(sock: socket.socket, call: Call) -> None:
    sock.sendall(b"\x00\xffnot http at all\r\n\r\n")
    raise ConnectionAbortedError


def _long_head(sock: socket.socket, call: Call) -> None:
    with contextlib.suppress(OSError):
        sock.sendall(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000)
    raise ConnectionAbortedError


def _truncated(sock: socket.socket, call: Call) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
    raise ConnectionAbortedError


def _drip_head(sock: socket.socket, call: Call) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 100_000:
        sock.sendall(bytes([byte]))
        time.sleep(0.05)


def _drip_body(sock: socket.socket, call: Call) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(100_000):
        sock.sendall(b"a")
        time.sleep(0.05)


def _big(sock: socket.socket, call: Call) -> None:
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
    for _ in range(1000):
        sock.sendall(b"a" * 1_000_000)


MODES: dict[str, Behaviour] = {
    "ok": status(200),
    "no content": status(204),
    "gone": status(410),
    "busy": status(429, "Retry-After: 3"),
    "error": status(500),
    "redirect": status(302, "Location: https://127.0.0.1:1/"),
    "hang": _hang,
    "drop": _drop,
    "reset": _reset,
    "garbage": _garbage,
    "long head": _long_head,
    "truncated": _truncated,
    "drip head": _drip_head,
    "drip body": _drip_body,
    "big": _big,
}


class Receiver:
    """Listens until closed. ``behave`` decides how each call is answered; ``calls`` holds what arrived."""

    def __init__(self, behave: str | Behaviour = "ok", *, tls: ssl.SSLContext | None = None) -> None:
        self.behave: Behaviour = MODES[behave] if isinstance(behave, str) else behave
        self.calls: list[Call] = []
        self.bytes_seen = 0
        self.connections = 0
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/hook"

    def close(self) -> None:
        # Closing alone would leave the thread that waits in accept() listening.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            sock = self._tls.wrap_socket(sock, server_side=True) if self._tls else sock
            reader = sock.makefile("rb")
            while call := self._read(reader):
                self.calls.append(call)
                self.behave(sock, call)
        with contextlib.suppress(OSError):
            sock.close()

    def _read(self, reader) -> Call | None:
        line = reader.readline()
        self.bytes_seen += len(line)
        if not line:
            return None
        headers = {}
        while (field_line := reader.readline().strip()) != b"":
            name, _, value = field_line.decode().partition(":")
            headers[name.strip().lower()] = value.strip()
        return Call(line.decode().split(" ")[1], headers, reader.read(int(headers.get("content-length", 0))))


@contextlib.contextmanager
def receiving(behave: str | Behaviour = "ok", *, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver(behave, tls=tls)
    try:
        yield receiver
    finally:
        receiver.close()


class Certificates:
    """A certificate authority of our own, and what it signed for whom and until when."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Receivers' authority")])
        authority = self._build(self._name, self._key, days=10, ca=True)
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))

    def server(self, *, name: str = "127.0.0.1", days: int = 5, self_signed: bool = False) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._build(subject, key, days=days, host=name, self_signed=self_signed)
        file = self._folder / f"{name}-{days}-{self_signed}.pem"
        file.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _build(self, subject, key, *, days: int, host: str = "", ca: bool = False, self_signed: bool = False):
        now = datetime.datetime.now(datetime.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if self_signed else self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=20))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if ca:
            usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
            builder = builder.add_extension(usage, critical=True)
        if host:
            try:
                names = [x509.IPAddress(ipaddress.ip_address(host))]
            except ValueError:
                names = [x509.DNSName(host)]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        builder = builder.add_extension(identifier, critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(
            key.public_key() if self_signed else self._key.public_key()
        )
        builder = builder.add_extension(issuer, critical=False)
        return builder.sign(key if self_signed else self._key, hashes.SHA256())
