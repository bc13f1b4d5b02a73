"""The rules of meaning, each broken once; and how far they bind, by where a document comes from."""

import re
from typing import Any

import pytest

from exchange.catalogue import rules
from exchange.catalogue.rules import DECLARED
from exchange.catalogue.rules.identifiers import awb_fits, s10_fits
from tests.exchange.catalogue.documents import ABSENT, findings

CARGO, PARCEL, EVENT, HOLD = "advance_cargo", "ecommerce_parcel", "transport_event", "hold"

# rule: (type, changes to its sample, place)
BREACHES: dict[str, tuple[str, dict[str, Any], str]] = {
    "unknown-country": (CARGO, {"/dispatch_country": "AB"}, "/dispatch_country"),
    "unknown-currency": (PARCEL, {"/items/0/price/currency": "EUX"}, "/items/0/price/currency"),
    "unknown-language": (CARGO, {"/consignor/language": "qq"}, "/consignor/language"),
    "unknown-place": (CARGO, {"/acceptance_place": {"unlocode": "QQRTM"}}, "/acceptance_place/unlocode"),
    "place-not-listed": (CARGO, {"/acceptance_place": {"unlocode": "NLZZZ"}}, "/acceptance_place/unlocode"),
    "bad-commodity-code": (CARGO, {"/items/1/hs_code": "770000"}, "/items/1/hs_code"),
    "unknown-package": (CARGO, {"/items/0/packages/0/type": "c-"}, "/items/0/packages/0/type"),
    "unknown-unit": (PARCEL, {"/items/0/quantity/unit": "X"}, "/items/0/quantity/unit"),
    "unknown-mode": (EVENT, {"/transport/mode": "12"}, "/transport/mode"),
    "bad-container-size": (EVENT, {"/equipment/0/size_type": "45G"}, "/equipment/0/size_type"),
    "bad-gb-eori": (CARGO, {"/declarant/identifier": "GB12345"}, "/declarant/identifier"),
    "identifier-without-country": (CARGO, {"/buyer/identifier": "12345"}, "/buyer/identifier"),
    "bad-lei": (CARGO, {"/carrier/lei": "5299HUBEXCHANGE00100"}, "/carrier/lei"),
    "bad-container-check-digit": (
        EVENT,
        {"/equipment/0/identifier": "CSQU3054384"},
        "/equipment/0/identifier",
    ),
    "not-a-container-number": (EVENT, {"/equipment/0/identifier": "TRAILER 7"}, "/equipment/0/identifier"),
    "bad-imo-number": (EVENT, {"/transport/imo": "9074720"}, "/transport/imo"),
    "bad-postal-check-digit": (PARCEL, {"/tracking_number": "RR473124828GB"}, "/tracking_number"),
    "bad-gtin": (PARCEL, {"/items/0/gtin": "4006381333930"}, "/items/0/gtin"),
    "bad-ioss-number": (PARCEL, {"/ioss_number": "EU372022452"}, "/ioss_number"),
    "unusual-mrn": (CARGO, {"/mrn": "26QQ7F31A0000012B4"}, "/mrn"),
    "repeated-item-number": (PARCEL, {"/items/1/sequence": 1}, "/items/1/sequence"),
    "item-numbers-out-of-order": (
        CARGO,
        {"/items/1/sequence": 4, "/items/3/sequence": 2},
        "/items/2/sequence",
    ),
    "item-numbers-skip": (PARCEL, {"/items/1/sequence": 3}, "/items"),
    "item-not-described": (CARGO, {"/items/2/description": ABSENT, "/items/2/hs_code": ABSENT}, "/items/2"),
    "vague-description": (CARGO, {"/items/2/description": " General  Cargo."}, "/items/2/description"),
    "package-count-missing": (CARGO, {"/items/0/packages/0/count": ABSENT}, "/items/0/packages/0/count"),
    "package-count-unwanted": (CARGO, {"/items/0/packages/0/type": "VQ"}, "/items/0/packages/0/count"),
    "total-items-differ": (CARGO, {"/totals/items": 4}, "/totals/items"),
    "total-packages-differ": (CARGO, {"/totals/packages": 664}, "/totals/packages"),
    "total-mass-differs": (CARGO, {"/totals/gross_mass": "8461.501"}, "/totals/gross_mass"),
    "total-mass-is-zero": (CARGO, {"/totals/gross_mass": "0.000"}, "/totals/gross_mass"),
    "total-value-differs": (PARCEL, {"/totals/value/amount": "41.81"}, "/totals/value/amount"),
    "net-mass-above-gross": (CARGO, {"/items/0/net_mass": "4210.501"}, "/items/0/net_mass"),
    "arrival-before-departure": (CARGO, {"/estimated_arrival": "2026-11-25T19:59:59Z"}, "/estimated_arrival"),
    "due-before-issue": ("do_not_load", {"/acknowledge_by": "2026-11-25T08:30:00Z"}, "/acknowledge_by"),
    "recorded-before-it-happened": (EVENT, {"/recorded_at": "2026-11-25T17:41:59Z"}, "/recorded_at"),
    "place-in-another-country": (CARGO, {"/discharge_place/country": "BE"}, "/discharge_place/country"),
    "place-lacks-function": (CARGO, {"/loading_place": {"unlocode": "DEFRA"}}, "/loading_place/unlocode"),
    "bad-air-waybill": (
        PARCEL,
        {"/master_document": {"number": "160-12345670", "type": "741"}},
        "/master_document/number",
    ),
    "representative-is-declarant": (
        CARGO,
        {"/representative/identifier": "NL854120099"},
        "/representative/identifier",
    ),
    "to-order-without-notify-party": (
        CARGO,
        {"/to_order": True, "/consignee": ABSENT, "/notify_party": ABSENT},
        "/notify_party",
    ),
    "to-order-with-consignee": (CARGO, {"/to_order": True}, "/consignee"),
    "hold-names-nothing": (HOLD, {"/covers": "items"}, "/subjects/item_sequences"),
    "addressee-only-informed": (HOLD, {"/informed/0": "declarant"}, "/informed/0"),
    "comments-after-effect": ("regulatory_change", {"/comment_until": "2027-03-02"}, "/comment_until"),
}
# They need a complete list: see test_codelists.
ELSEWHERE = {"unknown-commodity-code", "unknown-means", "unknown-transport-document"}


@pytest.mark.parametrize("code", BREACHES)
def test_a_broken_rule_is_told_at_its_place_and_binds_unless_it_only_warns(code: str) -> None:
    type_id, changes, place = BREACHES[code]
    rule = next(rule for rule in rules.EVERY if rule.code == code)
    found = findings(type_id, changes)
    told = found.warnings if rule.warns else found.errors
    assert (place, rule.message) in {(fault.place, fault.message) for fault in told if fault.code == code}


@pytest.mark.parametrize("code", BREACHES)
def test_what_was_declared_under_another_law_is_remarked_on_and_never_refused(code: str) -> None:
    type_id, changes, place = BREACHES[code]
    found = findings(type_id, changes, rules=DECLARED)
    assert found.clean
    assert (place, code) in {(fault.place, fault.code) for fault in found.warnings}


def test_every_rule_is_broken_here_once_and_has_a_code_and_words() -> None:
    codes = [rule.code for rule in rules.EVERY]
    assert len(codes) == len(set(codes))
    assert set(codes) == BREACHES.keys() | ELSEWHERE
    for rule in rules.EVERY:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.code)
        assert rule.message.endswith((".", ")."))


def test_every_fault_of_meaning_is_told_at_once() -> None:
    found = findings(CARGO, {"/dispatch_country": "AB", "/totals/items": 9, "/items/0/hs_code": "63022"})
    assert {fault.place for fault in found.errors} == {
        "/dispatch_country",
        "/totals/items",
        "/items/0/hs_code",
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"/items/0/packages": [{"type": "VR"}], "/totals/packages": 346},
        {"/items/0/packages": [{"type": "VR"}], "/totals/packages": 345},
        {"/items/0/packages": [{"type": "NE", "pieces": 7}], "/totals/packages": 352},
        {"/items/0/packages": ABSENT, "/totals/packages": 1},
        {"/items/0/gross_mass": ABSENT},
        {"/items/0/value/currency": "USD"},
        {"/items/0/packages/0/type": "7A"},
        {"/estimated_arrival": "2026-11-25T20:00:00Z"},
        {"/equipment/0/identifier": "CSQU3054383"},
        {"/master_document": {"number": "160-12345675", "type": "741"}},
        {"/declarant/identifier": "GB123456789000"},
        {"/declarant/identifier": "XI123456789000"},
        {"/consignor/language": "ZH"},
        {"/to_order": True, "/consignee": ABSENT},
        {"/totals": ABSENT},
        {"/items/0/hs_code": "6302210020", "/items/1/hs_code": "63"},
    ],
)
def test_what_no_rule_speaks_against_passes(changes: dict[str, Any]) -> None:
    assert findings(CARGO, changes).errors == ()


def test_check_digits_follow_the_published_examples() -> None:
    assert s10_fits("RR473124829GB")
    assert s10_fits("RR000000005GB")  # nothing left over by eleven: 5
    assert s10_fits("RR000010100GB")  # one left over: 0
    assert not s10_fits("RR473124820GB")
    assert awb_fits("16012345675")
    assert not awb_fits("16012345676")
