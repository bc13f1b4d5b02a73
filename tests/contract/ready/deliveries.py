"""Inbox, feed, replies, answers, cases and subscriptions."""

from typing import Any

from exchange import pipeline
from exchange.agreements import services as agreements
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from exchange.subscriptions import services as subscriptions
from exchange.subscriptions.services import Wish
from tests.contract import callers
from tests.contract.ready.requests import Ready, plain, ready
from tests.contract.world import AUTHORITY, TRADER, World
from tests.factories import accounts
from tests.factories import agreements as made
from tests.factories.accounts import acting_for
from tests.factories.notices import sample

plain("feed.read", by=AUTHORITY, query={"limit": 3})
plain("cases.list", by=AUTHORITY, query={"open": "true"})
plain("subscriptions.list", by=AUTHORITY)
plain("subscriptions.read_always", by=AUTHORITY)
plain("subscriptions.begin", by=AUTHORITY, body={"types": ["advance_cargo"], "channels": ["inbox"]})


@ready("inbox.list", by=AUTHORITY)
def _list(world: World) -> Ready:
    return Ready(query={"notice": world.published().number, "acknowledged": "false"})


@ready("inbox.marks", by=AUTHORITY)
@ready("inbox.open", by=AUTHORITY)
def _open(world: World) -> Ready:
    return Ready(path={"delivery": str(world.delivery(number=world.published().number).id)})


@ready("inbox.acknowledge", by=AUTHORITY)
def _acknowledge(world: World) -> Ready:
    delivery = world.opened(world.delivery(number=world.published().number))
    return Ready(path={"delivery": str(delivery.id)})


@ready("inbox.decide_again", by=AUTHORITY)
def _decide_again(world: World) -> Ready:
    """A delivery that is withheld: its recipient was excluded before it was opened."""
    recipient = world.member("authority")
    accounts.standing(world.trader, by=recipient)
    version = made.in_force(
        providers=[world.trader], recipients=[recipient], scope=(Clause("/items", Form.PLAIN),)
    )
    delivery = world.delivery(recipient, number=world.published().number)
    with acting_for(world.trader) as at:
        agreements.exclude(
            by=world.trader.caller, at=at, agreement=version.agreement_id, recipient=recipient.id
        )
    caller = callers.machine(recipient)
    caller.api.get(f"inbox/{delivery.id}")
    while pipeline.reconsider():
        pass
    return Ready(path={"delivery": str(delivery.id)}, caller=caller)


# --- replies and cases ------------------------------------------------------------------------------------


def _request(world: World) -> tuple[dict[str, Any], str]:
    """A request for information about a notice that the authority has opened, not sent yet; its notice."""
    number = world.published().number
    world.opened(world.delivery(number=number))
    content = sample(
        "information_request", cites={"notice": number, "version": 1}, addressee="publisher", informed=None
    )
    body = {"type": "information_request", "reference": f"RFI-{world.fresh()}", "content": content}
    return body, number


def _requested(world: World) -> tuple[str, str]:
    """The reference of a request that has been sent, and the notice it is about."""
    body, number = _request(world)
    status, answer = world.callers[AUTHORITY].api.post("replies", body)
    assert status == 201, answer
    return body["reference"], number


ready("replies.send", by=AUTHORITY)(lambda world: Ready(body=_request(world)[0]))


@ready("answers.send", by=TRADER)
def _answer(world: World) -> Ready:
    reference, number = _requested(world)
    content = sample(
        "answer", cites={"notice": number, "version": 1}, answers={"reference": reference}, ask=None
    )
    return Ready(body={"type": "answer", "reference": f"ANS-{world.fresh()}", "content": content})


@ready("cases.read", by=AUTHORITY)
def _case(world: World) -> Ready:
    _, number = _requested(world)
    status, found = world.callers[AUTHORITY].api.get("cases", notice=number)
    assert status == 200, found
    return Ready(path={"case": found["items"][0]["case"]})


# --- subscriptions ----------------------------------------------------------------------------------------


def _subscription(world: World) -> dict[str, str]:
    with acting_for(world.authority) as at:
        begun = subscriptions.begin(by=world.authority.caller, at=at, wish=Wish())
    return {"subscription": str(begun.id)}


ready("subscriptions.read", by=AUTHORITY)(lambda world: Ready(path=_subscription(world)))
ready("subscriptions.end", by=AUTHORITY)(lambda world: Ready(path=_subscription(world)))


@ready("subscriptions.end_always", by=AUTHORITY)
def _end_always(world: World) -> Ready:
    return Ready(caller=callers.machine(world.member("authority")))
