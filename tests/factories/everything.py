"""A hub in which something of everything has happened, for whoever must look at all of it."""

from dataclasses import dataclass, field, replace
from typing import Any
from unittest import mock

from django.test import override_settings

from accounts import acting
from accounts.accreditation import services as accreditation
from accounts.announcements import services as announcing
from accounts.announcements.services import Announcing, Text
from accounts.clock import uuid7
from accounts.joining import door
from accounts.joining import selectors as joins
from accounts.joining import services as joining
from accounts.joining.services import Letter, Wanted
from accounts.organisations import facts
from accounts.organisations import services as members
from accounts.organisations.services import NewIdentifier
from exchange import pipeline
from exchange.agreements import services as agreeing
from exchange.agreements.models import AgreementVersion, Form
from exchange.agreements.services import examples
from exchange.agreements.services.examples import NewExample
from exchange.agreements.terms import Clause
from exchange.deliveries import router
from exchange.deliveries import selectors as deliveries
from exchange.deliveries.channels.webhook import policy
from exchange.deliveries.channels.webhook import services as webhooks
from exchange.deliveries.channels.webhook.dispatching import Dispatcher
from exchange.deliveries.channels.webhook.models import Dispatch, Endpoint
from exchange.deliveries.channels.webhook.posting import Poster
from exchange.deliveries.sending import Law
from exchange.drafts import services as drafts
from exchange.review import templates
from exchange.review.models import Case
from exchange.routing import engine
from exchange.subscriptions import services as subscriptions
from exchange.subscriptions.models import Channel
from exchange.subscriptions.services import Wish
from exchange.worklist import filters
from exchange.worklist import services as worklist
from tests.exchange.deliveries.webhook.receiver import MODES, receiving
from tests.exchange.deliveries.webhook.sending import more_calls, run_until
from tests.exchange.test_pipeline import amend, cancel, changed, publish
from tests.exchange.test_replies import document, reply
from tests.factories import accounts, notices, uploads
from tests.factories import agreements as made
from tests.factories.accounts import Member, acting_for

SCOPE = (
    Clause("/items", Form.PLAIN),
    Clause("/transport", Form.PLAIN),
    Clause("/entry_office", Form.PLAIN),
    Clause("/loading_place", Form.PLAIN),
    Clause("/discharge_place", Form.PLAIN),
    Clause("/estimated_arrival", Form.PLAIN),
    Clause("/dispatch_country", Form.PLAIN),
    Clause("/destination_country", Form.PLAIN),
    Clause("/ucr", Form.PLAIN),
    Clause("/consignor/name", Form.HASHED),
    Clause("/consignee", Form.COUNTRY_ONLY),
)


@dataclass
class Everything:
    """Who is there, and one of each thing by the name that addresses give it."""

    operator: Member
    trader: Member
    authority: Member
    one: dict[str, str] = field(default_factory=dict)

    def note(self, **things: Any) -> None:
        self.one |= {name: str(value) for name, value in things.items()}


def happened(operator: Member, trader: Member, authority: Member) -> Everything:
    """All of it, between the trader and the authority; kept by their own people."""
    world = Everything(operator, trader, authority)
    other = accounts.member(operator, "authority", country="NL", name="Customs of the Netherlands")
    _keep_members(world, other)
    version = _agree(world, other)
    _exchange(world, version)
    _work(world)
    _keep_settings(world)
    _set_aside(world)
    _announce(world)
    _ask_to_join(world)
    return world


def _keep_members(world: Everything, other: Member) -> None:
    trader, authority = world.trader, world.authority
    with acting_for(world.operator) as at:
        held = members.add_identifier(
            organisation=trader.organisation,
            wanted=NewIdentifier("scac", "EXLI"),
            by=world.operator.caller,
            at=at,
        )
    forwarder = accounts.member(world.operator, "trader", name="Second Forwarding")
    granted = accounts.standing(forwarder, by=authority)
    for act in (accreditation.suspend, accreditation.resume):
        with acting_for(authority) as at:
            act(standing=granted, reason="An audit of the site.", by=authority.caller, at=at)
    with acting_for(other) as at:
        accreditation.recognise(standing=granted, by=other.caller, at=at)
    group = made.listed_group(authority, other, name="Neighbours")
    world.note(organisation=trader.id, identifier=held.pk, standing=granted.pk, group=group.pk)
    version = made.proposed(
        trader, made.terms(providers=[trader], recipients=[group], title="For neighbours")
    )
    made.signed(version, trader)


def _announce(world: Everything) -> None:
    """An incident that is open: its line stands at the top of every page."""
    with acting_for(world.operator) as at:
        said = Text("We are looking into it.", "Nous cherchons la cause.")
        wanted = Announcing("incident", ["webhooks"], Text("Webhooks were late", "Retard des webhooks"), said)
        made = announcing.announce(wanted=wanted, by=world.operator.caller, at=at)
    world.note(announcement=made.pk)


def _ask_to_join(world: Everything) -> None:
    """A request that was confirmed and answered, and waits for the operator."""
    said = {"contact_name": "Ada Holm", "contact_email": "ada@reefers.example", "reason": "We carry fish."}
    with door.by_address(said["contact_email"]):
        wanted = Wanted(name="Northern Reefers", kind="trader", country="DK", language="en", **said)
        letter = joining.ask(wanted, at=acting.transaction_time())
    with door.by_link(_secret(letter)):
        joining.confirm(_secret(letter), at=acting.transaction_time())
        one = joins.by_link(_secret(letter), at=acting.transaction_time())
    with acting_for(world.operator) as at:
        letter = joining.ask_back(request=one, text="Which ports?", by=world.operator.caller, at=at)
    with door.by_link(_secret(letter)):
        joining.answer(_secret(letter), "Esbjerg.", at=acting.transaction_time())
    world.note(join_request=one.pk, secret=_secret(letter))


def _secret(letter: Letter | None) -> str:
    return (letter and letter.secret) or ""


def _agree(world: Everything, other: Member) -> AgreementVersion:
    trader, authority = world.trader, world.authority
    parties = {"providers": [trader], "recipients": [authority]}
    version = made.in_force(**parties, scope=SCOPE, second_person=("hold",), title="Cargo before arrival")
    waiting = made.proposed(trader, made.terms(**parties, title="Parcels before arrival"))
    made.signed(waiting, trader)
    stopped = made.in_force(providers=[trader], recipients=[authority, other], title="Transport events")
    with acting_for(authority) as at:
        agreeing.suspend(by=authority.caller, at=at, agreement=stopped.agreement_id, reason="An audit.")
    wider = made.terms(**parties, scope=(*SCOPE, Clause("/totals", Form.PLAIN)), conditions=[{"mode": ["1"]}])
    draft = made.successor(version, wider, by=authority)
    with acting_for(authority) as at:
        example = examples.keep(
            agreement=version.agreement_id,
            example=NewExample(
                "Linen from Ningbo", authority.id, True, "advance_cargo", trader.id, notices.sample()
            ),
            by=authority.caller,
            at=at,
        )
    world.note(agreement=version.agreement_id, version=version.id, example=example.id, new_version=draft.id)
    return version


def _exchange(world: Everything, version: AgreementVersion) -> None:
    """Notices and replies: amended, cancelled, asked about, answered, held by two officers."""
    trader, authority = world.trader, world.authority
    first, second = publish(trader, "LRN-FIRST"), publish(trader, "LRN-SECOND")
    gone = publish(trader, "LRN-GONE")
    pipeline.route()
    notices.opened(authority)
    amend(trader, first, changed(ucr="5DE111222333TWO"))
    cancel(trader, gone)
    asked = reply(authority, "information_request", "RFI-7", document("information_request", first))
    reply(authority, "do_not_load", "DNL-1", document("do_not_load", second))
    officer = accounts.caller(authority, "officer")
    with acting.as_organisation(authority.id, person=officer.person):
        draft = pipeline.Draft("hold", "HOLD-3", document("hold", second))
        prepared = pipeline.prepare_reply(draft, by=officer)
    pipeline.route()
    with acting.as_organisation(authority.id):
        delivery = deliveries.inbox(recipient=authority.id).order_by("position").first()
        assert delivery is not None
    world.note(number=first.number, reply=asked.number, prepared=prepared.id, delivery=delivery.id)
    with acting.as_organisation(authority.id):
        world.note(case=Case.objects.get(reference="RFI-7").pk)


def _work(world: Everything) -> None:
    """What people keep for themselves: drafts, uploads, views, texts."""
    trader, authority = world.trader, world.authority
    publisher = replace(trader, administrator=accounts.person(trader, "publisher"))
    published = uploads.worked(uploads.received(uploads.as_csv([uploads.row()]), publisher), publisher)
    uploads.confirmed(published, publisher)
    left = uploads.left_open(trader)
    draft = uuid7()
    clerk, officer = accounts.caller(trader, "publisher"), accounts.caller(authority, "officer")
    with acting.as_organisation(trader.id, person=clerk.person):
        at = acting.transaction_time()
        content = notices.sample(ucr=None)
        drafts.save(draft=draft, type_id="advance_cargo", reference="LATER", content=content, by=clerk, at=at)
    with acting.as_organisation(authority.id, person=officer.person):
        at = acting.transaction_time()
        view = worklist.keep_view(
            name="By sea", query=filters.read({"mode": "1"}), shared=True, by=officer, at=at
        )
        text = templates.keep(
            type_id="information_request",
            name="Vague description",
            content={"kind": "clarification", "questions": [{"text": "What is it made of?"}]},
            by=officer,
            at=at,
        )
    world.note(upload=left.id, draft=draft, view=view.pk, template=text.pk)


def _keep_settings(world: Everything) -> None:
    authority = world.authority
    colleague = accounts.person(authority, "officer")
    client = accounts.client(authority, "inbox:read", name="Risk engine")
    with acting_for(authority) as at:
        wish = Wish(types=("advance_cargo",), channels=(Channel.INBOX, Channel.WEBHOOK))
        subscription = subscriptions.begin(by=authority.caller, at=at, wish=wish)
    with receiving() as receiver, override_settings(HUB_WEBHOOK_ALLOW=[f"127.0.0.1:{receiver.port}"]):
        with acting_for(authority) as at:
            endpoint: Endpoint = webhooks.register(
                address=webhooks.vet(url=receiver.url),
                description="Risk engine",
                by=authority.caller,
                at=facts.change_time(),
            ).endpoint
            test: Dispatch = webhooks.send_test(endpoint=endpoint.id, by=authority.caller, at=at)
        dispatcher = Dispatcher(Law(), poster=Poster(policy.policy(), attempt_seconds=5), delays=(0.01, 60.0))
        run_until(dispatcher, more_calls(receiver, 1))
        receiver.behave = MODES["error"]
        notices.published(world.trader, "LRN-PUSHED")
        run_until(dispatcher, more_calls(receiver, 2))
        dispatcher.close()
    world.note(person=colleague.pk, client=client.client.pk, subscription=subscription.id)
    world.note(webhook=endpoint.id, message=test.id)


def _set_aside(world: Everything) -> None:
    """A notice whose routing fails for as long as it is tried."""
    failing = mock.patch.object(engine, "route", side_effect=ZeroDivisionError)
    with mock.patch.object(router, "_BACK_OFF", router._BACK_OFF * 0), failing:
        number = notices.published(world.trader, "LRN-STUCK")
        for _ in range(router.MOST_ATTEMPTS):
            pipeline.route()
    world.note(stuck=number)
