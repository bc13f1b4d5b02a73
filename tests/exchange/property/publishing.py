"""Notices of a scenario: published, amended, cancelled, and held back by an authority."""

from datetime import datetime

from accounts import acting
from accounts.errors import Refusal
from exchange import pipeline
from tests.exchange.property.terms import TYPES, amended, content, shape
from tests.exchange.property.world import Published, World
from tests.factories import accounts
from tests.factories.notices import sample


def publish(world: World, type_id: str) -> Published:
    publisher = world.random.choice(world.of_kind(*TYPES[type_id])[:2])
    document = shape(world, type_id) if world.random.random() < 0.7 else content(world.random, type_id)
    caller = accounts.caller(publisher, "publisher")
    reference = f"LRN{len(world.notices)}"
    with acting.as_organisation(publisher.id, person=caller.person):
        (receipt,) = pipeline.publish([pipeline.Draft(type_id, reference, document)], by=caller)
    if isinstance(receipt, Refusal):
        raise receipt
    made = Published(receipt.notice_id, receipt.number, reference, type_id, publisher, document)
    _write_down(world, made, "original", receipt.accepted_at)
    return made


def publish_another(world: World) -> None:
    used = [one.type for one in world.notices]
    world.notices.append(publish(world, world.random.choice(used)))


def amend(world: World) -> None:
    notice = world.random.choice(world.notices)
    document = amended(world.random, notice.type, notice.content)
    caller = accounts.caller(notice.publisher, "publisher")
    with acting.as_organisation(notice.publisher.id, person=caller.person):
        draft = pipeline.Draft(notice.type, notice.reference, document)
        receipt = pipeline.amend(draft, replaces=notice.current, by=caller, number=notice.number)
    if receipt.n == notice.current:
        return  # nothing had changed
    notice.current, notice.content = receipt.n, document
    _write_down(world, notice, "amendment", receipt.accepted_at)


def cancel(world: World) -> None:
    notice = world.random.choice(world.notices)
    caller = accounts.caller(notice.publisher, "publisher")
    with acting.as_organisation(notice.publisher.id, person=caller.person):
        receipt = pipeline.cancel(number=notice.number, replaces=notice.current, by=caller)
    if receipt.n == notice.current:
        return  # it was cancelled before
    notice.current, notice.cancelled = receipt.n, True
    _write_down(world, notice, "cancellation", receipt.accepted_at)


def _write_down(world: World, notice: Published, kind: str, at: datetime) -> None:
    world.journal.accepted(
        notice.id, publisher=notice.publisher.id, type_id=notice.type, n=notice.current, kind=kind, at=at,
        content=None if kind == "cancellation" else notice.content,
    )  # fmt: skip


def hold(world: World) -> None:
    """An authority holds the goods of a notice that it holds: from then on it has a case of its own open."""
    notice, by = world.random.choice(world.notices), world.random.choice(world.of_kind("authority"))
    caller = accounts.caller(by, "officer", "publisher")
    number = len(world.journal.notices)
    document = sample("hold", informed=None, addressee="publisher") | {
        "cites": {"notice": notice.number, "version": world.random.randint(1, notice.current)}
    }
    with acting.as_organisation(by.id, person=caller.person):
        receipt = pipeline.reply(pipeline.Draft("hold", f"HOLD{number}", document), by=caller)
    world.journal.accepted(
        receipt.notice_id, publisher=by.id, type_id="hold", n=1, kind="original", at=receipt.accepted_at,
        content=document,
    )  # fmt: skip
