"""What changes in the course of the day: agreements and standing, amendments and cancellations."""

from copy import deepcopy
from datetime import datetime, timedelta
from decimal import Decimal

from accounts.accreditation import services as accreditation
from exchange import pipeline
from exchange.agreements import services as agreements
from hub.demo import cargo_terms, contracts
from hub.demo.cargo import iso
from hub.demo.day import Document
from hub.demo.members import standing
from hub.demo.plan import COFFEE_STOPS
from hub.demo.replies import Correspondence
from hub.demo.traffic import Sent, Traffic
from hub.demo.world import World

_SMALL = "12.500"


def turn(traffic: Traffic, letters: Correspondence, wave: int) -> None:
    """What happens when this part of the day is over."""
    _agreements(traffic.world, wave)
    _notices(traffic, letters, wave)
    if wave == COFFEE_STOPS - 1:
        _coffee(traffic)


def settle(traffic: Traffic) -> None:
    """Let everything arrive that changes of facts have put off, opened or closed."""
    traffic.route()
    while pipeline.reconsider():
        pass
    while pipeline.back_fill():
        pass


def _agreements(world: World, wave: int) -> None:
    match wave:
        case 1:
            contracts.replace_terms(
                world, "rotterdam", terms=cargo_terms.rotterdam_second, by="nl", signatories=["nl", "lotus"]
            )
        case 2:
            contracts.replace_terms(
                world, "events", terms=cargo_terms.events_wider, by="meridian", signatories=["meridian", "nl"]
            )
            _exclude(world)
            _leave(world)
        case 3:
            contracts.agree(world, contracts.STRAITS)
            _suspend(world)
        case 4:
            _terminate(world)


def _exclude(world: World) -> None:
    """A member of the private-sector group keeps one recipient from its own figures."""
    with world.unless_done(), world.changing("noordzee") as (by, at):
        agreements.exclude(
            by=by, at=at, agreement=world.agreements["statistics"], recipient=world.id_of("ke"),
            reason="No trade with Kenya; the figures would be about one consignment.",
        )  # fmt: skip


def _suspend(world: World) -> None:
    with world.unless_done(), world.changing("fr") as (by, at):
        agreements.suspend(
            by=by, at=at, agreement=world.agreements["le_havre"], reason="Audit of who reads what."
        )


def _leave(world: World) -> None:
    with world.unless_done(), world.changing("straits") as (by, at):
        agreements.leave(
            by=by,
            at=at,
            version=world.versions["announcements"],
            reason="We subscribe to the gazettes instead.",
        )


def _terminate(world: World) -> None:
    with world.unless_done(), world.changing("lotus") as (by, at):
        agreements.terminate(
            by=by, at=at, agreement=world.agreements["pilot"], reason="The pilot has answered its questions."
        )


def _coffee(traffic: Traffic) -> None:
    """The exporter loses its standing; it may still cancel what it has open."""
    world = traffic.world
    sent = traffic.take("nl", "planalto", wave=0)
    with world.unless_done(), world.changing("br") as (by, at):
        accreditation.suspend(
            standing=standing(world, "planalto"), reason="Review of the warehouse.", by=by, at=at
        )
    traffic.cancel(sent)


def _notices(traffic: Traffic, letters: Correspondence, wave: int) -> None:
    """Amendments and cancellations, each of a notice that somebody holds."""
    match wave:
        case 1:
            _correct_mass(traffic, traffic.take("nl", "lotus", wave=0))
        case 2:
            traffic.cancel(traffic.take("nl", "lotus", wave=2))
            _correct_mass(traffic, traffic.take("sg", "noordzee", wave=1))
        case 3:
            # Customs holds it: the amendment is late.
            _correct_mass(traffic, letters.about("NL-HOLD-26002"))
            _go_elsewhere(traffic, traffic.take("nl", "lotus", wave=3))
        case 4:
            _make_small(traffic, traffic.take("sg", "noordzee", wave=3, by_sea=True))
            traffic.cancel(traffic.take("fr", "bazar", wave=3))
            # What the suspension and the end of the pilot keep from them.
            traffic.open_rest("fr", "noordzee")
            traffic.open_rest("ke", "lotus")
        case 5:
            _delay(traffic, traffic.take("nl", "straits", wave=4))
            _correct_mass(traffic, traffic.take("fr", "poste", wave=4))


def _correct_mass(traffic: Traffic, sent: Sent) -> None:
    """The first line weighs a tenth more than was told."""
    document = deepcopy(sent.document)
    first = document["items"][0]
    first["gross_mass"] = str((Decimal(first["gross_mass"]) * Decimal("1.1")).quantize(Decimal("0.001")))
    _add_up(document)
    traffic.amend(sent, document)


def _make_small(traffic: Traffic, sent: Sent) -> None:
    """So light that an agreement on heavier goods no longer covers it: its holders get a withdrawal."""
    document = deepcopy(sent.document)
    for item in document["items"]:
        item["gross_mass"] = _SMALL
    _add_up(document)
    traffic.amend(sent, document)


def _go_elsewhere(traffic: Traffic, sent: Sent) -> None:
    """To another country: an authority that holds it goes on receiving, marked as no longer matching."""
    document = deepcopy(sent.document) | {
        "destination_country": "DE",
        "discharge_place": {"unlocode": "DEHAM", "name": "Hamburg", "country": "DE"},
        "entry_office": {"code": "DE004851", "name": "Hamburg"},
    }
    traffic.amend(sent, document)


def _delay(traffic: Traffic, sent: Sent) -> None:
    document = deepcopy(sent.document)
    arrival = datetime.fromisoformat(document["estimated_arrival"])
    traffic.amend(sent, document | {"estimated_arrival": iso(arrival + timedelta(days=2))})


def _add_up(document: Document) -> None:
    document["totals"]["gross_mass"] = str(sum(Decimal(item["gross_mass"]) for item in document["items"]))
