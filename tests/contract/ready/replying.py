"""What goes before a reply and after it: its reach, a preview, templates, a second officer, the consignment."""

from typing import Any

from accounts.clock import uuid7
from exchange.agreements.models import Form
from exchange.agreements.terms import Clause
from tests.contract import callers
from tests.contract.callers import Caller
from tests.contract.ready.requests import Ready, plain, ready
from tests.contract.world import AUTHORITY, TRADER, World
from tests.factories import accounts
from tests.factories import agreements as made
from tests.factories.accounts import Member
from tests.factories.notices import sample

plain("templates.list", by=AUTHORITY, query={"type": "information_request"})


def _asking(world: World, number: str) -> dict[str, Any]:
    content = sample(
        "information_request", cites={"notice": number, "version": 1}, addressee="publisher", informed=None
    )
    return {"type": "information_request", "reference": f"ASK-{world.fresh()}", "content": content}


@ready("replies.preview", by=AUTHORITY)
def _preview(world: World) -> Ready:
    number = world.published().number
    world.opened(world.delivery(number=number))
    return Ready(body=_asking(world, number))


@ready("replies.reach", by=AUTHORITY)
def _reach(world: World) -> Ready:
    delivery = world.opened(world.delivery(number=world.published().number))
    return Ready(path={"delivery": str(delivery.id)})


@ready("houses.of_delivery", by=AUTHORITY)
@ready("timeline.of_delivery", by=AUTHORITY)
def _of_delivery(world: World) -> Ready:
    delivery = world.opened(world.delivery(number=world.published().number))
    return Ready(path={"delivery": str(delivery.id)})


@ready("houses.of_notice", by=TRADER)
@ready("timeline.of_notice", by=TRADER)
def _of_notice(world: World) -> Ready:
    return Ready(path={"number": world.published().number})


# --- drafts -----------------------------------------------------------------------------------------------

plain("reply_drafts.list", by=AUTHORITY, query={"limit": 2})
plain("reply_drafts.discard", by=AUTHORITY, path={"draft": "01a213a2-424b-726f-800b-2e84af97fc8f"})


def _draft(world: World) -> dict[str, Any]:
    content = {"kind": "clarification"}
    about = {"about": world.published().number, "replaces": 1}
    return {"type": "information_request", "reference": "", "content": content, **about}


@ready("reply_drafts.read", by=AUTHORITY)
def _read_draft(world: World) -> Ready:
    draft = str(uuid7())
    status, told = world.callers[AUTHORITY].api.put(f"reply-drafts/{draft}", _draft(world))
    assert status == 201, told
    return Ready(path={"draft": draft})


ready("reply_drafts.save", by=AUTHORITY)(
    lambda world: Ready(path={"draft": str(uuid7())}, body=_draft(world))
)


# --- templates --------------------------------------------------------------------------------------------


def _template(world: World) -> dict[str, Any]:
    said = {"kind": "clarification", "questions": [{"text": "What are the goods made of?"}]}
    return {"type": "information_request", "name": f"Template {world.fresh()}", "content": said}


def _kept(world: World) -> dict[str, str]:
    status, kept = world.callers[AUTHORITY].api.post("reply-templates", _template(world))
    assert status == 201, kept
    return {"template": kept["id"]}


ready("templates.keep", by=AUTHORITY)(lambda world: Ready(body=_template(world)))
ready("templates.drop", by=AUTHORITY)(lambda world: Ready(path=_kept(world)))


@ready("templates.change", by=AUTHORITY)
def _change(world: World) -> Ready:
    body = {name: value for name, value in _template(world).items() if name != "type"}
    return Ready(path=_kept(world), body=body)


# --- a second officer -------------------------------------------------------------------------------------


def _taking_two(world: World) -> tuple[Member, Caller, dict[str, Any]]:
    """An authority whose agreement asks two officers for requests, its client, and a request it could prepare."""
    authority = world.member("authority")
    accounts.standing(world.trader, by=authority)
    made.in_force(
        providers=[world.trader],
        recipients=[authority],
        scope=(Clause("/items", Form.PLAIN),),
        second_person=("information_request",),
    )
    delivery = world.delivery(authority, number=world.published().number)
    machine = callers.machine(authority)
    status, answer = machine.api.get(f"inbox/{delivery.id}")
    assert status == 200, answer
    return authority, machine, _asking(world, delivery.number)


def _prepared(world: World) -> tuple[Member, Caller, dict[str, str]]:
    authority, machine, body = _taking_two(world)
    status, prepared = machine.api.post("prepared-replies", body)
    assert status == 201, prepared
    return authority, machine, {"prepared": prepared["id"]}


plain("prepared.list", by=AUTHORITY, query={"state": "waiting"})


@ready("prepared.prepare", by=AUTHORITY)
def _prepare(world: World) -> Ready:
    _, machine, body = _taking_two(world)
    return Ready(body=body, caller=machine)


@ready("prepared.read", by=AUTHORITY)
def _read(world: World) -> Ready:
    _, machine, path = _prepared(world)
    return Ready(path=path, caller=machine)


@ready("prepared.withdraw", by=AUTHORITY)
def _withdraw(world: World) -> Ready:
    _, machine, path = _prepared(world)
    return Ready(path=path, caller=machine)


@ready("prepared.release", by=AUTHORITY)
def _release(world: World) -> Ready:
    """Prepared by a machine, released by a person."""
    authority, _, path = _prepared(world)
    return Ready(path=path, caller=callers.person(authority, "officer"))
