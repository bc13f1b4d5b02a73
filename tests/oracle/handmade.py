"""A small world in which everything holds: T1 publishes to A1 under agreement 7. Hand-made cases change one
thing."""

import copy
from typing import Any

from tests.oracle.typetable import Leaf, TypeTable

CODE, PREFIX, PLAIN = Leaf(country="code"), Leaf(country="prefix"), Leaf()

CARGO = TypeTable(
    name="cargo",
    handling="trade",
    leaves={
        "/dispatch_country": CODE,
        "/destination_country": CODE,
        "/place_of_loading/unlocode": PREFIX,
        "/place_of_discharge/unlocode": PREFIX,
        "/mode": PLAIN,
        "/to_order": PLAIN,
        "/consignor/name": PLAIN,
        "/consignor/identifier": PREFIX,
        "/items/*/sequence": PLAIN,
        "/items/*/hs": Leaf(truncate=4),
        "/items/*/origin_country": CODE,
        "/items/*/value/amount": PLAIN,
        "/items/*/value/currency": PLAIN,
        "/items/*/gross_mass": PLAIN,
        "/totals/gross_mass": PLAIN,
    },
    facets={
        "dispatch": ("/dispatch_country",),
        "destination": ("/destination_country",),
        "place": ("/place_of_loading/unlocode", "/place_of_discharge/unlocode"),
        "mode": ("/mode",),
        "items": ("/items",),
        "item_hs": ("/items/*/hs",),
        "item_origin": ("/items/*/origin_country",),
        "item_value": ("/items/*/value/amount",),
        "item_currency": ("/items/*/value/currency",),
        "item_mass": ("/items/*/gross_mass",),
    },
    unclassified=("/internal",),
)
RISK = TypeTable(name="risk", handling="authority", leaves={"/pattern": PLAIN})
TABLES = {"cargo": CARGO, "risk": RISK}

CONTENT: dict[str, Any] = {
    "dispatch_country": "CN",
    "destination_country": "FR",
    "place_of_loading": {"unlocode": "CNSHA"},
    "mode": "",
    "to_order": True,
    "internal": "never seen",
    "consignor": {"name": "Wang", "identifier": "CN123456"},
    "items": [
        {"sequence": 1, "hs": "847130", "origin_country": "CN", "gross_mass": "10.0",
         "value": {"amount": "100.00", "currency": "EUR"}},
        {"sequence": 2, "hs": "30", "origin_country": "VN", "gross_mass": "20",
         "value": {"amount": "100", "currency": "USD"}},
    ],
    "totals": {"gross_mass": "30"},
}  # fmt: skip

DAY = "2026-{:02d}-{:02d}T{:02d}:00:00Z"


def day(month: int, number: int, hour: int = 0) -> str:
    """A moment of 2026."""
    return DAY.format(month, number, hour)


ALWAYS: list[list[str | None]] = [[day(1, 1), None]]


def terms(version: int = 1, **changes: Any) -> dict[str, Any]:
    """Version `version` of agreement 7, in force from 1 February."""
    plain: dict[str, Any] = {
        "version": version, "purpose": "safety_and_security",
        "providers": {"organisations": ["T1"], "groups": []},
        "recipients": {"organisations": ["A1"], "groups": []},
        "types": ["cargo"], "conditions": [], "items": "whole", "scope": [{"path": "", "form": "plain"}],
        "standing": ["accredited"], "recognised": False, "objection_days": 10, "follow_up": None,
        "back_fill_from": None, "retention": {"days": 100, "from": "receipt"}, "receipts_opened": False,
        "proposed_at": day(1, 10), "effective_from": day(2, 1), "effective_until": None,
    }  # fmt: skip
    return {**plain, **changes}


def event(name: str, at: str, by: str, **more: Any) -> dict[str, Any]:
    """One event of an agreement."""
    return {"at": at, "event": name, "by": by, **more}


def signed(version: int, at: str, *signatories: str) -> list[dict[str, Any]]:
    """These signatories sign the version."""
    return [event("signed", at, by, version=version) for by in signatories]


def world() -> dict[str, Any]:
    """Everything holds on 1 March, when N1 is accepted; the question is asked an hour later."""
    return copy.deepcopy(
        {
            "format": "hub-decide/1",
            "organisations": [
                {"id": "T1", "kind": "trader", "country": "CN", "region": "AP", "active": ALWAYS},
                {"id": "T2", "kind": "trader", "country": "FR", "region": "EUR", "active": ALWAYS},
                {"id": "A1", "kind": "authority", "country": "FR", "region": "EUR", "active": ALWAYS},
                {"id": "A2", "kind": "authority", "country": "CN", "region": "AP", "active": ALWAYS},
                {"id": "S1", "kind": "association", "country": "FR", "region": "EUR", "active": ALWAYS},
            ],
            "standing": [
                {"holder": trader, "granted_by": "A1", "kind": "accredited", "periods": ALWAYS,
                 "recognised": []}
                for trader in ("T1", "T2")
            ],
            "groups": [
                {"id": "G1", "keeper": "S1", "members": [{"organisation": "T1", "periods": ALWAYS}]},
                {"id": "G2", "keeper": "S1", "rule": {"kind": "authority", "region": "EUR"}},
            ],
            "agreements": [
                {"number": 7, "versions": [terms()], "events": signed(1, day(1, 20), "T1", "A1")},
            ],
            "notices": [
                {"id": "N1", "publisher": "T1", "type": "cargo", "versions": [
                    {"version": 1, "kind": "original", "accepted_at": day(3, 1), "content": CONTENT}]},
            ],
            "subscriptions": [],
            "deliveries": [],
            "moments": [],
        }
    )  # fmt: skip
