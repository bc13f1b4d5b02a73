"""Transport events: what becomes of containers that were announced, and of others on the same ships."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hub.demo import numbers
from hub.demo.cargo import SHIPS, iso
from hub.demo.dice import any_of, pick

Document = dict[str, Any]

CARRIER = "meridian"
_CARRIER = {"identifier": "DE4471902", "name": "Meridian Lines GmbH"}
_AT_LOADING = {"gated_in": 0.35, "loaded": 0.45, "departed": 0.2}
_AT_PORT = {"arrived": 0.25, "discharged": 0.4, "gated_out": 0.25, "selected_for_scan": 0.1}
_PORTS = {("NLRTM", "Rotterdam"): 0.5, ("FRLEH", "Le Havre"): 0.2, ("SGSIN", "Singapore"): 0.3}
_FACILITIES = {"NLRTM": "Maasvlakte 3", "FRLEH": "Terminal de l'Océan", "SGSIN": "Tuas berth 12"}


def of_announced(rng: random.Random, cargo: Sequence[Document], *, at: datetime, n: int) -> Document:
    """Something that happens to a consignment by sea that was announced before."""
    told = any_of(rng, cargo)
    place = told["loading_place"]
    return {
        **_event(rng, pick(rng, _AT_LOADING), place, at, n),
        "ucr": told["ucr"],
        "house_document": told["house_document"],
        "master_document": told["master_document"],
        "equipment": told["equipment"],
        "transport": _ship(told["transport"]),
        "dispatch_country": told["dispatch_country"],
        "destination_country": told["destination_country"],
    }


def at_a_port(rng: random.Random, *, at: datetime, n: int) -> Document:
    """Something that happens at a port to a container from an earlier voyage."""
    unlocode, name = pick(rng, _PORTS)
    imo, ship = any_of(rng, SHIPS)
    return {
        **_event(rng, pick(rng, _AT_PORT), {"unlocode": unlocode, "name": name, "country": unlocode[:2]}, at, n),
        "facility": _FACILITIES[unlocode],
        "equipment": [
            {
                "identifier": numbers.container(rng), "size_type": "45G1", "fullness": "full",
                "seals": [{"number": f"ML-{rng.randrange(10_000_000):07d}"}],
            }
        ],
        "transport": {"mode": "1", "imo": imo, "name": ship, "conveyance_reference": f"MD{rng.randrange(600, 640)}E"},
        "remarks": "Lashing checked; nothing to report.",
    }  # fmt: skip


def _event(rng: random.Random, code: str, place: Mapping[str, str], at: datetime, n: int) -> Document:
    expected = rng.random() < 0.2
    happens = (
        at + timedelta(hours=rng.randrange(3, 30))
        if expected
        else at - timedelta(minutes=rng.randrange(5, 90))
    )
    return {
        "event_id": f"MER-26-{n:06d}",
        "code": code,
        "timing": "estimated" if expected else "actual",
        "occurs_at": iso(happens),
        "recorded_at": iso(at),
        "place": dict(place),
        "carrier": _CARRIER,
    }


def _ship(told: Mapping[str, str]) -> Document:
    return {name: told[name] for name in ("mode", "imo", "name", "conveyance_reference")}
