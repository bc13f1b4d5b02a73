"""Advance cargo notices: house consignments by sea and air, as forwarders, importers and exporters file them."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hub.demo import numbers, places
from hub.demo.dice import any_of, pick
from hub.demo.goods import BY_SEA, CARGO, COFFEE, ORIGINS, Goods, Line, lines

Document = dict[str, Any]

SHIPS = (("9452816", "MERIDIAN DAWN"), ("9301172", "MERIDIAN TIDE"), ("9635248", "MERIDIAN STAR"))
SEA_CARRIER = {"identifier": "DE4471902", "lei": "5299HUBEXCHANGE00178", "name": "Meridian Lines GmbH"}
AIR_CARRIER = {"identifier": "FR55208316300", "name": "Poste Express Europe"}
# Of a hundred lines, so many say nothing that helps, and so many have no commodity code.
_VAGUE, _UNCODED = 0.04, 0.05


@dataclass(frozen=True, eq=False)
class Filer:
    """How one trader files: what it carries, from where, to where, and as whom."""

    key: str
    prefix: str
    declarant: Document
    destinations: dict[str, float]
    origins: dict[str, float] = field(default_factory=lambda: ORIGINS)
    goods: tuple[Goods, ...] = CARGO
    by_sea: float = BY_SEA


LOTUS = Filer(
    "lotus",
    "LTX",
    {
        "identifier": "NL854120099",
        "name": "Lotus Freight Rotterdam BV",
        "address": {"street": "Waalhaven Zuidzijde", "number": "19", "city": "Rotterdam", "country": "NL"},
        "contact": {
            "name": "Import desk",
            "phone": "+31 10 555 01 20",
            "email": "imports@lotus-freight.example",
        },
    },
    {"NL": 0.74, "BE": 0.08, "FR": 0.08, "KE": 0.10},
)
NOORDZEE = Filer(
    "noordzee",
    "NZR",
    {"identifier": "NL803377120", "name": "Noordzee Retail BV"},
    {"NL": 0.55, "FR": 0.45},
    by_sea=0.9,
)
STRAITS = Filer(
    "straits",
    "STR",
    {
        "identifier": "SG201912345K",
        "name": "Straits Logistics Pte Ltd",
        "contact": {"name": "Export desk", "phone": "+65 5550 0142"},
    },
    {"NL": 0.6, "DE": 0.2, "KE": 0.2},
    {"SG": 0.4, "MY": 0.2, "ID": 0.15, "TH": 0.15, "VN": 0.1},
)
PLANALTO = Filer(
    "planalto",
    "CDP",
    {"identifier": "BR12345678000195", "name": "Cafés do Planalto Ltda"},
    {"NL": 0.8, "DE": 0.2},
    {"BR": 1.0},
    COFFEE,
    by_sea=1.0,
)


def consignment(filer: Filer, rng: random.Random, *, at: datetime, n: int) -> Document:
    """One house consignment, told at a moment of the day."""
    origin, destination = pick(rng, filer.origins), pick(rng, filer.destinations)
    by_sea = rng.random() < filer.by_sea
    goods = lines(rng, filer.goods)
    document = {
        "ucr": f"6{filer.declarant['identifier']}-{n:05d}",
        "declarant": filer.declarant,
        "dispatch_country": origin,
        "destination_country": destination,
        **_parties(rng, origin, destination),
        **(_by_sea(rng, filer, at, n) if by_sea else _by_air(rng, filer, at, n)),
        **_places(rng, origin, destination, by_sea=by_sea),
        "items": [_item(rng, position, line, origin) for position, line in enumerate(goods, start=1)],
    }
    if by_sea and origin in places.ASIA | {"SG", "MY", "ID", "IN"}:
        document["routing_countries"] = [code for code in places.VIA_SUEZ if code != origin]
    return {**document, "totals": _totals(document["items"], goods)}


def iso(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def _parties(rng: random.Random, origin: str, destination: str) -> Document:
    name, street, city = any_of(rng, places.SELLERS[origin])
    identifier, buyer, way, town, postcode = any_of(rng, places.BUYERS[destination])
    home = {"street": way, "city": town, "postcode": postcode, "country": identifier[:2]}
    seller = {"name": name, "address": {"street": street, "city": city, "country": origin}}
    consignee: Document = {"identifier": identifier, "name": buyer, "kind": "legal", "address": home}
    if rng.random() < 0.6:
        consignee["contact"] = {"phone": f"+31 30 555 0{rng.randrange(100, 999)}"}
    return {
        "consignor": {**seller, "kind": "legal"},
        "consignee": consignee,
        "seller": seller,
        "buyer": {"identifier": identifier, "name": buyer},
    }


def _by_sea(rng: random.Random, filer: Filer, at: datetime, n: int) -> Document:
    imo, ship = any_of(rng, SHIPS)
    departure = at + timedelta(hours=rng.randrange(8, 96))
    issued = (at - timedelta(days=rng.randrange(1, 5))).date().isoformat()
    boxes = rng.choices((1, 2, 3), (0.75, 0.2, 0.05))[0]
    return {
        "house_document": {"number": f"HBL-{filer.prefix}-26{n:04d}", "type": "714", "issue_date": issued},
        "master_document": {"number": f"MEDL2611{n:04d}{filer.prefix[0]}", "type": "704", "issue_date": issued},
        "carrier": SEA_CARRIER,
        "transport": {
            "mode": "1", "type": "1511", "imo": imo, "name": ship, "nationality_country": "DE",
            "conveyance_reference": f"MD{640 + departure.day}W",
        },
        "estimated_departure": iso(departure),
        "estimated_arrival": iso(departure + timedelta(days=rng.randrange(18, 34), hours=rng.randrange(24))),
        "equipment": [
            {
                "identifier": numbers.container(rng), "size_type": rng.choice(("22G1", "42G1", "45G1")),
                "fullness": "full", "seals": [{"number": f"ML-{rng.randrange(10_000_000):07d}"}],
            }
            for _ in range(boxes)
        ],
    }  # fmt: skip


def _by_air(rng: random.Random, filer: Filer, at: datetime, n: int) -> Document:
    departure = at + timedelta(hours=rng.randrange(3, 30))
    return {
        "house_document": {"number": f"HAWB-{filer.prefix}-26{n:04d}", "type": "703"},
        "master_document": {"number": numbers.air_waybill(rng), "type": "741"},
        "carrier": AIR_CARRIER,
        "transport": {"mode": "4", "type": "4000", "conveyance_reference": f"PX{rng.randrange(100, 999)}"},
        "estimated_departure": iso(departure),
        "estimated_arrival": iso(departure + timedelta(hours=rng.randrange(6, 17))),
    }


def _places(rng: random.Random, origin: str, destination: str, *, by_sea: bool) -> Document:
    side = 0 if by_sea else 1
    loading, loaded_at = any_of(rng, places.PORTS[origin][side])
    discharge, discharged_at = any_of(rng, places.PORTS[destination][side])
    code, office = places.OFFICES[discharge]
    return {
        "loading_place": {"unlocode": loading, "name": loaded_at, "country": origin},
        "discharge_place": {"unlocode": discharge, "name": discharged_at, "country": destination},
        "entry_office": {"code": code, "name": office},
    }


def _item(rng: random.Random, position: int, line: Line, origin: str) -> Document:
    goods = line.goods
    item: Document = {
        "sequence": position,
        "description": "Spare parts" if rng.random() < _VAGUE else goods.text,
        "origin_country": origin if rng.random() < 0.93 else pick(rng, ORIGINS),
        "gross_mass": str(line.mass),
        "value": {"amount": str(line.value), "currency": "EUR"},
        "packages": [{"type": goods.package, "count": _packages(line), "marks": f"{position}/{goods.hs}"}],
    }
    if rng.random() >= _UNCODED:
        item["hs_code"] = goods.hs
    if goods.dangerous:
        item["dangerous_goods"] = [{"un_number": goods.dangerous}]
    return item


def _packages(line: Line) -> int:
    return max(1, int(line.mass / Decimal(line.goods.per_package)))


def _totals(items: list[Document], goods: list[Line]) -> Document:
    return {
        "items": len(items),
        "packages": sum(_packages(line) for line in goods),
        "gross_mass": str(sum(line.mass for line in goods)),
        "value": {"amount": str(sum(line.value for line in goods)), "currency": "EUR"},
    }
