"""Where a webhook may go: public addresses over TLS, and nowhere else (server-side request forgery, CWE-918).

A subscriber names an address and the hub calls it from inside its own network: so the name is resolved
once, every address it has must be public, and the connection goes to the address that was checked.
"""

import ipaddress
import re
import socket
import threading
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from accounts.errors import Fault, Invalid
from accounts.sentences import Sentence

LONGEST_URL = 2000
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Beside what ``is_global`` says: ranges that older tables miss, that wrap an IPv4 address, or where a cloud
# provider answers its own machines (168.63.129.16). IANA special-purpose registries, RFC 6890 and successors.
_NEVER = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
            "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        ),
    )
)  # fmt: skip
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
# A last label that some resolvers read as a number: 2130706433, 0x7f000001, 0177.0.0.1 are all 127.0.0.1.
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)\Z")
_PRIVATE_SUFFIXES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa")


class Blocked(Exception):
    """The address may not be called. What it is, or whether anything answers there, is not said."""


class Unresolved(Exception):
    """The name has no address now."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator lets through; ``allow``: exact (host, port) pairs, for receivers on this machine."""

    allow: frozenset[tuple[str, int]] = frozenset()
    ports: frozenset[int] = frozenset({443, 8443})
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A parsed webhook address."""

    host: str
    port: int
    path: str
    tls: bool
    allowed: bool = field(default=False)

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"


def read_allow(entries: list[str]) -> frozenset[tuple[str, int]]:
    """Read ``host:port`` entries; ``ValueError`` for anything else."""
    pairs = set()
    for entry in entries:
        host, colon, port = entry.strip().rpartition(":")
        if not colon or not host or "*" in host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError(f"not a host:port pair: {entry!r}")
        pairs.add((host.strip("[]").lower(), int(port)))
    return frozenset(pairs)


def parse(url: str, policy: Policy) -> Target:
    """The address as a target, when its form is one that may be called; nothing is looked up."""
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or any(c in url for c in " \\"):
        raise _invalid("bad-url", "Write a plain URL of at most 2000 ASCII characters; names in punycode.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _invalid("bad-url", "This is not a URL.") from error
    host = (parts.hostname or "").lower()
    if "@" in parts.netloc or parts.fragment or "#" in url:
        raise _invalid("bad-url", "Leave out user names and fragments.")
    if port is None:
        port = {"https": 443, "http": 80}.get(parts.scheme, 0)
    allowed = (host, port) in policy.allow
    if parts.scheme != "https" and not (allowed and parts.scheme == "http"):
        raise _invalid("not-https", "The URL must begin with https://.")
    if not allowed:
        _check_host(host)
        if port not in policy.ports:
            raise _invalid(
                "bad-port",
                Sentence("Use one of the ports %(ports)s.", ports=", ".join(map(str, sorted(policy.ports)))),
            )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port, path, parts.scheme == "https", allowed)


def _check_host(host: str) -> None:
    literal = _literal(host)
    if literal is not None:
        if not is_public(literal):
            raise _not_public()
        return
    labels = host.split(".")
    if _NUMERIC.match(labels[-1]) or len(host) > 253 or not all(map(_LABEL.match, labels)):
        raise _invalid("bad-host", "Name the host by its full domain name.")
    if len(labels) < 2 or any(host == s or host.endswith("." + s) for s in _PRIVATE_SUFFIXES):
        raise _not_public()


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could be called at this address."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(address.version == network.version and address in network for network in _NEVER)


def resolve(target: Target, *, seconds: float) -> str:
    """One address of the target, after all of them were found to be public.

    A name with a single private address among public ones is blocked: which one a resolver gives first is
    the name owner's choice.
    """
    literal = _literal(target.host)
    addresses = [literal] if literal is not None else _look_up(target.host, target.port, seconds)
    if not target.allowed and not all(map(is_public, addresses)):
        raise Blocked
    return str(addresses[0])


def vet(url: str, policy: Policy, *, seconds: float = 5) -> Target:
    """Parse and resolve an address that somebody registers; ``Invalid`` says what is wrong with it."""
    target = parse(url, policy)
    try:
        resolve(target, seconds=seconds)
    except Blocked as error:
        raise _not_public() from error
    except Unresolved as error:
        raise _invalid("unknown-host", "The host's name cannot be resolved.") from error
    return target


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _look_up(host: str, port: int, seconds: float) -> list[Address]:
    found: list[Address] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(ipaddress.ip_address(answer[4][0]) for answer in answers))

    # The resolver takes no time limit: it gets a thread of its own, which is left to it when time is up.
    thread = threading.Thread(target=ask, daemon=True, name="webhook-lookup")
    thread.start()
    thread.join(seconds)
    if thread.is_alive() or not found:
        raise Unresolved
    return list(found)


def _not_public() -> Invalid:
    return _invalid("not-public", "The hub calls public addresses only.")


def _invalid(code: str, message: str) -> Invalid:
    return Invalid("webhook-url-refused", "Register another address.", faults=[Fault("/url", code, message)])
