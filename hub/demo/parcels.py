"""E-commerce parcels to buyers in France and its neighbours, filed by a marketplace and by a postal operator."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hub.demo import numbers
from hub.demo.cargo import AIR_CARRIER, iso
from hub.demo.dice import any_of, pick
from hub.demo.goods import PARCELS, Goods, Line, lines

Document = dict[str, Any]

BAZAR, POSTE = "bazar", "poste"

_SHOPS = (
    ("Brightway Store", "brightway-8812", "Shenzhen Brightway Trading", "Shenzhen"),
    ("Lucky Panda Home", "lucky-panda-20", "Yiwu Panda E-Commerce", "Yiwu"),
    ("Nord Atelier", "nord-atelier-3", "Ningbo Nord Atelier", "Ningbo"),
)
_BUYERS = (
    ("Claire Dubois", "Rue des Lilas", "Lyon", "69003"),
    ("Mehdi Amrani", "Avenue Foch", "Marseille", "13004"),
    ("Agathe Lemoine", "Rue de la Soif", "Rennes", "35000"),
    ("Paul Schneider", "Quai des Bateliers", "Strasbourg", "67000"),
    ("Inès Carvalho", "Rue Nationale", "Lille", "59000"),
)
_ABROAD = {
    "BE": ("Liesbeth Maes", "Veldstraat", "Gent", "9000"),
    "LU": ("Luc Weber", "Rue Neuve", "Luxembourg", "1234"),
}
_DESTINATIONS = {"FR": 0.88, "BE": 0.08, "LU": 0.04}
_HUBS = (("HKHKG", "HK"), ("CNSZX", "CN"))
_MARKS = {"851830": ("SONARA", "", "", "Auralis"), "910211": ("", "Meridiem")}
# A few are dearer than what counts as low value: they are for another agreement, or for none.
_DEAR, _DEAR_BY = 0.06, 9
_SPREAD = 0.35


@dataclass(frozen=True, slots=True)
class Sender:
    """Who files, and as what."""

    key: str
    role: str
    declarant: Document
    service: str


SENDERS = {
    BAZAR: Sender(BAZAR, "marketplace", {"identifier": "FR40303265045", "name": "Bazar en Ligne SAS"}, "LX"),
    POSTE: Sender(POSTE, "post", {"identifier": "FR55208316300", "name": "Poste Express Europe"}, "CP"),
}


def parcel(sender: Sender, rng: random.Random, *, at: datetime, n: int) -> Document:
    """One parcel, told at a moment of the day."""
    shop, account, consignor, city = any_of(rng, _SHOPS)
    destination = pick(rng, _DESTINATIONS)
    hub, country = any_of(rng, _HUBS)
    departure = at + timedelta(hours=rng.randrange(2, 18))
    contents = lines(rng, PARCELS, spread=_SPREAD)
    dear = _DEAR_BY if rng.random() < _DEAR else 1
    items = [_item(rng, position, line, dear) for position, line in enumerate(contents, start=1)]
    document = {
        "tracking_number": numbers.parcel(rng, service=sender.service, country="CN"),
        "filer_role": sender.role,
        "house_document": {"number": f"HP-{sender.service}-2611-{n:05d}", "type": "703"},
        "declarant": sender.declarant,
        "carrier": AIR_CARRIER,
        "consignor": {"name": consignor, "address": {"city": city, "country": "CN"}},
        "consignee": _buyer(rng, destination),
        "seller": {"name": shop, "address": {"city": city, "country": "CN"}},
        "dispatch_country": "CN",
        "destination_country": destination,
        "transport": {"mode": "4", "conveyance_reference": f"PX{rng.randrange(100, 999)}"},
        "loading_place": {"unlocode": hub, "country": country},
        "discharge_place": {"unlocode": "FRCDG", "country": "FR"},
        "entry_office": {"code": "FR000740", "name": "Roissy"},
        "estimated_departure": iso(departure),
        "estimated_arrival": iso(departure + timedelta(hours=rng.randrange(12, 16))),
        "receptacles": [f"CNSZXAFRCDGAAUX6{rng.randrange(10_000):04d}001001{rng.randrange(1000):03d}"],
        "nature_of_transaction": rng.choices(("sale", "return", "gift"), (0.93, 0.04, 0.03))[0],
        "items": items,
        "totals": {"items": len(items), "gross_mass": str(sum(line.mass for line in contents))},
    }
    return document | (_on_the_platform(rng, account, n) if sender.key == BAZAR else _by_post(rng, at))


def _on_the_platform(rng: random.Random, account: str, n: int) -> Document:
    known = rng.random() < 0.7
    return {
        "seller_account": account,
        "platform": {
            "name": "Bazar en Ligne", "url": "https://bazar.example/", "order_number": f"B-{77000 + n}-2611",
        },
        "ioss_number": "IM2500004410",
        "known_seller": {"known": known, "asserted_by": "Bazar en Ligne SAS"},
    }  # fmt: skip


def _by_post(rng: random.Random, at: datetime) -> Document:
    screened = iso(at - timedelta(hours=rng.randrange(2, 9)))
    return {
        "posted_on": (at - timedelta(days=2)).date().isoformat(),
        "postage": {"amount": str(numbers.money(rng.uniform(1.5, 7))), "currency": "EUR"},
        "security_screening": {"result": "clear", "methods": ["XRY"], "screened_at": screened},
    }


def _buyer(rng: random.Random, destination: str) -> Document:
    name, street, city, postcode = _ABROAD.get(destination) or any_of(rng, _BUYERS)
    address = {
        "street": street, "number": str(rng.randrange(1, 120)), "city": city, "postcode": postcode,
        "country": destination,
    }  # fmt: skip
    return {"name": name, "kind": "natural", "address": address}


def _item(rng: random.Random, position: int, line: Line, dear: int) -> Document:
    goods: Goods = line.goods
    value = {"amount": str(line.value * dear), "currency": "EUR"}
    item: Document = {
        "sequence": position,
        "description": goods.text,
        "hs_code": goods.hs,
        "origin_country": "CN",
        "quantity": {"quantity": "1", "unit": "C62"},
        "price": value,
        "value": value,
        "gross_mass": str(line.mass),
        "listing_url": f"https://bazar.example/item/{rng.randrange(500_000, 600_000)}",
    }
    mark = any_of(rng, _MARKS.get(goods.hs, ("",)))
    return item | ({"brand": mark} if mark else {})
