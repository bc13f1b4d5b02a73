"""From a due message to a receiver: signed, retried as scheduled, in order, and never to the harm of others."""

import base64
import hashlib
import hmac
import itertools
import random
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import OperationalError

from accounts import acting
from exchange.deliveries.channels.webhook import preparing, services, settling, signature, work
from exchange.deliveries.channels.webhook.message import Withheld
from exchange.deliveries.channels.webhook.models import Endpoint, EndpointEvent
from exchange.deliveries.channels.webhook.posting import Poster
from tests.exchange.deliveries.webhook import receiver as receivers
from tests.exchange.deliveries.webhook.receiver import Call, Receiver, receiving
from tests.exchange.deliveries.webhook.sending import (
    Sender,
    attempts_at,
    more_calls,
    register,
    reload,
    run_until,
    sendable,
    states_of,
)
from tests.factories.accounts import Member, acting_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases="__all__", transaction=True)]


def _signatures(call: Call, secret: str) -> tuple[str, list[str]]:
    """The one signature expected, computed apart from the hub's code, and those sent."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{call.id}.{call.headers['webhook-timestamp']}.".encode() + call.body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return expected, call.headers["webhook-signature"].split(" ")


def test_a_message_arrives_signed_fresh_and_as_a_cloudevent(
    sender: Sender, recipient: Member, receiver: Receiver
) -> None:
    endpoint, secret = register(recipient, receiver)
    delivery = sender.message(endpoint)
    assert sender.dispatcher(receiver).run(seconds=5) == 1
    (call,) = receiver.calls
    expected, sent = _signatures(call, secret)
    assert sent == [expected]
    assert abs(int(call.headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 5
    assert call.headers["content-type"].startswith("application/cloudevents+json")
    event = call.event
    assert event["specversion"] == "1.0"
    assert event["id"] == call.id
    assert event["type"] == "hub.delivery.content"
    assert event["subject"] == event["data"]["notice"] == "N1"
    assert event["data"]["elements"][0]["path"] == "/items/0/hs"
    assert states_of(endpoint) == ["sent"]
    assert sender.law.arrived == [delivery]
    (attempt,) = attempts_at(delivery)
    assert (attempt.outcome, attempt.status, attempt.message_id) == ("delivered", 200, call.id)
    assert attempt.key_ids == [signature.key_id(signature.key_of(secret))]


def test_both_secrets_sign_during_a_rotation_and_the_old_one_is_dead_afterwards(
    sender: Sender, recipient: Member, receiver: Receiver
) -> None:
    endpoint, old = register(recipient, receiver)
    with acting_for(recipient) as at:
        _, new = services.rotate_secret(endpoint=endpoint.id, by=recipient.caller, at=at)
    sender.message(endpoint)
    sender.dispatcher(receiver).run(seconds=5)
    with acting_for(recipient) as at:
        _, newest = services.rotate_secret(endpoint=endpoint.id, overlap=at - at, by=recipient.caller, at=at)
    sender.message(endpoint)
    sender.dispatcher(receiver).run(seconds=5)
    overlap, after = receiver.calls
    for secret in (old, new):
        expected, sent = _signatures(overlap, secret)
        assert expected in sent
        assert len(sent) == 2
    expected, sent = _signatures(after, newest)
    assert sent == [expected]


def test_a_failing_message_is_tried_as_scheduled_under_one_id_and_then_given_up(
    sender: Sender, recipient: Member
) -> None:
    """W3 with the schedule scaled down: each pause within a fifth of what is documented."""
    delays = (0.5, 1.0, 1.5)
    with receiving("error") as receiver:
        endpoint, _ = register(recipient, receiver)
        delivery = sender.message(endpoint)
        run_until(sender.dispatcher(receiver, delays=delays), more_calls(receiver, 4))
        calls = receiver.calls
    assert len({(call.id, call.body) for call in calls}) == 1
    pauses = [after.at - before.at for before, after in itertools.pairwise(calls)]
    for pause, planned in zip(pauses, delays, strict=True):
        assert 0.8 * planned <= pause <= 1.2 * planned + 2
    assert states_of(endpoint) == ["dead"]
    assert [attempt.outcome for attempt in attempts_at(delivery)] == ["server_error"] * 4
    # Nothing succeeded in all that time: the endpoint is disabled, and its organisation can see why.
    stopped = reload(endpoint)
    assert (stopped.state, stopped.reason, stopped.failures) == ("disabled", "failing", 4)
    with acting_for(recipient):
        acts = list(EndpointEvent.objects.filter(endpoint=endpoint).values_list("act", "reason"))
    assert acts == [("registered", ""), ("failing", ""), ("disabled", "failing")]


def test_an_endpoint_that_comes_back_after_several_failures_has_both_noted(
    sender: Sender, recipient: Member
) -> None:
    answers = iter([500, 500, 500])

    def comes_back(sock: object, call: Call) -> None:
        receivers.status(next(answers, 200))(sock, call)  # type: ignore[arg-type]

    with receiving(comes_back) as receiver:
        endpoint, _ = register(recipient, receiver)
        sender.message(endpoint)
        run_until(sender.dispatcher(receiver), more_calls(receiver, 4))
    assert states_of(endpoint) == ["sent"]
    with acting_for(recipient):
        acts = EndpointEvent.objects.filter(endpoint=endpoint).order_by("id").values_list("act", flat=True)
        assert list(acts) == ["registered", "failing", "recovered"]


def test_one_poisonous_message_does_not_disable_an_endpoint_that_answers(
    sender: Sender, recipient: Member
) -> None:
    def refuse_first(sock: object, call: Call) -> None:
        receivers.status(500 if call.event["subject"] == "N1" else 200)(sock, call)  # type: ignore[arg-type]

    with receiving(refuse_first) as receiver:
        endpoint, _ = register(recipient, receiver)
        sender.message(endpoint)
        dispatcher = sender.dispatcher(receiver, delays=(0.4, 0.4))
        dispatcher.run(seconds=0.1)
        sender.message(endpoint)
        dispatcher.run(seconds=3, linger=True)
    assert states_of(endpoint) == ["dead", "sent"]
    assert reload(endpoint).state == "active"


def test_410_disables_at_once_and_what_waits_goes_on_waiting(sender: Sender, recipient: Member) -> None:
    with receiving("gone") as receiver:
        endpoint, _ = register(recipient, receiver)
        for _ in range(3):
            sender.message(endpoint)
        sender.dispatcher(receiver).run(seconds=2)
        assert len(receiver.calls) == 1
    assert states_of(endpoint) == ["dead", "due", "due"]
    assert reload(endpoint).reason == "gone"


def test_retry_after_is_waited_for(sender: Sender, recipient: Member) -> None:
    with receiving(receivers.status(429, "Retry-After: 2")) as receiver:
        endpoint, _ = register(recipient, receiver)
        sender.message(endpoint)
        run_until(sender.dispatcher(receiver, delays=(0.1, 0.1)), more_calls(receiver, 2))
        first, second = receiver.calls
    assert 2 <= second.at - first.at <= 2 * 1.2 + 3


def test_a_failing_key_holds_back_itself_alone_and_goes_on_after_its_dead_letter(
    sender: Sender, recipient: Member
) -> None:
    def refuse(sock: object, call: Call) -> None:
        receivers.status(500 if call.event["subject"] == "N1" else 200)(sock, call)  # type: ignore[arg-type]

    with receiving(refuse) as receiver:
        endpoint, _ = register(recipient, receiver)
        for key in ("bad", "good", "bad", "good"):
            sender.message(endpoint, key=key)
        dispatcher = sender.dispatcher(receiver, delays=(2.0,))
        run_until(dispatcher, more_calls(receiver, 3))
        assert [call.event["subject"] for call in receiver.calls] == ["N1", "N2", "N4"]
        assert states_of(endpoint) == ["retrying", "sent", "due", "sent"]
        run_until(dispatcher, more_calls(receiver, 2))
        assert [call.event["subject"] for call in receiver.calls] == ["N1", "N2", "N4", "N1", "N3"]
    assert states_of(endpoint) == ["dead", "sent", "sent", "sent"]


def test_a_hanging_receiver_holds_up_nobody(sender: Sender, recipient: Member) -> None:
    """W5: all the good ones are served while the bad one keeps its single thread waiting."""
    with receiving("hang") as bad, receiving() as good:
        hanging, _ = register(recipient, bad)
        served, _ = register(recipient, good)
        for _ in range(30):
            sender.message(hanging)
            sender.message(served)
        began = time.monotonic()
        dispatcher = sender.dispatcher(bad, good, attempt_seconds=3)
        run_until(dispatcher, more_calls(good, 30), drain=False)
        dispatcher.close()
        last = max(call.at for call in good.calls)
        # One after the other behind what hangs, thirty would take a minute and a half.
        assert last - began < 15
        assert len(bad.calls) <= 1 + (time.monotonic() - began) / 3


def test_endpoints_that_have_nothing_due_take_no_thread_from_others(
    sender: Sender, recipient: Member
) -> None:
    with receiving() as one, receiving() as another, receiving() as third:
        dispatcher = sender.dispatcher(one, another, third, threads=2)
        for endpoint in [register(recipient, receiver)[0] for receiver in (one, another, third)]:
            sender.message(endpoint)
            assert dispatcher.run(seconds=5) == 1


def test_the_end_of_a_run_is_no_pause_for_those_who_answer(sender: Sender, recipient: Member) -> None:
    """What hangs at the end of one run is settled by the next, which serves the others at once."""
    with receiving("hang") as bad, receiving() as good:
        hanging, _ = register(recipient, bad)
        served, _ = register(recipient, good)
        dispatcher = sender.dispatcher(bad, good, attempt_seconds=4)
        sender.message(hanging)
        run_until(dispatcher, more_calls(bad, 1), drain=False)
        sender.message(served)
        dispatcher.run(seconds=2, linger=True, drain=False)
        assert (len(good.calls), states_of(hanging)) == (1, ["leased"])
        run_until(dispatcher, lambda: states_of(hanging) == ["retrying"], drain=False)
        dispatcher.close()
    assert states_of(served) == ["sent"]


def test_an_attempt_that_cannot_be_settled_leaves_the_others_alone(
    sender: Sender, endpoint: Endpoint, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliveries = [sender.message(endpoint) for _ in range(5)]
    report = sender.law.delivered

    def delivered(arrived: list, **more: object) -> None:
        if deliveries[2] in arrived:
            raise RuntimeError("no register")
        report(arrived, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(sender.law, "delivered", delivered)
    sender.dispatcher(receiver).run(seconds=2)
    assert Counter(states_of(endpoint)) == {"sent": 4, "leased": 1}
    assert sorted(sender.law.arrived) == sorted(set(deliveries) - {deliveries[2]})


def test_at_least_once_and_in_order_with_a_receiver_that_drops_and_errs(
    sender: Sender, recipient: Member
) -> None:
    """W8: dropped after processing at 20 %, 500 at 10 %: nothing lost, same id, no repeat after an answer."""
    chance = random.Random(8)
    answered: set[str] = set()
    repeated: list[str] = []

    def misbehave(sock: object, call: Call) -> None:
        if call.id in answered:
            repeated.append(call.id)
        drawn = chance.random()
        if drawn < 0.2:
            raise ConnectionAbortedError
        if drawn >= 0.3:
            answered.add(call.id)
        receivers.status(500 if drawn < 0.3 else 200)(sock, call)  # type: ignore[arg-type]

    with receiving(misbehave) as receiver:
        endpoint, _ = register(recipient, receiver)
        for number in range(300):
            sender.message(endpoint, key=f"K{number % 60}")
        dispatcher = sender.dispatcher(receiver, delays=(0.05,) * 20)
        dispatcher.run(seconds=20)
        while set(states_of(endpoint)) != {"sent"}:
            dispatcher.run(seconds=1, linger=True)
        calls = receiver.calls
    ids_by_subject = {}
    for call in calls:
        assert ids_by_subject.setdefault(call.event["subject"], (call.id, call.body)) == (call.id, call.body)
    assert len(ids_by_subject) == 300
    assert repeated == []
    sequences: dict[int, list[int]] = {}
    for call in calls:
        number = int(call.event["subject"][1:]) - 1
        sequences.setdefault(number % 60, []).append(int(call.event["sequence"]))
    assert all(sequence == sorted(sequence) for sequence in sequences.values())


def test_a_changed_view_gets_a_new_id_that_names_the_old_one(
    sender: Sender, endpoint: Endpoint, receiver: Receiver
) -> None:
    receiver.behave = receivers.status(500)
    delivery = sender.message(endpoint)
    run_until(sender.dispatcher(receiver, delays=(0.01,) * 99), more_calls(receiver, 1))
    sender.law.answers[delivery] = sendable(position=1, value="30")
    receiver.behave = receivers.status(200)
    run_until(sender.dispatcher(receiver), more_calls(receiver, 1))
    old, new = receiver.calls[0], receiver.calls[-1]
    assert new.id != old.id
    assert new.event["replaces"] == old.id
    assert new.event["data"]["elements"][0]["value"] == "30"


def test_what_may_no_longer_be_sent_is_not_and_a_resumption_gives_it_a_new_place(
    sender: Sender, endpoint: Endpoint, receiver: Receiver
) -> None:
    delivery, ended = sender.message(endpoint), sender.message(endpoint)
    sender.law.answers[delivery] = Withheld("suspended")
    sender.law.answers[ended] = Withheld("terminated", for_good=True)
    sender.dispatcher(receiver).run(seconds=10)
    assert receiver.calls == []
    assert states_of(endpoint) == ["withheld", "cancelled"]
    for one in (delivery, ended):
        sender.law.answers[one] = sendable(position=9)
        again = work.NewDispatch(one, one.version, endpoint.id, "ucr", one.version.hex, 9)
        with acting.as_pipeline():
            work.enqueue([again])
    sender.dispatcher(receiver).run(seconds=10)
    assert [call.event["sequence"] for call in receiver.calls] == [f"{9:020d}"]
    assert Counter(states_of(endpoint)) == {"sent": 1, "cancelled": 1}


def test_a_message_that_cannot_be_made_leaves_the_others_alone(
    sender: Sender, endpoint: Endpoint, receiver: Receiver
) -> None:
    """R12: tried as often as any other, then put aside; the endpoint is not blamed."""
    poison = sender.message(endpoint)
    for _ in range(20):
        sender.message(endpoint)
    sender.law.answers[poison] = RuntimeError("no rendering")
    dispatcher = sender.dispatcher(receiver, delays=(0.1, 0.1))
    run_until(dispatcher, lambda: Counter(states_of(endpoint)) == {"sent": 20, "dead": 1})
    assert len(receiver.calls) == 20
    assert [attempt.outcome for attempt in attempts_at(poison)] == ["internal"] * 3
    assert (reload(endpoint).state, reload(endpoint).failures) == ("active", 0)


def test_a_test_event_takes_the_same_way(sender: Sender, endpoint: Endpoint, receiver: Receiver) -> None:
    with acting_for(sender.recipient) as at:
        services.send_test(endpoint=endpoint.id, by=sender.recipient.caller, at=at)
    sender.dispatcher(receiver).run(seconds=10)
    (call,) = receiver.calls
    assert call.event["type"] == "hub.webhook.test"
    assert sender.law.asked == sender.law.arrived == []


@pytest.mark.parametrize("at", ["deciding", "settling"])
def test_a_deadlock_is_tried_again_and_an_absent_database_loses_nothing(
    sender: Sender, endpoint: Endpoint, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    module, name = (preparing, "prepare") if at == "deciding" else (settling, "settle")
    real, failures = getattr(module, name), iter([True, True, False, True, True, True])

    def failing(*given: object, **more: object) -> object:
        if next(failures, False):
            raise OperationalError("deadlock detected")
        return real(*given, **more)

    monkeypatch.setattr(module, name, failing)
    dispatcher = sender.dispatcher(receiver, lease_seconds=1)
    sender.message(endpoint)
    assert dispatcher.run(seconds=2) == 1
    sender.message(endpoint)
    with pytest.raises(OperationalError):
        dispatcher.run(seconds=2)
    run_until(dispatcher, lambda: states_of(endpoint) == ["sent", "sent"])
    assert len({call.id for call in receiver.calls}) == 2


def test_a_thread_that_breaks_gives_its_answer(
    sender: Sender, endpoint: Endpoint, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def post(*given: object, **more: object) -> None:
        raise MemoryError

    delivery = sender.message(endpoint)
    dispatcher = sender.dispatcher(receiver, delays=(9,))
    monkeypatch.setattr(Poster, "post", post)
    dispatcher.run(seconds=10)
    assert [attempt.outcome for attempt in attempts_at(delivery)] == ["internal"]
    assert states_of(endpoint) == ["retrying"]
