"""Everything that is published in the course of the day, part by part, each time the same."""

from datetime import datetime

from hub.demo import alerts, cargo, movements, parcels
from hub.demo.cargo import Filer
from hub.demo.day import WAVES, Document, Publication, moments, wave_of
from hub.demo.dice import dice

# Notices in each part of the day.
_CARGO = {cargo.LOTUS: 13, cargo.NOORDZEE: 7, cargo.STRAITS: 7, cargo.PLANALTO: 3}
_PARCELS = {parcels.BAZAR: 11, parcels.POSTE: 7}
_EVENTS = 13
_ABOUT_ANNOUNCED = 0.5
# From this part of the day on, the coffee exporter's accreditation is suspended: it publishes no more.
COFFEE_STOPS = 4


def whole_day(began: datetime) -> list[list[Publication]]:
    """The publications of each part of the day, in the order of their hours."""
    day: list[list[Publication]] = [[] for _ in range(WAVES)]
    for publication in alerts.announcements(began):
        day[wave_of(began, publication.at)].append(publication)
    for wave in range(WAVES):
        for filer, count in _CARGO.items():
            if filer is not cargo.PLANALTO or wave < COFFEE_STOPS:
                day[wave] += _consignments(filer, count, began, wave)
        for key, count in _PARCELS.items():
            day[wave] += _parcels(key, count, began, wave)
        day[wave] += _events(_by_sea(day[:wave]), began, wave)
        day[wave].sort(key=lambda one: one.at)
    return day


def _consignments(filer: Filer, count: int, began: datetime, wave: int) -> list[Publication]:
    rng = dice(f"{filer.key}/{wave}")
    told = []
    for offset, at in enumerate(moments(began, wave, count), start=1):
        n = wave * count + offset
        document = cargo.consignment(filer, rng, at=at, n=n)
        told.append(Publication(filer.key, "advance_cargo", f"{filer.prefix}-26-{n:05d}", document, at))
    return told


def _parcels(key: str, count: int, began: datetime, wave: int) -> list[Publication]:
    rng = dice(f"{key}/{wave}")
    told = []
    for offset, at in enumerate(moments(began, wave, count), start=1):
        n = wave * count + offset
        document = parcels.parcel(parcels.SENDERS[key], rng, at=at, n=n)
        told.append(Publication(key, "ecommerce_parcel", f"{key.upper()}-26-{n:05d}", document, at))
    return told


def _events(announced: list[Document], began: datetime, wave: int) -> list[Publication]:
    rng = dice(f"events/{wave}")
    told = []
    for offset, at in enumerate(moments(began, wave, _EVENTS), start=1):
        n = wave * _EVENTS + offset
        if announced and rng.random() < _ABOUT_ANNOUNCED:
            document = movements.of_announced(rng, announced, at=at, n=n)
        else:
            document = movements.at_a_port(rng, at=at, n=n)
        told.append(Publication(movements.CARRIER, "transport_event", document["event_id"], document, at))
    return told


def _by_sea(before: list[list[Publication]]) -> list[Document]:
    return [
        one.document
        for part in before
        for one in part
        if "equipment" in one.document and one.type == "advance_cargo"
    ]
