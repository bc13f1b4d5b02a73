"""W7: a webhook goes to public addresses over TLS and nowhere else, and its refusal tells nothing."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import Invalid
from exchange.deliveries.channels.webhook import guard
from exchange.deliveries.channels.webhook.posting import Poster
from exchange.deliveries.channels.webhook.schedule import Outcome
from tests.exchange.deliveries.webhook.receiver import receiving

STRICT = guard.Policy()

REFUSED = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0177.0.0.1/",
    "https://0x7f.0.0.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://0.0.0.0/",
    "https://0/",
    "https://localhost/",
    "https://localhost./",
    "https://hub.localhost/",
    "https://printer.local/",
    "https://vault.internal/",
    "https://intranet/",
    "https://169.254.169.254/latest/meta-data/",
    "https://168.63.129.16/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://100.100.100.200/",
    "https://198.18.0.1/",
    "https://198.19.255.255/",
    "https://192.0.2.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[ff02::1]/",
    "http://93.184.215.14/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "//example.com/",
    "https://user@example.com/",
    "https://user:secret@example.com/",
    "https://example.com@127.0.0.1/",
    "https://example.com#@127.0.0.1/",
    "https://example.com\\@127.0.0.1/",
    "https://93.184.215.14:6379/",
    "https://93.184.215.14:5432/",
    "https://93.184.215.14:22/",
    "https://93.184.215.14:0/",
    "https://93.184.215.14:99999/",
    "https://93.184.215.14:http/",
    "https://\uff11\uff12\uff17.0.0.1/",
    "https://bücher.example/",
    "https://exa mple.com/",
    "https://example.com/\r\nHost: x",
    "https://-bad.example.com/",
    "https:///path",
    "https://",
    "",
    "https://example.com/" + "a" * 2000,
]


@pytest.mark.parametrize("url", REFUSED)
def test_refused_at_registration(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        guard.vet(url, STRICT)
    assert refused.value.code == "webhook-url-refused"


@pytest.mark.parametrize("url", REFUSED)
def test_refused_at_sending(url: str) -> None:
    answer = Poster(STRICT).post(url, headers={}, body=b"{}", decided=0)
    assert answer.outcome is Outcome.BLOCKED
    assert answer.status is None


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://93.184.215.14/", "93.184.215.14", 443, "/"),
        ("https://93.184.215.14:8443/a?b=c", "93.184.215.14", 8443, "/a?b=c"),
        (
            "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]",
            "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
            443,
            "/",
        ),
        ("HTTPS://Example.COM/X", "example.com", 443, "/X"),
    ],
)
def test_public_addresses_pass(url: str, host: str, port: int, path: str) -> None:
    target = guard.parse(url, STRICT)
    assert (target.host, target.port, target.path, target.tls) == (host, port, path, True)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_hides_in_no_ipv6_form(address) -> None:  # type: ignore[no-untyped-def]
    """The mapped form is judged as the address within it; the translated forms are never public."""
    mapped, low = guard.ipaddress.IPv6Address(f"::ffff:{address}"), int(address)
    assert guard.is_public(mapped) == guard.is_public(address)
    for base in (0x64FF9B << 96, 0x2002 << 112, 0):
        shift = 80 if base == 0x2002 << 112 else 0
        assert not guard.is_public(guard.ipaddress.IPv6Address(base | (low << shift)))


def _resolver(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Our own resolver: gives each list of addresses once, the last one from then on."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        if not found:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(guard.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_that_leads_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _resolver(monkeypatch, ["10.1.2.3"])
    with pytest.raises(Invalid) as refused:
        guard.vet("https://trap.example.com/", STRICT)
    assert [fault.code for fault in refused.value.faults] == ["not-public"]


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    _resolver(monkeypatch, ["93.184.215.14", "127.0.0.1"])
    with pytest.raises(Invalid):
        guard.vet("https://trap.example.com/", STRICT)


def test_a_name_that_turns_private_after_registration_gets_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as trap:
        _resolver(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
        policy = guard.Policy(ports=frozenset({trap.port}))
        url = f"https://trap.example.com:{trap.port}/"
        guard.vet(url, policy)
        answer = Poster(policy).post(url, headers={}, body=b"{}", decided=0)
        assert answer.outcome is Outcome.BLOCKED
        assert trap.connections == 0


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolved once: a second answer that differs is never asked for."""
    asked = _resolver(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
    called: list[object] = []

    def create_connection(address: object, *_: object) -> socket.socket:
        called.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", create_connection)
    answer = Poster(STRICT).post("https://example.com/", headers={}, body=b"", decided=0)
    assert answer.outcome is Outcome.UNREACHABLE
    assert called == [("93.184.215.14", 443)]
    assert len(asked) == 1


def test_an_open_and_a_closed_private_port_are_refused_in_the_same_words() -> None:
    with receiving() as open_port:
        messages = []
        for port in (open_port.port, 1):
            with pytest.raises(Invalid) as refused:
                guard.vet(f"https://127.0.0.1:{port}/", guard.Policy(ports=frozenset({open_port.port, 1})))
            messages.append((refused.value.detail, refused.value.faults))
        assert messages[0] == messages[1]
        assert open_port.connections == 0


def test_a_redirect_is_not_followed() -> None:
    with receiving() as trap, receiving("redirect") as receiver:
        policy = guard.Policy(allow=frozenset({("127.0.0.1", receiver.port), ("127.0.0.1", trap.port)}))
        answer = Poster(policy).post(receiver.url, headers={}, body=b"{}", decided=float("inf"))
        assert (answer.outcome, answer.status) == (Outcome.REDIRECT, 302)
        assert trap.connections == 0


def test_only_the_exact_pair_is_let_through() -> None:
    policy = guard.Policy(allow=guard.read_allow(["127.0.0.1:18701", "[::1]:18702"]))
    assert guard.vet("http://127.0.0.1:18701/x", policy).allowed
    assert guard.vet("http://[::1]:18702/x", policy).allowed
    for url in (
        "http://127.0.0.1:18702/",
        "http://127.0.0.2:18701/",
        "http://localhost:18701/",
        "http://[::1]:18701/",
    ):
        with pytest.raises(Invalid):
            guard.vet(url, policy)


@pytest.mark.parametrize("entry", ["127.0.0.1", ":18701", "host:", "host:x", "host:70000", "*:80"])
def test_an_exception_is_an_exact_pair(entry: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        guard.read_allow([entry])
