"""W4: however a receiver misbehaves, one attempt ends in time, in little memory, and is called what it is."""

import resource
import time
from pathlib import Path

import pytest

from exchange.deliveries.channels.webhook import guard, wire
from exchange.deliveries.channels.webhook.posting import Answer, Poster
from exchange.deliveries.channels.webhook.schedule import Outcome
from tests.exchange.deliveries.webhook.receiver import Certificates, Receiver, receiving, status

ALWAYS_FRESH = float("inf")


def _policy(receiver: Receiver, ca_file: str = "") -> guard.Policy:
    return guard.Policy(allow=frozenset({("127.0.0.1", receiver.port)}), ca_file=ca_file)


def _post(receiver: Receiver, *, seconds: float = 2, ca_file: str = "", url: str = "") -> Answer:
    poster = Poster(_policy(receiver, ca_file), attempt_seconds=seconds)
    began = time.monotonic()
    answer = poster.post(url or receiver.url, headers={"X": "y"}, body=b"{}", decided=ALWAYS_FRESH)
    assert time.monotonic() - began < seconds + 8
    poster.close()
    return answer


@pytest.mark.parametrize(
    ("mode", "outcome", "code"),
    [
        ("ok", Outcome.DELIVERED, 200),
        ("no content", Outcome.DELIVERED, 204),
        ("gone", Outcome.GONE, 410),
        ("busy", Outcome.BUSY, 429),
        ("error", Outcome.SERVER_ERROR, 500),
        ("redirect", Outcome.REDIRECT, 302),
        ("hang", Outcome.TIMEOUT, None),
        ("drop", Outcome.DROPPED, None),
        ("reset", Outcome.DROPPED, None),
        ("garbage", Outcome.GARBLED, None),
        ("long head", Outcome.GARBLED, None),
        ("drip head", Outcome.TIMEOUT, None),
        ("truncated", Outcome.DELIVERED, 200),
        ("drip body", Outcome.DELIVERED, 200),
        ("big", Outcome.DELIVERED, 200),
    ],
)
def test_each_misbehaviour_is_called_what_it_is(mode: str, outcome: Outcome, code: int | None) -> None:
    with receiving(mode) as receiver:
        answer = _post(receiver)
    assert (answer.outcome, answer.status) == (outcome, code)


def test_a_retry_after_is_read() -> None:
    with receiving("busy") as receiver:
        assert _post(receiver).retry_after == 3


def test_a_gigabyte_of_answer_takes_no_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with receiving("big") as receiver:
        _post(receiver)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_nobody_listening_is_unreachable() -> None:
    with receiving() as receiver:
        policy = _policy(receiver)
    answer = Poster(policy).post(receiver.url, headers={}, body=b"", decided=ALWAYS_FRESH)
    assert answer.outcome is Outcome.UNREACHABLE


def test_a_trusted_certificate_for_the_name_is_needed(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    trusted = str(certificates.ca_file)
    cases = {
        "good": (certificates.server(), trusted, Outcome.DELIVERED),
        "unknown authority": (certificates.server(), "", Outcome.TLS),
        "self-signed": (certificates.server(self_signed=True), trusted, Outcome.TLS),
        "expired": (certificates.server(days=-1), trusted, Outcome.TLS),
        "another host's": (certificates.server(name="other.example"), trusted, Outcome.TLS),
    }
    for case, (context, ca_file, outcome) in cases.items():
        with receiving(tls=context) as receiver:
            assert _post(receiver, ca_file=ca_file).outcome is outcome, case
            assert len(receiver.calls) == (1 if outcome is Outcome.DELIVERED else 0), case


def test_plain_http_where_tls_was_promised_gets_nothing() -> None:
    with receiving() as receiver:
        answer = _post(receiver, url=receiver.url.replace("http:", "https:"))
        assert answer.outcome is Outcome.TLS
        assert receiver.calls == []


def test_connections_are_kept_and_closed_ones_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as receiver:
        poster = Poster(_policy(receiver))
        for _ in range(3):
            poster.post(receiver.url, headers={}, body=b"{}", decided=ALWAYS_FRESH)
        assert (len(receiver.calls), receiver.connections) == (3, 1)
        monkeypatch.setattr(wire, "IDLE_SECONDS", 0)
        poster.post(receiver.url, headers={}, body=b"{}", decided=ALWAYS_FRESH)
        assert (len(receiver.calls), receiver.connections) == (4, 2)


def test_a_receiver_that_closes_after_each_answer_loses_nothing() -> None:
    with receiving(status(200, "Connection: close")) as receiver:
        poster = Poster(_policy(receiver))
        answers = [
            poster.post(receiver.url, headers={}, body=b"{}", decided=ALWAYS_FRESH).outcome for _ in range(3)
        ]
    assert answers == [Outcome.DELIVERED] * 3
    assert len(receiver.calls) == 3


def test_a_decision_grown_stale_while_connecting_is_not_acted_on() -> None:
    with receiving() as receiver:
        poster = Poster(_policy(receiver))
        stale = poster.post(receiver.url, headers={}, body=b"{}", decided=time.monotonic() - 2)
        assert stale.outcome is Outcome.SLOW
        assert receiver.calls == []
        # The connection stays open, so the next attempt is not slow.
        fresh = poster.post(receiver.url, headers={}, body=b"{}", decided=time.monotonic())
        assert fresh.outcome is Outcome.DELIVERED
        assert receiver.connections == 1
